"""What people type for everybody else to read: one clean line each, of a bounded length."""

from __future__ import annotations

from django.utils.translation import gettext as _

from notifications.errors import InvalidInput
from ticketing.visitors import UNFIT

LONGEST_TEXT = 500


def clean_line(typed: str) -> str:
    """Without control characters and those that turn a line's direction, spaces joined."""
    return " ".join(UNFIT.sub("", typed).split())


def checked_text(typed: str, *, field: str = "text", most: int = LONGEST_TEXT) -> str:
    """The text in one clean line. Raises InvalidInput with the field where nothing is left, or too much."""
    text = clean_line(typed)
    if not text:
        raise refused(field, _("Write something first."))
    if len(text) > most:
        raise refused(field, _("Write at most %(most)d letters.") % {"most": most})
    return text


def refused(field: str, message: str) -> InvalidInput:
    """What is wrong, beside its field."""
    return InvalidInput(message, fields={field: message})
