#!/usr/bin/env python3
"""Measures the generator: `archetype:generate` beside `mvn validate` in an empty project.

    bench/generator.py [--rounds 11] [--json]

All commands run alternately, each with a copy of the local repository, so that this one stays as it is. --json writes
bench/generator.json.
"""
import argparse
import datetime
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
MVN = [str(ROOT / "mvnw"), "--batch-mode", "--no-transfer-progress"]
LOCAL = "-DarchetypeCatalog=local"

POM = ElementTree.parse(ROOT / "pom.xml")
GROUP, ARTIFACT, VERSION = (POM.findtext("{*}" + name) for name in ("groupId", "artifactId", "version"))
PLUGIN_VERSION = POM.findtext("{*}properties/{*}version.archetype")
PLUGIN = f"org.apache.maven.plugins:maven-archetype-plugin:{PLUGIN_VERSION}"
VALUES = [f"-DarchetypeGroupId={GROUP}", f"-DarchetypeVersion={VERSION}", "-DgroupId=com.example", "-DartifactId=quotes-stream",
          "-DmemorySize=4096", "-Dconcurrency=128", "-Darchitecture=arm64"]

SCRIPT = "META-INF/archetype-post-generate.groovy"
METADATA = "META-INF/maven/archetype-metadata.xml"
EMPTY = """<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>com.example</groupId><artifactId>empty</artifactId><version>1</version></project>"""

# What `generate` never uses of the plugin's libraries: the lean plugin is without them
UNUSED = {"plugins/maven-archetype-plugin": ["maven-archiver", "plexus-archiver", "maven-script-interpreter",
                                             "maven-shared-utils", "maven-plugin-annotations"],
          "archetype/archetype-common": ["ivy", "icu4j", "groovy-json", "groovy-templates", "groovy-xml", "groovy-yaml"]}
CATALOG_ENTRIES = 45_000


def jar_of(repository, artifact):
    return repository / GROUP.replace(".", "/") / artifact / VERSION / f"{artifact}-{VERSION}.jar"


def add_archetype(repository, artifact, replaced):
    """A copy of the archetype with other content, or without the files whose content is None."""
    jar = jar_of(repository, artifact)
    jar.parent.mkdir(parents=True)
    with zipfile.ZipFile(jar_of(repository, ARTIFACT)) as source, zipfile.ZipFile(jar, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = replaced.get(name, source.read(name))
            if content is not None:
                target.writestr(name, content)


def add_archetypes(repository):
    with zipfile.ZipFile(jar_of(repository, ARTIFACT)) as jar:
        metadata = jar.read(METADATA).decode()
    one_file = re.sub("<fileSets>.*</fileSets>", "", metadata, flags=re.S).encode()
    add_archetype(repository, "no-script", {SCRIPT: None})
    add_archetype(repository, "empty-script", {SCRIPT: b""})
    add_archetype(repository, "one-file", {SCRIPT: None, METADATA: one_file})


def drop_unused(repository):
    for path, artifacts in UNUSED.items():
        pom = next((repository / "org/apache/maven" / path / PLUGIN_VERSION).glob("*.pom"))
        text = pom.read_text()
        for artifact in artifacts:
            text, found = re.subn(rf"<dependency>(?:(?!</dependency>).)*<artifactId>{artifact}</artifactId>.*?</dependency>",
                                  "", text, flags=re.S)
            assert found, artifact
        pom.write_text(text)


def add_remote_catalog(repository):
    """As if it had been downloaded today."""
    (repository / "archetype-catalog-central.xml").write_text("<archetype-catalog><archetypes>" + "".join(
        f"\n<archetype><groupId>com.example.g{i % 900}</groupId><artifactId>some-archetype-{i % 3000}</artifactId>"
        f"<version>1.{i}.0</version><description>Makes a project of the usual layout, number {i}</description></archetype>"
        for i in range(CATALOG_ENTRIES)) + "\n</archetypes></archetype-catalog>")
    (repository / "resolver-status.properties").write_text(
        f"archetype-catalog-central.xml.lastUpdated={int(time.time() * 1000)}\n")


def commands(temp):
    """Each with its name; the first is what the others are compared with."""
    local = Path.home() / ".m2/repository"
    plain, lean, catalog = (shutil.copytree(local, temp / name) for name in ("plain", "lean", "catalog"))
    for repository in plain, lean:
        add_archetypes(repository)
    drop_unused(lean)
    add_remote_catalog(catalog)

    def generate(repository, artifact, *options):
        return [*MVN, f"{PLUGIN}:generate", *VALUES, f"-DarchetypeArtifactId={artifact}", f"-Dmaven.repo.local={repository}",
                *options]

    return {
        "validate": [*MVN, "validate", f"-Dmaven.repo.local={plain}"],
        "generate": generate(plain, ARTIFACT, LOCAL),
        "remote catalog, not found": generate(plain, ARTIFACT),
        "remote catalog of 45,000": generate(catalog, ARTIFACT),
        "empty script": generate(plain, "empty-script", LOCAL),
        "no script": generate(plain, "no-script", LOCAL),
        "no script, one file": generate(plain, "one-file", LOCAL),
        "archetype:help": [*MVN, f"{PLUGIN}:help", f"-Dmaven.repo.local={plain}"],
        "lean plugin": generate(lean, ARTIFACT, LOCAL),
        "lean plugin, no script": generate(lean, "no-script", LOCAL),
        "lean plugin, no script, one file": generate(lean, "one-file", LOCAL),
        "lean plugin, archetype:help": [*MVN, f"{PLUGIN}:help", f"-Dmaven.repo.local={lean}"],
    }


def run(command, folder):
    """Wall time and CPU time in seconds."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if status:
        sys.exit(output.decode())
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime


def measure(rounds):
    with tempfile.TemporaryDirectory() as name:
        temp = Path(name)
        each = commands(temp)
        times = {command: [] for command in each}
        for _ in range(rounds + 1):
            for command, line in each.items():
                with tempfile.TemporaryDirectory(dir=temp) as folder:
                    if "validate" in line:
                        Path(folder, "pom.xml").write_text(EMPTY)
                    times[command].append(run(line, folder))
        return {command: summary(pairs[1:]) for command, pairs in times.items()}


def summary(pairs):
    wall, cpu = zip(*pairs)
    return {"wall": statistics.median(wall), "fastest": min(wall), "slowest": max(wall), "cpu": statistics.median(cpu)}


def table(rows):
    cells = "| `{name}` | {wall:.2f} s | {ratio:.2f} | {cpu:.2f} s | {cpuRatio:.2f} |"
    return ["| | time | times `validate` | CPU | times `validate` |", "|---|---|---|---|---|",
            *(cells.format(name=name, **row) for name, row in rows.items())]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()

    run([*MVN, "install", "-DskipTests"], ROOT)
    rows = measure(options.rounds)
    first = rows["validate"]
    for row in rows.values():
        row["ratio"], row["cpuRatio"] = row["wall"] / first["wall"], row["cpu"] / first["cpu"]
    version = subprocess.run([*MVN, "--version"], capture_output=True, text=True, check=True).stdout
    result = {"date": datetime.date.today().isoformat(), "cores": len(os.sched_getaffinity(0)), "machine": platform.machine(),
              "maven": re.search(r"Apache Maven (\S+)", version).group(1),
              "java": re.search(r"Java version: ([^,]+)", version).group(1), "rounds": options.rounds,
              "commands": rows}
    result["readme"] = ["Maven {maven}, Java {java}, {cores} cores, {date}, medians of {rounds} rounds.".format(**result),
                        *table(rows)]

    print("\n".join(result["readme"]))
    if options.json:
        (ROOT / "bench/generator.json").write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
