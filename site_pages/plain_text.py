"""Plain text for feeds, calendars and the heads of pages."""

from __future__ import annotations

import re

# Everything below the space except the line break, and delete: no XML may hold them, no calendar either.
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ufffe\uffff]")


def line(text: str) -> str:
    """On one line, without control characters."""
    return " ".join(CONTROL.sub(" ", text).split())


def paragraphs(*texts: str) -> str:
    """Texts with an empty line between them, without control characters."""
    clean = (CONTROL.sub(" ", text.replace("\r\n", "\n")).strip() for text in texts)
    return "\n\n".join(text for text in clean if text)


def shorten(text: str, limit: int) -> str:
    """The text on one line, cut at a word's end with an ellipsis when it is longer."""
    whole = line(text)
    if len(whole) <= limit:
        return whole
    cut = whole[: limit - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:.-") + "…"
