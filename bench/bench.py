#!/usr/bin/env python3
"""
Builds a freshly generated project and its peers, and measures how they stream: see bench/README.md.

    bench/bench.py            three rounds of all; writes bench/results.json and bench/results.svg
    bench/bench.py --quick    one short round; like each run that is not a full one, it writes into target/bench
"""
import argparse
import json
import os
import platform
import re
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timezone
from pathlib import Path
from time import sleep

import report
from load import IDEAL, PAUSE, watch, wrk, writes
from services import ROOT, SERVICES, WORK, Problem, Project, Service, build, deployed, environment, prepare, running, version

RESULTS = ROOT / "bench/results.json"


@dataclass(frozen=True)
class Plan:
    """Durations in s."""
    rounds: int = 3
    paced_connections: tuple[int, ...] = (64, 400, 1600)
    paced: int = 10  # three responses of 3.0 s on each connection
    unpaced_connections: int = 64
    warm_up: int = 6
    unpaced: int = 8
    traced: int = 2
    training: int = 2
    settle: int = 2  # after a load, for the streams that it has left, before the next one and before memory is read


QUICK = Plan(rounds=1, paced=7, warm_up=2, unpaced=2, traced=1, training=1)


def record_cache(service: Service, plan: Plan) -> None:
    """Records what a start and some responses load and call. The JVM writes the cache when it ends."""
    cache = deployed(service.project) / "app.aot"
    with running(service, f"-XX:AOTCacheOutput={cache.name}") as target:
        wrk(target, plan.unpaced_connections, plan.training)
    if not cache.exists():
        raise Problem(f"not built: no AOT cache was recorded, see target/bench/logs/{service.name}.log")


def inspect(service: Service, plan: Plan) -> dict:
    """Shows that a service streams, before it is timed."""
    with running(service) as target:
        wrk(target, plan.unpaced_connections, 1)
        seen = watch(target)
        wrk(target, plan.unpaced_connections, plan.warm_up)
        seen["writes"] = round(writes(target, plan.unpaced_connections, plan.traced), 1)
        return {"streams": seen, **folder_mb(service.project)}


def measure(service: Service, plan: Plan) -> Iterator[tuple[str, float | None]]:
    """One round: a process for the paced loads, and a new one for the unpaced load. Both starts count."""
    with running(service) as target:
        at_ready = target.memory()
        yield "ready_ms", target.ready * 1000
        yield "ready_mb", at_ready
        for connections in plan.paced_connections:
            sleep(plan.settle)
            target.forget_peak()
            load = wrk(target, connections, plan.paced, PAUSE)
            yield f"paced_{connections}_p50_s", load["p50"]
            yield f"paced_{connections}_p99_s", load["p99"]
            yield f"paced_{connections}_responses", load["responses"]
            yield f"paced_{connections}_errors", load["not_2xx"] + load["broken"]
            yield f"paced_{connections}_kb_per_stream", (target.memory("VmHWM") - at_ready) * 1000 / connections
        sleep(plan.settle)
        yield "after_paced_mb", target.memory()
    with running(service) as target:
        yield "ready_ms", target.ready * 1000
        yield "ready_mb", target.memory()
        wrk(target, plan.unpaced_connections, plan.warm_up)
        load = wrk(target, plan.unpaced_connections, plan.unpaced)
        yield "unpaced_per_s", load["responses"] / load["seconds"]
        yield "unpaced_errors", load["not_2xx"] + load["broken"]
        sleep(plan.settle)
        yield "after_unpaced_mb", target.memory()


def folder_mb(project: Project) -> dict[str, float]:
    files = [file for file in deployed(project).rglob("*") if file.is_file() and "__pycache__" not in file.parts]
    cache = sum(file.stat().st_size for file in files if file.suffix == ".aot")
    return {"folder_mb": round(sum(file.stat().st_size for file in files) / 1e6 - cache / 1e6, 1),
            "cache_mb": round(cache / 1e6, 1)}


def machine() -> dict:
    info = Path("/proc/cpuinfo").read_text(), Path("/proc/meminfo").read_text()
    java = subprocess.run(("java", "-version"), env=environment(), capture_output=True, text=True).stderr
    wrk_says = subprocess.run(("wrk", "-v"), capture_output=True, text=True).stdout
    return {"date": datetime.now(timezone.utc).isoformat(timespec="minutes"),
            "cpu": re.search(r"model name\s*: (.+)", info[0])[1], "cores": os.cpu_count(),
            "memory_gb": round(int(re.search(r"MemTotal:\s+(\d+)", info[1])[1]) * 1024 / 1e9), "kernel": platform.release(),
            "jdk": re.search(r'version "(.+?)"', java)[1], "python": platform.python_version(),
            "wrk": wrk_says.split(" [")[0].removeprefix("wrk ")}


def check_tools() -> None:
    missing = [tool for tool in ("wrk", "strace", "make") if not shutil.which(tool)]
    if missing:
        raise Problem(f"{' and '.join(missing)} missing: on Debian, apt-get install {' '.join(missing)}")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4096
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise Problem(f"only {hard} files may be open: start with 'ulimit -n {wanted}'")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def say(text: str) -> None:
    print(f"{datetime.now():%H:%M:%S} {text}", file=sys.stderr, flush=True)


def problem_of(action: Callable[[], None]) -> str | None:
    try:
        action()
    except (Problem, OSError) as e:
        say(str(e))
        return str(e)


def benchmark(services: list[Service], plan: Plan) -> Iterator[dict]:
    """Yields the results after each round."""
    load_average = round(os.getloadavg()[0], 2)
    if load_average > .5:
        say(f"Something else is running: the load average is {load_average}")
    say("Installing the archetype")
    prepare()
    entries = {service.name: {"title": service.title, "version": version(service.project), "ours": service.ours, "problem": None,
                              "figures": {}} for service in services}

    def make(service: Service) -> None:
        build(service.project)
        if service.project.cache:
            record_cache(service, plan)

    def one_round(service: Service) -> None:
        for name, value in measure(service, plan):
            entries[service.name]["figures"].setdefault(name, []).append(value and round(value, 4))

    def each(what: str, action: Callable[[Service], None]) -> None:
        for service in services:
            entry = entries[service.name]
            if not entry["problem"]:
                say(f"{what} {service.name}")
                entry["problem"] = problem_of(lambda: action(service))

    built: dict[Project, str | None] = {}
    for service in services:
        if service.project not in built:
            say(f"Building {service.project.name}")
            built[service.project] = problem_of(lambda: make(service))
        entries[service.name]["problem"] = built[service.project]
    each("Watching", lambda service: entries[service.name].update(inspect(service, plan)))
    for number in range(1, plan.rounds + 1):
        each(f"Round {number} of {plan.rounds}:", one_round)
        yield {"machine": {**machine(), "load_average": load_average},
               "plan": {**asdict(plan), "rounds": number, "ideal_s": IDEAL}, "services": entries}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, help=f"instead of {Plan.rounds}")
    parser.add_argument("--quick", action="store_true", help="one round with short loads, to see whether all works")
    parser.add_argument("--only", metavar="NAME,NAME", help=f"of {', '.join(s.name for s in SERVICES)}")
    parser.add_argument("--draw", action="store_true", help="print and draw bench/results.json again, measure nothing")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    names = arguments.only.split(",") if arguments.only else [service.name for service in SERVICES]
    if unknown := set(names) - {service.name for service in SERVICES}:
        raise Problem(f"unknown: {', '.join(sorted(unknown))}; --only takes {', '.join(s.name for s in SERVICES)}")
    file = RESULTS
    if arguments.draw:
        results = json.loads(file.read_text())
    else:
        check_tools()
        plan = QUICK if arguments.quick else Plan()
        if arguments.rounds:
            plan = replace(plan, rounds=arguments.rounds)
        if arguments.quick or arguments.only:
            file = WORK / "results.json"
        for results in benchmark([service for service in SERVICES if service.name in names], plan):
            file.write_text(json.dumps(results, indent=1) + "\n")
    file.with_suffix(".svg").write_text(report.draw(results))
    print(report.tables(results))
    say(f"{file.relative_to(ROOT)} has all figures")
    if problems := [f"{entry['title']}: {entry['problem']}" for entry in results["services"].values() if entry["problem"]]:
        raise Problem("\n  ".join(("not all could be measured:", *problems)))


if __name__ == "__main__":
    try:
        main()
    except Problem as e:
        sys.exit(f"bench.py: {e}")
    except KeyboardInterrupt:
        sys.exit(130)
