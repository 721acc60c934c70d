"""Why a picture is not taken."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum


class Refusal(StrEnum):
    """Stable codes, stored as `Media.reason`."""

    NOT_A_PICTURE = "NOT_A_PICTURE"
    TYPE_NOT_ALLOWED = "TYPE_NOT_ALLOWED"
    # Also where decoding needs more memory than a picture may have.
    TOO_MANY_PIXELS = "TOO_MANY_PIXELS"
    DAMAGED = "DAMAGED"
    TOO_SLOW = "TOO_SLOW"


class PictureRefused(Exception):
    """This file will never do: another try gives the same. `detail` is for the log and holds nothing of the picture."""

    def __init__(self, code: Refusal, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else str(code))
        self.code = code
        self.detail = detail


def damaged(detail: str) -> PictureRefused:
    return PictureRefused(Refusal.DAMAGED, detail)


@contextmanager
def decoding() -> Iterator[None]:
    """Whatever a decoder raises inside means that the file is at fault; raises PictureRefused.

    Keep reading and writing of our own files outside: a full disk is not the guest's fault.
    """
    try:
        yield
    except PictureRefused:
        raise
    except MemoryError:
        raise PictureRefused(Refusal.TOO_MANY_PIXELS, "needs too much memory") from None
    except Exception as error:
        # Decoders of eight formats raise what they like: OSError, SyntaxError, struct.error, KeyError, RuntimeError …
        bomb = "DecompressionBomb" in type(error).__name__
        raise PictureRefused(Refusal.TOO_MANY_PIXELS if bomb else Refusal.DAMAGED, type(error).__name__) from error
