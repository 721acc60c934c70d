"""`make bench`: every bar on a fresh database; `make bench ONLY=name` for one of them."""

from __future__ import annotations

import importlib
import os
import sys

from bench import ground
from bench.figures import save, table

ALL = {
    "headless": "bench.headless",
    "pages": "bench.pages",
    "import": "bench.import_schedule",
    "claims": "bench.claims",
    "rush": "bench.rush",
    "check-in": "bench.check_in",
    "join": "bench.join",
    "live": "bench.live",
    "gallery": "bench.gallery",
    "thumbs": "bench.thumbs",
    "zip": "bench.zip",
}


def main(names: list[str]) -> int:
    """Print one table per bar; exit status 1 when one was missed."""
    unknown = [name for name in names if name not in ALL]
    if unknown:
        print(f"There is no bench named {', '.join(unknown)}. There are: {', '.join(ALL)}.")
        return 2
    missed = False
    for name in names or ALL:
        ground.set_up()
        from cms.environment import VAR_DIR

        database = "DATABASE_URL" if os.environ.get("DATABASE_URL") else "embedded"
        print(f"\n{name}: PostgreSQL {database}, {os.cpu_count()} cores", flush=True)
        figures = importlib.import_module(ALL[name]).run()
        save(name, figures, VAR_DIR / "bench")
        print(table(figures), flush=True)
        missed |= any(figure.ok is False for figure in figures)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
