"""What is done to a running service: one response seen byte by byte, loads, and its system calls counted."""
import json
import re
import signal
import socket
import subprocess
from contextlib import contextmanager
from itertools import pairwise
from statistics import mean
from time import monotonic, sleep
from typing import NamedTuple

from services import ROOT, WORK, Problem, Running

CHARACTERS = 60  # of a response
BODY = re.compile(rb"\[[0-9a-f]{8}\] This is streaming from Lambda Managed Instances!\n")
PAUSE = .05  # s after each character of a paced response
IDEAL = CHARACTERS * PAUSE  # s
LATE = 1.05  # times as long, at most, is in time
PATIENCE = 30  # s, at most without a byte


class Received(NamedTuple):
    chunks: list[bytes]
    arrivals: list[float]  # of the chunks, in ms since the request
    size: int  # with headers and all, in bytes


def receive(service: Running, request: str) -> Received:
    """Reads the response to a request from the socket."""
    arrivals, data, chunks = [], b"", []
    with socket.create_connection(("127.0.0.1", service.port), PATIENCE) as connection:
        start = monotonic()
        connection.sendall(request.encode())
        while not data.endswith(b"\r\n0\r\n\r\n"):
            received = connection.recv(65536)
            now = (monotonic() - start) * 1000
            data += received
            head, complete, _ = data.partition(b"\r\n\r\n")
            if not received or now > 2000 * PATIENCE or complete and b"chunked" not in head.lower():
                raise Problem(f"does not stream: after {now:.0f} ms there were {len(data)} bytes, without chunks or their end")
            chunks = split(data)
            arrivals += [now] * (len(chunks) - len(arrivals))
    return Received(chunks, arrivals, len(data))


def check_pace(received: Received) -> dict:
    """Tells when chunks came, and how much longer than its pause one was waited for at most."""
    arrivals = received.arrivals
    first, spread = arrivals[0], arrivals[-1] - arrivals[0]
    if len(arrivals) < CHARACTERS or spread < .9 * IDEAL * 1000:
        raise Problem(f"does not stream: {len(arrivals)} chunks, the first after {first:.0f} ms, the last {spread:.0f} ms later; "
                      f"{CHARACTERS} are due within {IDEAL:.1f} s")
    held = max(later - earlier for earlier, later in pairwise(arrivals)) - PAUSE * 1000
    return {"first_byte_ms": round(first, 1), "chunks": len(arrivals), "spread_ms": round(spread), "held_ms": round(held, 2),
            "size": received.size}


def watch(service: Running) -> dict:
    """Shows that a service streams its text."""
    received = receive(service, f"GET {service.path}?delay={PAUSE * 1000:.0f} HTTP/1.1\r\nHost: localhost\r\n\r\n")
    if not BODY.fullmatch(text := b"".join(received.chunks)):
        raise Problem(f"does not answer what it should: {text[:400]!r}")
    return check_pace(received)


def split(response: bytes) -> list[bytes]:
    """The complete chunks of what has come of a response, without the last, empty one."""
    chunks, (_, _, rest) = [], response.partition(b"\r\n\r\n")
    while found := re.match(rb"([0-9a-fA-F]+)\r\n", rest):
        start, length = found.end(), int(found[1], 16)
        if not length or len(rest) < start + length + 2:
            break
        chunks.append(rest[start:start + length])
        rest = rest[start + length + 2:]
    return chunks


def wrk(service: Running, connections: int, seconds: int, pause: float = 0) -> dict:
    """Loads a service, and returns what wrk.lua prints."""
    command = ("wrk", "-t2", f"-c{connections}", f"-d{seconds}s", f"--timeout={PATIENCE}s",
               "-s", f"{ROOT}/bench/wrk.lua", f"{service.url}?delay={pause * 1000:.0f}")
    try:
        output = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 2 * PATIENCE, check=True).stdout
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as e:
        raise Problem(f"wrk has failed at {connections} connections: {e}") from e
    load = json.loads(output.splitlines()[-1])
    return load if load["responses"] else {**load, "p50": None, "p99": None}


def writes(service: Running, connections: int, seconds: int) -> float:
    """System calls that write to a socket, for a response of an unpaced load."""
    with traced(service) as trace:
        wrk(service, connections, seconds)
    calls: dict[bytes, list[int]] = {}  # of each connection, for each response
    # A call that another one interrupts is on two lines; only the first one names the socket
    for connection, data in re.findall(rb"\w+\(\d+<(socket:\[\d+\])>(.*)", trace.read_bytes()):
        responses = calls.setdefault(connection, [])
        if b'"HTTP/1.1' in data:
            responses.append(0)
        if responses:
            responses[-1] += 1
    complete = [count for responses in calls.values() for count in responses[:-1]]  # The last one may have been cut off
    if not complete:
        raise Problem("its system calls cannot be counted: no response was complete")
    return mean(complete)


@contextmanager
def traced(service: Running):
    trace = WORK / "trace"
    strace = subprocess.Popen(("strace", "-f", "-y", "-s8", "--trace=write,writev,sendto,sendmsg", f"--output={trace}",
                               *(f"--attach={pid}" for pid in service.pids())), stderr=subprocess.PIPE, text=True)
    try:
        if "attached" not in (said := strace.stderr.readline()):
            raise Problem(f"its system calls cannot be counted: {said.strip()}")
        sleep(.5)
        yield trace
    finally:
        strace.send_signal(signal.SIGINT)
        strace.communicate(timeout=PATIENCE)
