#!/usr/bin/env python3
"""
Measures a freshly generated project with -Dsource=bedrock beside the same endpoint written with FastAPI, all in front of one
fake model: see bench/model.md.

    bench/model.py            two rounds of all; writes bench/model.json
    bench/model.py --quick    one short round; like each run that is not a full one, it writes into target/bench
"""
import atexit
import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from time import sleep

import report
from harness import Benchmark
from load import CHARACTERS, Received, check_pace, receive
from services import JAVA, MODEL, MODEL_SERVICES, Problem, Running, Service, deployed, environment, running

BODY = '{"prompt": "Why is the sky blue?"}'
REQUEST = ("POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\n"
           f"Content-Length: {len(BODY)}\r\n\r\n")


@dataclass(frozen=True)
class Plan:
    """Durations in s, each after 3 s in which the streams start."""
    rounds: int = 2
    few: int = 64
    many: int = 400
    cold: int = 3  # of few streams, before the others have warmed up the service
    warm: int = 5
    settle: int = 1


QUICK = Plan(rounds=1, cold=1, warm=2)


class Model:
    """The fake model, and the client of the services that call it: peers/model/Model.java."""

    def __init__(self):
        self.process = subprocess.Popen((*JAVA, "-XX:+UseSerialGC", "Model"), cwd=deployed(MODEL), env=environment(),
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        atexit.register(self.process.kill)
        self.port = int(self.line())

    def line(self) -> str:
        if not (line := self.process.stdout.readline()):
            raise Problem("the fake model has ended")
        return line

    def load(self, target: Running, streams: int, seconds: int) -> dict:
        """Streams that follow each other on so many connections, with the CPU time that the service takes for one in ms."""
        self.process.stdin.write(f"{target.port} {target.path} {streams} {seconds}\n")
        self.process.stdin.flush()
        self.line()
        before = target.cpu()
        self.line()
        spent = target.cpu() - before
        load = json.loads(self.line())
        return {**load, "cpu_ms": spent * 1000 * CHARACTERS / load["tokens"] if load["tokens"] else None}

    def variables(self) -> dict[str, str]:
        return {"AWS_ENDPOINT_URL_BEDROCK_RUNTIME": f"http://127.0.0.1:{self.port}", "AWS_ACCESS_KEY_ID": "fake",
                "AWS_SECRET_ACCESS_KEY": "fake", "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"}


def ask(target: Running) -> Received:
    return receive(target, REQUEST.format(path=target.path) + BODY)


@cache
def model() -> Model:
    it = Model()
    it.load(itself(it), Plan.many, Plan.warm)  # So that it is no slower for the first service
    return it


def itself(it: Model) -> Running:
    return Running("/", it.port, it.process.pid, 0)


def inspect(service: Service, _: Plan) -> dict:
    if service.project == MODEL:
        return {}
    with running(service, **model().variables()) as target:
        received = ask(target)
        events = b"".join(received.chunks).decode()
        done = re.search(r"event: done\r?\ndata: (.+)", events)
        if len(re.findall("data: \"@", events)) != CHARACTERS or not done or \
                {"end_turn", CHARACTERS} - set(json.loads(done[1]).values()):
            raise Problem(f"does not answer what it should: {events[-400:]!r}")
        return check_pace(received)


def measure(service: Service, plan: Plan, *_) -> Iterator[tuple[str, float | None]]:
    """One round, in one process."""
    if service.project == MODEL:
        yield from latencies(itself(model()), plan)
        return
    with running(service, **model().variables()) as target:
        yield "ready_ms", target.ready * 1000
        yield "first_token_ms", target.ready * 1000 + ask(target).arrivals[0]
        yield "ready_mb", target.memory()
        cold = model().load(target, plan.few, plan.cold)
        yield f"cold_{plan.few}_cpu_ms", cold["cpu_ms"]
        yield f"{plan.few}_mb", target.memory()
        yield from latencies(target, plan)


def latencies(target: Running, plan: Plan) -> Iterator[tuple[str, float | None]]:
    # The many come first, and warm up the service
    for streams in plan.many, plan.few:
        sleep(plan.settle)
        load = model().load(target, streams, plan.warm)
        for name, value in load.items():
            yield f"{streams}_{name}", value
        if streams == plan.many:
            yield f"{streams}_mb", target.memory()


if __name__ == "__main__":
    Benchmark("model", MODEL_SERVICES, Plan(), QUICK, lambda _: None, inspect, measure, report.model_tables,
              report.model_readme).main(__doc__)
