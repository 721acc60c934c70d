"""Headings of a table that sort it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """Where its heading leads, and how the table is sorted now: `ascending`, `descending` or `none`."""

    url: str
    direction: str

    @property
    def symbol(self) -> str:
        return {"ascending": "arrow_upward", "descending": "arrow_downward"}.get(self.direction, "")


def columns_of(fields: Mapping[str, str], sort: str, query: str) -> dict[str, Column]:
    """By the column's name. A heading sorts by its field, and turns the order round where it does already."""
    columns = {}
    for name, field in fields.items():
        direction = {field: "ascending", f"-{field}": "descending"}.get(sort, "none")
        turned = f"-{field}" if direction == "ascending" else field
        columns[name] = Column(f"?{query}sort={turned}", direction)
    return columns
