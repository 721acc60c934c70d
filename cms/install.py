"""`python cms/install.py LOCK…`: the project's environment from its lock files, with progress.

Runs before anything is installed: the standard library only.
"""

import os
import re
import subprocess
import sys
import venv
from collections import deque
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
OLDEST = (3, 11)


def environment_python() -> Path:
    return ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def install(lock: Path) -> int:
    """Install every package of the lock file, hashes checked; returns pip's exit status."""
    total = len(re.findall(r"^[\w.\[\]-]+==", lock.read_text(), flags=re.MULTILINE))
    command = [str(environment_python()), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    process = subprocess.Popen(
        [*command, "--require-hashes", "-r", str(lock)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout
    said = deque[str](maxlen=40)
    count = 0
    for line in process.stdout:
        said.append(line)
        if line.startswith("Collecting"):
            count += 1
            show(f"  {count} of up to {total} packages fetched", last=False)
        elif line.startswith("Installing collected"):
            show(f"  {count} packages fetched, installing them", last=True)
    if process.wait():
        print("".join(said), file=sys.stderr)
    return process.returncode


def show(text: str, *, last: bool) -> None:
    """One line that is rewritten on a terminal; elsewhere every twentieth step only."""
    if sys.stdout.isatty():
        print(f"\r\033[K{text}", end="\n" if last else "", flush=True)
    elif last or text.split(maxsplit=1)[0].endswith("0"):
        print(text, flush=True)


def main(locks: list[str]) -> int:
    """Make the environment if it is missing and install the given locks into it."""
    if sys.version_info < OLDEST:
        print("Foyer needs Python 3.11 or newer; say which with PYTHON=python3.11.", file=sys.stderr)
        return 1
    if not environment_python().exists():
        print("• Making the environment under .venv", flush=True)
        venv.create(ENVIRONMENT, with_pip=True)
    for lock in locks:
        print(f"• Installing {lock} (about a minute, once)", flush=True)
        if status := install(ROOT / lock):
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
