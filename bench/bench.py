#!/usr/bin/env python3
"""
Builds a freshly generated project and its peers, and measures how they stream: see bench/README.md.

    bench/bench.py            two rounds of all; writes bench/results.json and bench/results.svg
    bench/bench.py --quick    one short round; like each run that is not a full one, it writes into target/bench
"""
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import sleep

import report
from harness import Benchmark
from load import IDEAL, LATE, PAUSE, watch, wrk, writes
from services import SERVICES, Problem, Running, Service, deployed, running


@dataclass(frozen=True)
class Plan:
    """Durations in s."""
    rounds: int = 2
    few: int = 64
    some: int = 400
    many: int = 1600
    most: int = 6400
    first: int = 10  # after the start
    warm_up: int = 15  # unpaced, then many paced ones: after that a JVM compiles next to nothing
    few_seconds: int = 5
    paced: int = 7  # two responses of 3.0 s on each connection
    unpaced: int = 5
    traced: int = 2
    training: int = 2
    settle: int = 1  # after a load, for the streams that it has left, before the next one and before memory is read
    step: float = 1.2  # between the streams that a service carries, and those that it does not


QUICK = Plan(rounds=1, first=4, warm_up=1, few_seconds=4, paced=4, unpaced=2, traced=1, training=1, step=2.5)


def record_cache(service: Service) -> None:
    """Records what a start and some responses load and call. The JVM writes the cache when it ends."""
    if not service.project.cache:
        return
    cache = deployed(service.project) / "app.aot"
    with running(service, f"-XX:AOTCacheOutput={cache.name}") as target:
        wrk(target, Plan.few, Plan.training)
    if not cache.exists():
        raise Problem(f"not built: no AOT cache was recorded, see target/bench/logs/{service.name}.log")


def inspect(service: Service, plan: Plan) -> dict:
    with running(service) as target:
        wrk(target, plan.few, 1)
        seen = watch(target)
        return {**seen, "writes": round(writes(target, plan.few, plan.traced), 1)}


def measure(service: Service, plan: Plan, seen: dict, last: bool) -> Iterator[tuple[str, float | None]]:
    """One round: a process for the beginning and for memory, and one that is warm. Both starts count."""
    size = seen["size"]
    with running(service) as target:
        yield "ready_ms", target.ready * 1000
        yield "ready_mb", target.memory()
        yield "first_cpu_ms", paced(target, plan.few, plan.first, size)["cpu_ms"]
        sleep(plan.settle)
        paced(target, plan.many, plan.paced, size)
        sleep(plan.settle)
        yield "after_paced_mb", target.memory()
    with running(service) as target:
        yield "ready_ms", target.ready * 1000
        yield "ready_mb", target.memory()
        wrk(target, plan.few, plan.warm_up)
        paced(target, plan.many, plan.paced, size)
        load = wrk(target, plan.few, plan.unpaced)
        yield "unpaced_per_s", load["responses"] / load["seconds"]
        yield "unpaced_errors", load["errors"]
        carried, late = 0, []
        for connections, seconds in ((plan.few, plan.few_seconds), (plan.some, plan.paced), (plan.many, plan.paced)):
            sleep(plan.settle)
            load = paced(target, connections, seconds, size)
            for name in ("p50", "p99", "responses", "errors", "cpu_ms"):
                yield f"paced_{connections}_{name}", load[name]
            if in_time(load, connections, seconds):
                carried, late = connections, []
            else:
                late.append(connections)

        def carries(connections: int) -> bool:
            sleep(plan.settle)
            return in_time(paced(target, connections, plan.paced, size), connections, plan.paced)

        if last:
            yield "carried", search(carries, carried, late, plan)


def paced(target: Running, connections: int, seconds: int, size: int) -> dict:
    """A load with the CPU time of a response in ms. Those that its end cuts off count in part, by their bytes."""
    before = target.cpu()
    load = wrk(target, connections, seconds, PAUSE)
    return {**load, "cpu_ms": (target.cpu() - before) * 1000 * size / load["bytes"]}


def in_time(load: dict, connections: int, seconds: int) -> bool:
    due = connections * int(seconds / IDEAL)
    return load["errors"] == 0 and load["responses"] >= .99 * due and load["p99"] <= LATE * IDEAL


def search(carries: Callable[[int], bool], carried: int, late: list[int], plan: Plan) -> int:
    """How many streams a service carries: more than those that it does, fewer than those that were late, up to a step."""
    while carried and carried < plan.most and (not late or late[0] / carried > plan.step):
        tried = round((carried * late[0]) ** .5) if late else 2 * carried
        if carries(tried):
            carried = tried
        else:
            late = [tried]
    return carried


if __name__ == "__main__":
    Benchmark("results", SERVICES, Plan(), QUICK, record_cache, inspect, measure, report.tables, report.summary,
              report.details, report.draw).main(__doc__)
