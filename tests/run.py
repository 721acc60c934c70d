"""`make test`: what must be installed is looked for first and what has to be skipped is said loudly."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def pytest(*arguments: str) -> int:
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], check=False).returncode


def main() -> int:
    """Unit and integration tests in two processes, then the browser tests; the first failure decides."""
    print("Database:", "DATABASE_URL" if os.environ.get("DATABASE_URL") else "embedded PostgreSQL", flush=True)
    print("Redis:", "REDIS_URL" if os.environ.get("REDIS_URL") else "none (memory, filesystem broker)", flush=True)
    # Branch coverage costs half as much time again, so it is measured where nobody waits.
    coverage = ("--cov", "--cov-report=term:skip-covered") if os.environ.get("CI") else ()
    status = pytest("-m", "not e2e", "-n", "2", "-q", "--durations=15", *coverage)
    if not any(shutil.which(browser) for browser in BROWSERS):
        print("SKIPPED: the browser tests, because no Chromium is installed (Debian: apt-get install chromium)")
        return status
    return status or pytest("-m", "e2e", "-q")


if __name__ == "__main__":
    sys.exit(main())
