"""Python's clients: client.py CLIENT JOB URL [CLIENT JOB URL...]

Prints what each delivers, an object a line: see Delivery.java
"""
import json
import sys
import threading
import time

import httpx
import httpx_sse


LOCK = threading.Lock()


def deliver(job, kind, **fields):
    with LOCK:
        print(json.dumps({"job": job, "at": time.time_ns() // 1_000_000, "type": kind, **fields}), flush=True)


def sse(http, job, url):
    """It does not reconnect by itself: done here as its README has it."""
    last = None
    while True:
        headers = {"Last-Event-ID": last} if last else {}
        try:
            with httpx_sse.connect_sse(http, "GET", url, headers=headers) as source:
                for event in source.iter_sse():
                    last = event.id
                    deliver(job, "event", event=event.event, id=event.id, data=event.data)
            deliver(job, "end")
            return
        except httpx_sse.SSEError as e:
            deliver(job, "end", reason=str(e))
            return
        except httpx.TransportError as e:
            deliver(job, "lost", reason=repr(e))


def read(accept, pieces):
    def client(http, job, url):
        try:
            with http.stream("GET", url, headers={"Accept": accept}) as response:
                for piece in pieces(response):
                    deliver(job, "event", data=piece)
            deliver(job, "end")
        except httpx.TransportError as e:
            deliver(job, "lost", reason=repr(e))
    return client


CLIENTS = {
    "httpx-sse": sse,
    "iter_lines": read("application/x-ndjson", httpx.Response.iter_lines),
    "iter_text": read("text/plain", httpx.Response.iter_text),
}

with httpx.Client(timeout=30, limits=httpx.Limits(max_connections=None)) as shared:
    jobs = sys.argv[1:]
    threads = [threading.Thread(target=CLIENTS[client], args=(shared, job, url))
               for client, job, url in zip(jobs[::3], jobs[1::3], jobs[2::3])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
