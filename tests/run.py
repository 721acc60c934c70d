"""`make test`: what must be installed is looked for first and what has to be skipped is said loudly."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

# What decides who may do what, and what changes then: at least so many per cent of its branches (ARCHITECTURE, style).
DECIDING, LEAST_COVERED = "*/actions/*,*/actions.py,*/rules.py,*/rules/*,*/selectors.py,*/selectors/*", 95
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def pytest(*arguments: str) -> int:
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], check=False).returncode


def coverage(*arguments: str) -> int:
    return subprocess.run([sys.executable, "-m", "coverage", *arguments], check=False).returncode


def covered() -> int:
    """Tell the share of all branches in one line, and of the code that decides by file where something is missing."""
    print("Branch coverage of everything, per cent:", flush=True)
    coverage("report", "--format=total")
    return coverage("report", "--skip-covered", f"--include={DECIDING}", f"--fail-under={LEAST_COVERED}")


def main() -> int:
    """Unit and integration tests, then failures, then browsers, each in two processes; the first that fails decides."""
    print("Database:", "DATABASE_URL" if os.environ.get("DATABASE_URL") else "embedded PostgreSQL", flush=True)
    print("Redis:", "REDIS_URL" if os.environ.get("REDIS_URL") else "none (memory, filesystem broker)", flush=True)
    # Branch coverage costs half as much time again, so it is measured where nobody waits.
    is_measured = bool(os.environ.get("CI"))
    measured = ("--cov", "--cov-report=") if is_measured else ()
    # Neighbours in one process share what it has made and remembered; who is done first helps the other.
    processes = ("-n", "2", "--dist", "worksteal")
    status = pytest("-m", "not e2e and not failure", *processes, "-q", "--durations=15", *measured)
    status = status or (covered() if is_measured else 0)
    status = status or pytest("-m", "failure", "-n", "2", "-q")
    if not any(shutil.which(browser) for browser in BROWSERS):
        print("SKIPPED: the browser tests, because no Chromium is installed (Debian: apt-get install chromium)")
        return status
    return status or pytest("-m", "e2e", "-n", "2", "-q")


if __name__ == "__main__":
    sys.exit(main())
