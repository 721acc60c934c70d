"""Names within one download: whoever unpacks all its archives into one folder finds every file."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import count
from pathlib import PurePosixPath

MISSING = "_missing.txt"


class Names:
    """The names given out so far. Windows and macOS take two names that differ only in case for one."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def unique(self, name: str) -> str:
        """This name, or the next free one: `a.jpg`, `a-2.jpg`, `a-3.jpg`."""
        found = next(one for one in variants(name) if folded(one) not in self._given)
        self._given.add(folded(found))
        return found


def variants(name: str) -> Iterator[str]:
    path = PurePosixPath(name)
    yield name
    for number in count(2):
        yield f"{path.stem}-{number}{path.suffix}"


def folded(name: str) -> str:
    """Equal for names that some file system takes for the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
