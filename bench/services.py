"""What is measured: how each service is built, which folder of it is deployed, how it is started and stopped."""
import os
import platform
import re
import shutil
import signal
import socket
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import clock_gettime, monotonic, sleep
from typing import Iterator

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / "bench/peers"
WORK = ROOT / "target/bench"  # all that is not committed: copies of the peers, what they build, logs

MAVEN = (f"{ROOT}/mvnw", "--batch-mode", "--no-transfer-progress", "--quiet")
JAVA = ("java", "-Xmx512m")
ARCHITECTURE = {"aarch64": "arm64"}.get(platform.machine(), platform.machine())

BUILD_TIME, READY_TIME, STOP_TIME = 900, 60, 60  # s, at most


class Problem(Exception):
    """Why a service cannot be measured, or the benchmark cannot run, in one line for the user."""


@dataclass(frozen=True)
class Project:
    """What is built once: commands that run in a copy of its folder, where they make the deployed folder."""
    name: str
    build: tuple[tuple[str, ...], ...]
    deployed: str
    version: tuple[str, str]  # a file, and the expression that finds the version in it
    cache: bool = False  # an AOT cache is recorded, and used by every start


@dataclass(frozen=True)
class Service:
    """A row of the tables: a project as it is started in its deployed folder."""
    name: str
    title: str
    project: Project
    command: tuple[str, ...]
    path: str = "/"
    ours: bool = False


def peer(name: str, build: tuple[tuple[str, ...], ...], deployed: str, version: tuple[str, str], cache=True) -> Project:
    return Project(name, build, deployed, (f"bench/peers/{name}/{version[0]}", version[1]), cache)


def generated(name: str, *parameters: str, edits: tuple[tuple[str, ...], ...] = ()) -> Project:
    project = "quotes-stream"
    return Project(
        name,
        ((*MAVEN, f"--file={ROOT}", "archetype:generate", f"-DoutputDirectory={WORK}/{name}", "-DgroupId=com.example",
          f"-DartifactId={project}", f"-Darchitecture={ARCHITECTURE}", *parameters),
         *edits,
         ("mkdir", "function"),
         ("make", "-C", project, "build-StreamingFunction", f"ARTIFACTS_DIR={WORK}/{name}/function")),
        "function", ("pom.xml", "<version.helidon>(.+?)<"))


def pip(name: str, *requirements: str) -> Project:
    """Of a peer that is written with FastAPI."""
    files = tuple(f"--requirement={PEERS}/{folder}/requirements.txt" for folder in (*requirements, name))
    return peer(name, (("python3", "-m", "pip", "install", "--quiet", *files, "--target", "target/app"),
                       ("cp", "main.py", "target/app/")),
                "target/app", ("requirements.txt", "(?m)^(?:fastapi|boto3|aiobotocore)==(.+)"), cache=False)


GENERATED = generated("generated", "-Dconcurrency=1600")
BEDROCK = "-Dsource=bedrock", "-Dconcurrency=400"
NETTY = generated("bedrock", *BEDROCK)
CRT = generated("bedrock-crt", *BEDROCK, edits=(
    ("sed", "-i", "s/>netty-nio-client</>aws-crt-client</", "quotes-stream/pom.xml"),
    ("sed", "-i", r"/eventLoopGroup/d; /numberOfThreads/d; /SdkEventLoopGroup/d; s/http\.nio\.netty\.NettyNio/http.crt.AwsCrt/; "
     r"s/NettyNioAsync/AwsCrtAsync/; s/^ *\.readTimeout(.*/)/",
     "quotes-stream/src/main/java/com/example/quotesstream/Bedrock.java")))
FLOOR = peer("floor", (("javac", "-d", "target/app", "Floor.java"),), "target/app", ("Floor.java", "()"), cache=False)
FASTAPI = pip("fastapi")
SPRING_BOOT = peer(
    "spring-boot",
    ((*MAVEN, "package"), ("java", "-Djarmode=tools", "-jar", "target/app.jar", "extract", "--destination", "target/app")),
    "target/app", ("pom.xml", r"starter-parent</artifactId>\s*<version>(.+?)<"))
QUARKUS = peer("quarkus", ((*MAVEN, "package"),), "target/quarkus-app", ("pom.xml", "<version.quarkus>(.+?)<"))
JAVALIN = peer("javalin", ((*MAVEN, "package"),), "target/app", ("pom.xml", r"javalin</artifactId>\s*<version>(\d.+?)<"))
MICRONAUT = peer(
    "micronaut", ((*MAVEN, "package"), ("mkdir", "target/app"), ("mv", "target/app.jar", "target/app/")),
    "target/app", ("pom.xml", r"micronaut-parent</artifactId>\s*<version>(.+?)<"))

RUN = ("./run.sh", "-Xmx512m")
OURS = (*RUN, "-Dstream.limit.permits=8000")  # How many it carries is to be found out
UVICORN = ("python3", "-m", "uvicorn", "--port", "{port}", "main:app")

SERVICES = (
    Service("ours", "This archetype", GENERATED, OURS, ours=True),
    Service("ours-no-cache", "This archetype, without AOT cache", GENERATED, (*OURS, "-XX:AOTMode=off"), ours=True),
    Service("floor", "java.net, virtual threads", FLOOR, (*JAVA, "Floor")),
    Service("fastapi", "FastAPI, uvicorn", FASTAPI, UVICORN),
    Service("spring-boot", "Spring Boot, virtual threads", SPRING_BOOT, (*JAVA, "-jar", "app.jar")),
    Service("javalin", "Javalin, virtual threads", JAVALIN, (*JAVA, "-jar", "app.jar")),
    Service("quarkus-multi", "Quarkus, Multi", QUARKUS, (*JAVA, "-jar", "quarkus-run.jar"), path="/multi"),
    Service("quarkus", "Quarkus, virtual threads", QUARKUS, (*JAVA, "-jar", "quarkus-run.jar")),
    Service("micronaut", "Micronaut, Flux", MICRONAUT, (*JAVA, "-jar", "app.jar")),
)

AIOBOTOCORE = pip("fastapi-aiobotocore", "fastapi")
MODEL = peer("model", (("javac", "-d", "target/app", "Model.java"),), "target/app", ("Model.java", "()"), cache=False)
MODEL_SERVICES = (
    Service("direct", "the fake model by itself", MODEL, ()),
    Service("ours", "This archetype", NETTY, RUN, ours=True),
    Service("ours-no-cache", "This archetype, without AOT cache", NETTY, (*RUN, "-XX:AOTMode=off"), ours=True),
    Service("ours-crt", "This archetype, aws-crt-client", CRT, RUN, ours=True),
    Service("boto3", "boto3, FastAPI", pip("fastapi-boto3", "fastapi"), UVICORN),
    Service("aiobotocore", "aiobotocore, FastAPI", AIOBOTOCORE, UVICORN),
    Service("aiobotocore-events", "aiobotocore, FastAPI's EventSourceResponse", AIOBOTOCORE, UVICORN, path="/events"),
)


def deployed(project: Project) -> Path:
    return WORK / project.name / project.deployed


def version(project: Project) -> str:
    file, expression = project.version
    return re.search(expression, (ROOT / file).read_text())[1]


def environment(**more: str) -> dict[str, str]:
    """With the JDK that the build has found."""
    home = (ROOT / "target/jdk.home").read_text().strip()
    return {**os.environ, "JAVA_HOME": home, "PATH": f"{home}/bin:{os.environ['PATH']}", **more}


def run(command: tuple[str, ...], directory: Path, log: Path, env: dict[str, str] | None = None) -> None:
    with log.open("ab") as output:
        try:
            status = subprocess.run(command, cwd=directory, env=env, stdout=output, stderr=output, timeout=BUILD_TIME).returncode
        except (OSError, subprocess.TimeoutExpired) as e:
            raise Problem(f"not built: {e}") from e
    if status:
        raise Problem(f"not built: {Path(command[0]).name} ended with status {status}, see {log.relative_to(ROOT)}")


def prepare() -> None:
    """Installs the archetype, and finds the JDK."""
    shutil.rmtree(WORK, ignore_errors=True)
    (WORK / "logs").mkdir(parents=True)
    run((*MAVEN, "install", "-DskipTests"), ROOT, WORK / "logs/archetype.log")


def build(project: Project) -> None:
    """Builds a project into its deployed folder, from nothing."""
    directory = WORK / project.name
    if (PEERS / project.name).is_dir():
        shutil.copytree(PEERS / project.name, directory)
    else:
        directory.mkdir()
    for command in project.build:
        run(command, directory, WORK / f"logs/{project.name}-build.log", environment())


@dataclass(frozen=True)
class Running:
    """A started service that has answered."""
    path: str
    port: int
    session: int
    ready: float  # s from the start of the process to the end of its first answer

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.path}"

    def pids(self) -> list[int]:
        """All its processes: what it starts stays in its session."""
        pids = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                if int(stat.read_text().rpartition(")")[2].split()[3]) == self.session:
                    pids.append(int(stat.parent.name))
            except OSError:
                pass  # It has just ended
        return pids

    def memory(self, field: str = "VmRSS") -> float:
        """Resident memory of all its processes in MB; with VmHWM the most it ever was since forget_peak."""
        total = 0
        for pid in self.pids():
            if found := re.search(rf"{field}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text()):
                total += int(found[1])
        return total * 1024 / 1e6

    def cpu(self) -> float:
        """CPU time of all its processes so far, user and system, in s."""
        return sum(cpu(pid) for pid in self.pids())

    def forget_peak(self) -> None:
        for pid in self.pids():
            Path(f"/proc/{pid}/clear_refs").write_text("5")


def cpu(pid: int) -> float:
    """CPU time of a process so far, user and system, in s."""
    return clock_gettime(~pid << 3 | 2)  # As clock_getcpuclockid(3) makes it, which Python has not


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@contextmanager
def running(service: Service, *options: str, **variables: str) -> Iterator[Running]:
    """Starts a service and waits for GET /health; options come first on its command line. Stops it in the end."""
    port = free_port()
    if service.project.cache and not options:
        options = ("-XX:AOTCache=app.aot",)
    program, *arguments = (argument.format(port=port) for argument in service.command)
    # The archetype's run.sh begins with a heap by it, as with 2 GiB on Lambda; the others ignore it
    env = environment(PORT=str(port), AWS_LAMBDA_FUNCTION_MEMORY_SIZE="2048", **variables)
    with (WORK / f"logs/{service.name}.log").open("wb") as log:
        start = monotonic()
        process = subprocess.Popen((program, *options, *arguments), cwd=deployed(service.project), env=env,
                                   stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    try:
        while not healthy(port):
            if process.poll() is not None or monotonic() - start > READY_TIME:
                raise Problem(f"not started: see {log.name.removeprefix(f'{ROOT}/')}")
            sleep(.002)
        yield Running(service.path, port, process.pid, monotonic() - start)
        if process.poll() is not None:
            raise Problem(f"ended with status {process.returncode}, see {log.name.removeprefix(f'{ROOT}/')}")
    finally:
        stop(process)


def healthy(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=READY_TIME)
    try:
        connection.request("GET", "/health")
        response = connection.getresponse()
        response.read()
        return response.status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def stop(process: subprocess.Popen) -> None:
    for kind, patience in ((signal.SIGTERM, STOP_TIME), (signal.SIGKILL, STOP_TIME)):
        try:
            os.killpg(process.pid, kind)
        except ProcessLookupError:
            pass
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue
        break
    try:
        os.killpg(process.pid, signal.SIGKILL)  # What it has left behind
    except ProcessLookupError:
        pass
