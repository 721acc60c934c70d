"""One measured figure, its bar, and the table they make."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

RUNS = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """`ok` is None for a figure that is only shown (a baseline); `detail` says how it was measured."""

    name: str
    value: float
    unit: str
    bar: str = ""
    ok: bool | None = None
    detail: str = ""


def at_least(name: str, value: float, unit: str, bar: float, *, detail: str = "") -> Figure:
    return Figure(name, round(value, 2), unit, f"≥ {bar:g}", value >= bar, detail)


def at_most(name: str, value: float, unit: str, bar: float, *, detail: str = "") -> Figure:
    return Figure(name, round(value, 2), unit, f"≤ {bar:g}", value <= bar, detail)


def median_of(measure: Callable[[], float]) -> float:
    """The median of three runs: these machines are noisy."""
    return statistics.median(measure() for _ in range(RUNS))


def table(figures: Sequence[Figure]) -> str:
    rows = [("figure", "measured", "bar", "", "how")]
    for figure in figures:
        verdict = {True: "reached", False: "MISSED", None: ""}[figure.ok]
        rows.append((figure.name, f"{figure.value:g} {figure.unit}", figure.bar, verdict, figure.detail))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def save(name: str, figures: Sequence[Figure], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps([asdict(figure) for figure in figures], indent=2, ensure_ascii=False)
    (folder / f"{name}.json").write_text(text + "\n")
