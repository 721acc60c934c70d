"""A stretch of a file that is overwritten, never moved."""

from __future__ import annotations

import mmap
from dataclasses import dataclass

# What the formats' modules read; slices of both are bytes.
Data = bytes | mmap.mmap


@dataclass(frozen=True, slots=True)
class Patch:
    """`length` bytes from `start`: first `lead`, then `fill` again and again."""

    start: int
    length: int
    lead: bytes = b""
    fill: bytes = b"\0"

    def __post_init__(self) -> None:
        if self.start < 0 or self.length < len(self.lead):
            raise ValueError("a patch does not fit")

    def apply(self, data: bytearray) -> None:
        if self.start + self.length > len(data):
            raise ValueError("a patch does not fit")
        data[self.start : self.start + self.length] = self.lead.ljust(self.length, self.fill)
