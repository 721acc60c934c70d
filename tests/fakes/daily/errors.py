"""What Daily says no with (facts/daily.md, 1.1)."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """`error` is Daily's stable word; `info` is prose that nobody may match on."""

    def __init__(self, status: int, error: str, **more: Any) -> None:
        super().__init__(error)
        self.status = status
        self.body = {"error": error, "info": f"something went wrong: {error}", **more}


def invalid(field: str) -> Refusal:
    return Refusal(400, "invalid-request-error", field=field)


def missing(**more: Any) -> Refusal:
    """[?] the word is not in Daily's table."""
    return Refusal(404, "not-found", **more)
