"""The bytes of an archive on their way from the store to the store: nothing on the disk, two parts in memory."""

from __future__ import annotations

import time
import zlib
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

from gallery.storage.contract import PART_BYTES, GalleryStorage, ObjectMissing, StorageTrouble
from gallery.zips.layout import Entry, Unreadable

TRIES, PAUSE_SECONDS = 3, 1.0


@dataclass(frozen=True, slots=True)
class Sent:
    """A part that the store has."""

    etag: str
    size: int


class PhotoReader:
    """Reads photos as a `Layout` asks, and holds each against its record: no broken photo gets into an archive.

    Calling it raises Unreadable for a photo that is gone or not the recorded one, StorageTrouble where the store
    itself does not answer.
    """

    def __init__(self, store: GalleryStorage, entries: Sequence[Entry], *, pause: float = PAUSE_SECONDS) -> None:
        self.store, self.pause = store, pause
        self.sums = {entry.key: entry.crc32 for entry in entries if entry.key}

    def __call__(self, key: str, start: int, length: int) -> Iterator[bytes]:
        """The bytes from `start` to the end. What lies before is read, too: the checksum is of the whole."""
        at = checksum = 0
        for piece in self._stored(key, start + length):
            checksum = zlib.crc32(piece, checksum)
            at += len(piece)
            if at > start:
                yield piece[max(start - at, -len(piece)) :]
        if at != start + length or checksum != self.sums[key]:
            raise Unreadable(key)

    def _stored(self, key: str, size: int) -> Iterator[bytes]:
        """The object from its beginning, one byte beyond its size included; a broken line is taken up where it was."""
        at = tries = 0
        while True:
            try:
                for piece in self.store.read(key, start=at, length=size + 1 - at):
                    at += len(piece)
                    yield piece
            except ObjectMissing:
                raise Unreadable(key) from None
            except StorageTrouble:
                tries += 1
                if tries == TRIES:
                    self._blame(key)
                time.sleep(self.pause * tries)
            else:
                return

    def _blame(self, key: str) -> None:
        """Either the store is away, or it stands by this photo alone."""
        with suppress(ObjectMissing):
            self.store.head(key)
        raise Unreadable(key)


def send(
    pieces: Iterator[bytes], store: GalleryStorage, *, key: str, upload_id: str, first: int = 1
) -> Generator[Sent, None, None]:
    """Send the pieces as parts from number `first` on; each is told once the store has it.

    One part is on its way while the next one is read. Raises what the pieces raise, StorageTrouble, and ObjectMissing
    where the upload is not open (any more).
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="zip") as sender:
        waiting: Future[Sent] | None = None
        for number, body in enumerate(bodies(pieces), start=first):
            if waiting is not None:
                yield waiting.result()
            waiting = sender.submit(send_one, store, body, key=key, upload_id=upload_id, number=number)
        if waiting is not None:
            yield waiting.result()


def send_one(store: GalleryStorage, body: bytes, *, key: str, upload_id: str, number: int) -> Sent:
    return Sent(store.put_part(key, upload_id=upload_id, number=number, body=body), len(body))


def bodies(pieces: Iterator[bytes], size: int = PART_BYTES) -> Iterator[bytes]:
    """The same bytes in bodies of this size; the last one may be smaller."""
    held: list[memoryview] = []
    left = size
    for piece in pieces:
        rest = memoryview(piece)
        while len(rest) >= left:
            held.append(rest[:left])
            rest = rest[left:]
            body, held, left = b"".join(held), [], size
            yield body
        held.append(rest)
        left -= len(rest)
    if left < size:
        yield b"".join(held)


def sent_before(there: Mapping[int, tuple[str, int]], etags: Sequence[str], *, size: int) -> list[str]:
    """The parts that need not be sent again: those that were noted, as far as the store still has them all.

    `size`: bytes of the archive.
    """
    kept: list[str] = []
    for number, etag in enumerate(etags, start=1):
        if there.get(number) != (etag, min(PART_BYTES, size - len(kept) * PART_BYTES)):
            break
        kept.append(etag)
    return kept
