#!/usr/bin/env python3
"""Runs the reproductions of these pages, and compares what they print: reproduce.py [--update] [PAGE...]

On a page, a block of code behind "`NAME`:" is a file, a block of bash is run in a folder with these files, and the block of
text behind it is the output. Needs a JDK 25 on the path, and what ./mvnw pre-integration-test leaves in target and .tools.
"""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FUNCTION = next((ROOT / "target/projects/default").glob("*/target/function"), None)
FILE = re.compile(r"`(\S+)`:\n\n```\w+\n(.*?)```\n", re.S)
RUN = re.compile(r"(```bash\n(.*?)```\n\n```text\n)(.*?)(```\n)", re.S)


def run(page, folder):
    """The page with the output that its commands have now."""
    text = page.read_text()
    for name, content in FILE.findall(text):
        (folder / name).write_text(content)
    (folder / "function").symlink_to(FUNCTION)
    (folder / "lambda").symlink_to(ROOT / "target/classes")
    (folder / "mvnw").symlink_to(ROOT / "mvnw")
    (folder / ".mvn").symlink_to(ROOT / ".mvn")
    environment = os.environ | {
        "AWS_DEFAULT_REGION": "us-east-1",
        "LAMBDA_ADAPTER": str(ROOT / ".tools/adapter/bin/lambda-adapter"),
        "PATH": f"{ROOT}/.tools/python/bin:{os.environ['PATH']}",
        "SAM_CLI_TELEMETRY": "0",
    }

    def output(block):
        result = subprocess.run(["bash", "-c", block[2]], cwd=folder, env=environment, text=True, check=False,
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return block[1] + result.stdout + block[4]

    return RUN.sub(output, text)


if FUNCTION is None:
    sys.exit(f"reproduce.py: no built project in {ROOT}/target/projects/default: run ./mvnw pre-integration-test")
failed = False
update = "--update" in sys.argv
for page in map(Path, [name for name in sys.argv[1:] if name != "--update"] or sorted(HERE.glob("*.md"))):
    with tempfile.TemporaryDirectory() as folder:
        text = run(page, Path(folder))
    same = text == page.read_text()
    print(f"{page.name}: {'as it says' if same else 'another output'}")
    if update:
        page.write_text(text)
    failed |= not same
sys.exit(failed and not update)
