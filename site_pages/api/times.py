"""Moments as the API writes them."""

from __future__ import annotations

from datetime import datetime


def iso(moment: datetime | None) -> str | None:
    """UTC with a trailing Z, or null."""
    return moment.isoformat().replace("+00:00", "Z") if moment else None


def from_json(text: str) -> datetime:
    """A moment as PostgreSQL wrote it into JSON."""
    return datetime.fromisoformat(text)
