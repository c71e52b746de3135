#!/usr/bin/env python3
"""
Measures a freshly generated project by itself and behind Lambda Web Adapter, in the Lambda Managed Instances of this
repository, with the same loads: see bench/README.md.

    bench/adapter.py    writes bench/adapter.json and prints it as a table
"""
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import monotonic, sleep

from harness import check_tools, machine, say, write
from load import CHARACTERS, PATIENCE, PAUSE, wrk
from report import table
from services import (GENERATED, MAVEN, ROOT, SERVICES, WORK, Problem, Running, build, cpu, deployed, environment, free_port,
                      prepare, run, running)

RESULTS = ROOT / "bench/adapter.json"
ADAPTER = ROOT / ".tools/adapter/bin/lambda-adapter"
ROUNDS, SECONDS, WARM_UP = 2, 7, 4  # s
SETTLE = 4  # s, until the streams that a load has left are at their end, and their places free
LOADS = ((64, PAUSE), (400, PAUSE), (64, 0))  # connections, and the pause after each character in s
# More than any load needs: the adapter asks for the next request a moment after the client has the end of the last one,
# and until then Lambda refuses one that finds no other place
CONCURRENCY = 800
SERVICE, BEHIND = "service", "behind the adapter"


def compile_lambda() -> str:
    """Compiles the Lambda Managed Instances of this repository, and returns the class path."""
    file = WORK / "classpath"
    run((*MAVEN, "compile", "dependency:build-classpath", f"-Dmdep.outputFile={file}"), ROOT, WORK / "logs/lambda.log")
    return f"{ROOT}/target/classes:{file.read_text()}"


@contextmanager
def lambda_(class_path: str) -> Iterator[tuple[Running, dict[str, int]]]:
    """Starts Lambda with the project behind the adapter; with the ids of the processes by what they are."""
    function = deployed(GENERATED)
    port = free_port()
    command = ("java", "-Xmx2g", "-cp", class_path, "io.github.helidonlmi.lambda.Main", "--code", str(function),
               "--template", str(function.parent / "quotes-stream/template.yaml"),
               "--parameter-overrides", f"MaxConcurrency={CONCURRENCY}")
    log = WORK / "logs/lambda.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env={**environment(), "PORT": str(port), "LAMBDA_ADAPTER": str(ADAPTER)},
                                   stdout=output, stderr=output)
    try:
        deadline = monotonic() + PATIENCE
        while "Ctrl-C ends it" not in log.read_text():
            if process.poll() is not None or monotonic() > deadline:
                raise Problem("Lambda has not started: see target/bench/logs/lambda.log")
            sleep(0.1)
        children = {Path(f"/proc/{pid}/comm").read_text().strip(): int(pid) for pid in subprocess.run(
            ("ps", "-o", "pid=", "--ppid", str(process.pid)), capture_output=True, text=True, check=True).stdout.split()}
        yield (Running("/", port, process.pid, 0),
               {SERVICE: children["java"], "adapter": children["lambda-adapter"], "Lambda and function URL": process.pid})
    finally:
        process.terminate()
        process.wait(PATIENCE)


def measure(target: Running, pids: dict[str, int]) -> Iterator[tuple[tuple[int, float], dict]]:
    """All loads, with the CPU time that each process has spent on a response in µs."""
    wrk(target, 64, WARM_UP)
    for connections, pause in LOADS:
        sleep(SETTLE)
        before = {name: cpu(pid) for name, pid in pids.items()}
        load = wrk(target, connections, SECONDS, pause)
        spent = {name: (cpu(pid) - before[name]) / load["responses"] * 1e6 for name, pid in pids.items()}
        yield (connections, pause), {"per_s": load["responses"] / load["seconds"], "p50_s": load["p50"], "p99_s": load["p99"],
                                     "errors": load["errors"], "cpu_us": spent}


def middle(results: list[dict]) -> dict:
    """Of several rounds, figure by figure."""
    return {key: middle([result[key] for result in results]) if isinstance(results[0][key], dict)
            else round(median(result[key] for result in results), 3) for key in results[0]}


def tables(results: dict) -> str:
    head = ["", "streams", "pause", "p50 s", "p99 s", "responses/s", "errors", "µs of CPU a response: service", "adapter",
            "Lambda and function URL"]
    rows = []
    for load in results["loads"]:
        for where in (SERVICE, BEHIND):
            it = load[where]
            rows.append([where, f"{load['connections']}", f"{load['pause_s'] * 1000:.0f} ms",
                         f"{it['p50_s']:.3f}", f"{it['p99_s']:.3f}", f"{it['per_s']:,.0f}", f"{it['errors']:.0f}",
                         *(f"{it['cpu_us'][name]:,.0f}" if name in it["cpu_us"] else "-"
                           for name in (SERVICE, "adapter", "Lambda and function URL"))])
    return table(head, rows)


def main() -> None:
    check_tools()
    if not ADAPTER.exists():
        raise Problem("Lambda Web Adapter is missing: src/test/tools/install.sh brings it")
    service = next(service for service in SERVICES if service.name == "ours")
    say("Building the project, and Lambda")
    prepare()
    build(GENERATED)
    class_path = compile_lambda()
    rounds: dict[str, dict[tuple[int, float], list[dict]]] = {SERVICE: {}, BEHIND: {}}
    for number in range(1, ROUNDS + 1):
        say(f"Round {number} of {ROUNDS}")
        with running(service) as target:
            for load, result in measure(target, {SERVICE: target.session}):
                rounds[SERVICE].setdefault(load, []).append(result)
        with lambda_(class_path) as (target, pids):
            for load, result in measure(target, pids):
                rounds[BEHIND].setdefault(load, []).append(result)
    results = {"machine": machine(), "characters": CHARACTERS, "rounds": ROUNDS,
               "loads": [{"connections": load[0], "pause_s": load[1],
                          **{where: middle(of[load]) for where, of in rounds.items()}} for load in LOADS]}
    write(RESULTS, results, tables(results))
    print(tables(results))


if __name__ == "__main__":
    try:
        main()
    except Problem as e:
        sys.exit(f"adapter.py: {e}")
    except KeyboardInterrupt:
        sys.exit(130)
