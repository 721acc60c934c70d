"""`make reset`: forget the embedded database, media and caches of this checkout, after asking."""

import os
import shutil
import sys
from pathlib import Path


def main() -> int:
    """Remove var/; exit status 1 when the answer is no or Foyer is running on it."""
    var = Path(os.environ.get("VAR_DIR") or Path(__file__).resolve().parent.parent / "var").resolve()
    if not var.is_dir():
        print("There is nothing to reset.")
        return 0
    if (var / "postgres" / "postmaster.pid").exists():
        print("Stop Foyer first: its database is running.")
        return 1
    if sys.stdin.isatty() and input(f"Delete {var} with all content? Type yes: ") != "yes":
        return 1
    shutil.rmtree(var)
    print("Forgotten. `make run` starts anew.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
