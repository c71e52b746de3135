#!/usr/bin/env python3
"""
A runtime that asks the Runtime API questions, and appends each answer to the file PROBE_LOG as a line of JSON. An event names
the question that it is used for.
"""
import http.client
import json
import os
import re
import signal
import sys
import threading
import time

API = os.environ["AWS_LAMBDA_RUNTIME_API"]
PRELUDE = b'{"statusCode":200,"headers":{}}' + bytes(8)
STREAMED = {"Lambda-Runtime-Function-Response-Mode": "streaming", "Transfer-Encoding": "chunked",
            "Content-Type": "application/vnd.awslambda.http-integration-response"}
SHAPES = ((r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UUID"), (r"\b1[0-9]{12}\b", "MILLIS"),
          (r"arn:aws:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+(:\w+)?", "ARN"), (r"Root=[0-9a-f;A-Za-z=-]*", "TRACE"))
LOCK = threading.Lock()
running = 0


def tell(question: str, answer: str) -> None:
    for shape, name in SHAPES:
        answer = re.sub(shape, name, answer)
    with LOCK, open(os.environ["PROBE_LOG"], "a") as log:
        print(json.dumps({"question": question, "answer": answer}), file=log)


def ask(method: str, path: str, body: bytes | None = None,
        headers: dict[str, str] | None = None) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(API)
    connection.request(method, path, body, headers or {})
    response = connection.getresponse()
    answer = response, response.read()
    connection.close()
    return answer


def post(path: str, body: bytes, headers: dict[str, str] | None = None) -> str:
    try:
        response, answer = ask("POST", path, body, headers)
        return f"{response.status} {response.getheader('Content-Type')} {json.dumps(json.loads(answer), sort_keys=True)}"
    except (OSError, http.client.HTTPException):
        return "the connection is closed"


def stream(path: str, pieces) -> str:
    """Posts pieces as chunks, each when it comes."""
    connection = http.client.HTTPConnection(API)
    connection.putrequest("POST", path)
    for name, value in STREAMED.items():
        connection.putheader(name, value)
    connection.endheaders()
    try:
        for piece in pieces:
            connection.send(b"%x\r\n%s\r\n" % (len(piece), piece))
        connection.send(b"0\r\n\r\n")
    except OSError:
        pass  # an answer may be there nevertheless
    try:
        response = connection.getresponse()
        response.read()
        return str(response.status)
    except (OSError, http.client.HTTPException):
        return "the connection is closed"


def late(pieces: int):
    """A first piece, and others long after the deadline."""
    yield PRELUDE + b"a"
    time.sleep(4)
    for _ in range(pieces):
        yield b"b" * 100000
        time.sleep(0.1)


def serve() -> None:
    global running
    while True:
        response, event = ask("GET", "/2018-06-01/runtime/invocation/next")
        if response.status != 200:
            tell("next after the end", str(response.status))
            return
        question = json.loads(event)["question"]
        with LOCK:
            running += 1
        path = f"/2018-06-01/runtime/invocation/{response.getheader('Lambda-Runtime-Aws-Request-Id')}"
        if question == "headers of an event":
            for name, value in response.getheaders():
                if name.lower().startswith("lambda-") or name.lower() == "content-type":
                    tell(f"{question}, {name.lower()}", value)
            tell("response", post(path + "/response", PRELUDE + b"text", {"Lambda-Runtime-Function-Response-Mode": "streaming"}))
            tell("second response", post(path + "/response", PRELUDE + b"text"))
            tell("error after the response", post(path + "/error", b"{}"))
        elif question == "unknown ids":
            tell("response to an unknown id", post("/2018-06-01/runtime/invocation/none/response", b""))
            tell("error of an unknown id", post("/2018-06-01/runtime/invocation/none/error", b"{}"))
            tell("unknown path", str(ask("POST", "/2018-06-01/runtime/nothing", b"")[0].status))
            post(path + "/response", PRELUDE)
        elif question == "error":
            tell(question, post(path + "/error", b'{"errorMessage":"no"}',
                                {"Lambda-Runtime-Function-Error-Type": "Function.No"}))
        elif question == "error after the first byte":
            tell(question, stream(path + "/response",
                                  (PRELUDE + b"text", b"Lambda-Runtime-Function-Error-Type: Function.No\r\n")))
        elif question == "streamed response":
            tell(question, stream(path + "/response", (PRELUDE, b"a", b"b")))
        elif question == "response after the deadline":
            time.sleep(4)
            tell(question, post(path + "/response", PRELUDE + b"late"))
        elif question == "error after the deadline":
            time.sleep(4)
            tell(question, post(path + "/error", b"{}"))
        elif question == "rest of a response after the deadline":
            tell(question, stream(path + "/response", late(10)))
        elif question == "large response":
            tell(question, stream(path + "/response", [PRELUDE] + [bytes(1 << 20)] * 7))
        elif question == "exit":
            while running > 1:  # the others tell first
                time.sleep(0.01)
            os._exit(3)
        with LOCK:
            running -= 1


def terminated(*_) -> None:
    tell("signal at the end", "SIGTERM")
    time.sleep(10)
    tell("10 s after SIGTERM", "it runs")


signal.signal(signal.SIGTERM, terminated)
for name in os.environ:
    if name.startswith(("AWS_", "LAMBDA_", "_AWS_", "_HANDLER")):
        tell(f"the runtime has {name}", "yes")
for name in ("AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_MAX_CONCURRENCY", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "TZ", "CUSTOM"):
    tell(f"{name} of the runtime", os.environ.get(name, "none"))
if os.environ.get("PROBE_INIT_ERROR"):
    tell("init error", post("/2018-06-01/runtime/init/error", b'{"errorMessage":"no"}',
                            {"Lambda-Runtime-Function-Error-Type": "Runtime.No"}))
    sys.exit(1)
for _ in range(int(os.environ["AWS_LAMBDA_MAX_CONCURRENCY"])):
    threading.Thread(target=serve).start()
