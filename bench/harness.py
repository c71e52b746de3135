"""What bench.py and model.py do alike: build, show that each service streams, measure in rounds, write results."""
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
from typing import Any

from services import ROOT, WORK, Problem, Project, Service, build, deployed, environment, prepare, version


@dataclass(frozen=True)
class Benchmark:
    name: str
    services: tuple[Service, ...]
    plan: Any  # with rounds
    quick: Any
    built: Callable[[Service], None]  # does what else is needed before the service can be started
    inspect: Callable[[Service, Any], dict]  # shows that a service streams, before it is timed
    # One round, with what inspect has returned, and whether it is the last
    measure: Callable[[Service, Any, dict, bool], Iterator[tuple[str, float | None]]]
    tables: Callable[[dict], str]
    readme: Callable[[dict], str]  # those that its page shows
    details: Callable[[dict], str] | None = None  # and those in bench/README.md
    draw: Callable[[dict], str] | None = None

    def run(self, services: list[Service], plan: Any) -> Iterator[dict]:
        """Yields the results after each round."""
        load_average = round(os.getloadavg()[0], 2)
        if load_average > .5:
            say(f"Something else is running: the load average is {load_average}")
        say("Installing the archetype")
        prepare()
        entries = {service.name: {"title": service.title, "version": version(service.project), "ours": service.ours,
                                  "problem": None, "figures": {}} for service in services}

        def make(service: Service) -> None:
            build(service.project)
            self.built(service)

        def one_round(service: Service) -> None:
            for name, value in self.measure(service, plan, entries[service.name]["streams"], number == plan.rounds):
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
        each("Watching", lambda service: entries[service.name].update(
            {"streams": self.inspect(service, plan), **folder_mb(service.project)}))
        for number in range(1, plan.rounds + 1):
            each(f"Round {number} of {plan.rounds}:", one_round)
            yield {"machine": {**machine(), "load_average": load_average}, "plan": {**asdict(plan), "rounds": number},
                   "services": entries}

    def main(self, doc: str) -> None:
        names = [service.name for service in self.services]
        parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
        parser.add_argument("--rounds", type=int, help=f"instead of {self.plan.rounds}")
        parser.add_argument("--quick", action="store_true", help="one round with short loads, to see whether all works")
        parser.add_argument("--only", metavar="NAME,NAME", help=f"of {', '.join(names)}")
        parser.add_argument("--draw", action="store_true", help=f"print and draw bench/{self.name}.json again, measure nothing")
        arguments = parser.parse_args()
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        try:
            chosen = arguments.only.split(",") if arguments.only else names
            if unknown := set(chosen) - set(names):
                raise Problem(f"unknown: {', '.join(sorted(unknown))}; --only takes {', '.join(names)}")
            partial = arguments.quick or arguments.only
            plan = self.quick if arguments.quick else self.plan
            if arguments.rounds:
                plan = replace(plan, rounds=arguments.rounds)
            file = (WORK if partial else ROOT / "bench") / f"{self.name}.json"
            if arguments.draw:
                self.write(file, json.loads(file.read_text()))
            else:
                check_tools()
                for results in self.run([service for service in self.services if service.name in chosen], plan):
                    self.write(file, results)
            results = json.loads(file.read_text())
            print(self.tables(results))
            say(f"{file.relative_to(ROOT)} has all figures")
            if problems := [f"{entry['title']}: {entry['problem']}" for entry in results["services"].values()
                            if entry["problem"]]:
                raise Problem("\n  ".join(("not all could be measured:", *problems)))
        except Problem as e:
            sys.exit(f"{self.name}: {e}")
        except KeyboardInterrupt:
            sys.exit(130)

    def write(self, file: Path, results: dict) -> None:
        if self.details:
            results = {**results, "details": self.details(results).splitlines()}
        write(file, results, self.readme(results))
        if self.draw:
            file.with_suffix(".svg").write_text(self.draw(results))


def write(file: Path, results: dict, readme: str) -> None:
    """With the tables that its page must have: BenchmarkTest compares."""
    file.write_text(json.dumps({**results, "readme": readme.splitlines()}, indent=1, ensure_ascii=False) + "\n")


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
    wanted = 16384
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
