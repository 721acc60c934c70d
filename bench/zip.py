"""Bar `zip`: a thousand photos of 2 MB into one archive, from store to store, against a plain copy of the same bytes.

Both go through the same store (files on this disk) in parts of 8 MiB, one being sent while the next is read; only the
ZIP adds headers, checks every photo's CRC and notes each part in the database. Taken in turns, medians of three.
"""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid4

from bench.figures import RUNS, Figure, at_most

PHOTOS, SIZE = 1000, 2_000_000
MIB = 1024**2


@dataclass(frozen=True, slots=True)
class Run:
    """`seconds` of the wall, `memory` in bytes above idle at the most, `written` in bytes handed to the system."""

    seconds: float
    memory: int
    written: int


def run() -> list[Figure]:
    from tests.factories.gallery import gallery_for, guest_of

    with own_store() as spare:
        guest = guest_of(gallery_for(), "Amit")
        taken = photos_of(guest)
        zips, copies = [], []
        for _ in range(RUNS):
            copies.append(measured(lambda: copy_plainly(taken)))
            zips.append(measured(lambda: pack(guest.gallery)))
            check_and_remove(guest.gallery)
        left = [path.name for path in spare.iterdir()]
    if left:
        raise AssertionError(f"left in the temporary folder: {left}")
    packed, copied = (statistics.median(one.seconds for one in runs) for runs in (zips, copies))
    how = f"{PHOTOS} photos of {SIZE // 10**6} MB, stored, from store to store, median of {RUNS}"
    beyond = max(one.written for one in zips) - min(one.written for one in copies)
    return [
        Figure("plain copy", round(copied, 1), "s", detail=f"{PHOTOS * SIZE / copied / 10**6:.0f} MB/s"),
        Figure("ZIP", round(packed, 1), "s", detail=how),
        at_most("against the plain copy", packed / copied, "×", 1.3, detail="same store, same run, every CRC checked"),
        at_most("memory above idle", max(one.memory for one in zips) / MIB, "MiB", 64, detail="the worst of all runs"),
        Figure("memory of the plain copy", round(max(one.memory for one in copies) / MIB, 1), "MiB"),
        at_most(
            "written beyond the plain copy",
            beyond / MIB,
            "MiB",
            16,
            detail="the headers: nothing else goes to the disk",
        ),
    ]


@contextmanager
def own_store() -> Iterator[Path]:
    """Photos and archives lie in a folder of this run; yields the one for temporary files, which must stay empty."""
    from django.conf import settings

    from cms.environment import VAR_DIR

    VAR_DIR.mkdir(parents=True, exist_ok=True)
    root = Path(tempfile.mkdtemp(prefix="bench-zip-", dir=VAR_DIR))
    spare, before = root / "temporary", (settings.PRIVATE_MEDIA_ROOT, settings.GALLERY_STORAGE, tempfile.tempdir)
    spare.mkdir()
    settings.PRIVATE_MEDIA_ROOT, settings.GALLERY_STORAGE, tempfile.tempdir = str(root), None, str(spare)
    try:
        yield spare
    finally:
        settings.PRIVATE_MEDIA_ROOT, settings.GALLERY_STORAGE, tempfile.tempdir = before
        shutil.rmtree(root)


def photos_of(guest) -> list[str]:
    """The photos' keys, in the order in which they are packed. No two are alike, and none can be compressed."""
    from gallery.storage import keys
    from gallery.storage.stores import media_store
    from tests.factories.gallery import photo_of

    pool, store, found = os.urandom(2 * SIZE), media_store(), []
    for number in range(PHOTOS):
        content = pool[number * 1000 : number * 1000 + SIZE]
        photo = photo_of(guest, size_bytes=SIZE, crc32=zlib.crc32(content))
        found.append(keys.original(guest.gallery.public_id, photo.public_id))
        store.put(found[-1], BytesIO(content), size=SIZE, content_type="image/jpeg")
    return found


def measured(work: Callable[[], None]) -> Run:
    """The kernel keeps the highest memory of a process; it is told to forget the one before."""
    Path("/proc/self/clear_refs").write_text("5")
    idle, before, began = told("status", "VmRSS"), told("io", "wchar"), time.monotonic()
    work()
    seconds = time.monotonic() - began
    return Run(seconds, (told("status", "VmHWM") - idle) * 1024, told("io", "wchar") - before)


def told(file: str, name: str) -> int:
    """A number of this process, as the kernel has it."""
    lines = Path(f"/proc/self/{file}").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(f"{name}:")).split()[1])


def copy_plainly(taken: list[str]) -> None:
    """All photos one after the other into one object, as anybody would."""
    from gallery.storage import keys
    from gallery.storage.stores import media_store, zip_store
    from gallery.zips.transfer import send

    source, target, key = media_store(), zip_store(), keys.archive(uuid4(), uuid4(), number=1)
    upload_id = target.begin_multipart(key, content_type="application/zip")
    pieces = (piece for one in taken for piece in source.read(one))
    etags = [sent.etag for sent in send(pieces, target, key=key, upload_id=upload_id)]
    kept = target.complete_multipart(key, upload_id=upload_id, etags=etags)
    target.delete([key])
    if kept.size != PHOTOS * SIZE:
        raise AssertionError(f"{kept.size} bytes were copied")


def pack(gallery) -> None:
    """From the wish to the archive, as a worker does it."""
    from gallery.actions.zip_work import work_on_next
    from gallery.actions.zips import request_zip

    request_zip(gallery, exclude_hidden=True, by=None)
    work_on_next(lasting=timedelta(minutes=9))


def check_and_remove(gallery) -> None:
    """One archive with every photo, whole to the last byte; then it goes, for the next run."""
    from gallery.models import ZipJob
    from gallery.storage.stores import local_store

    job = ZipJob.objects.get(gallery=gallery)
    [part] = job.parts.all()
    _entry, file = local_store("zips").folder.open(part.key)
    with file, zipfile.ZipFile(file) as opened:
        found = (job.state, job.missing, len(opened.namelist()), opened.testzip())
    if found != ("complete", [], PHOTOS, None):
        raise AssertionError(f"the archive is not right: {found}")
    local_store("zips").delete([part.key])
    job.delete()
