"""Photos with bytes in the store, and what comes out of the archives made of them."""

from __future__ import annotations

import zipfile
import zlib
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import count

from django.utils import timezone as clock

from gallery.actions.zip_work import work_on_next
from gallery.actions.zips import request_zip
from gallery.models import Gallery, GuestSession, Media, ZipJob, ZipPart
from gallery.storage import keys
from gallery.storage.stores import media_store, zip_store
from gallery.zips.layout import END, overhead
from gallery.zips.plan import layout_of
from gallery.zips.transfer import PhotoReader
from tests.factories.gallery import gallery_for, guest_of, photo_of

TAKEN = datetime(2026, 11, 20, 18, 30, 12, tzinfo=UTC)
seconds = count()


def open_gallery() -> tuple[Gallery, GuestSession]:
    """A gallery and a guest in it."""
    gallery = gallery_for()
    return gallery, guest_of(gallery, "Amit")


def photo_with(guest: GuestSession, content: bytes, **fields: object) -> Media:
    """A photo that is shown and whose bytes are in the store; each is taken a second after the one before."""
    values = {"size_bytes": len(content), "crc32": zlib.crc32(content), **fields}
    values.setdefault("taken_at", TAKEN + timedelta(seconds=next(seconds)))
    photo = photo_of(guest, **values)
    put(photo, content)
    return photo


def put(photo: Media, content: bytes) -> None:
    """Whatever the photo's record says, these are its bytes."""
    media_store().put(key_of(photo), BytesIO(content), size=len(content), content_type="image/jpeg")


def key_of(photo: Media) -> str:
    return keys.original(photo.gallery.public_id, photo.public_id)


def filling(guest: GuestSession, size: int) -> Media:
    """A photo with which alone an archive has this size."""
    name = f"{guest.display_name}-2026-11-20-183012-00000000.jpg"
    return photo_with(guest, pattern(size - overhead(name) - END.size))


def pattern(size: int) -> bytes:
    """Bytes of which no two regions are alike for long."""
    block = b"".join(number.to_bytes(4, "big") for number in range(25_000))
    return (block * (size // len(block) + 1))[:size]


def asked_for(gallery: Gallery, *, exclude_hidden: bool = True) -> ZipJob:
    return request_zip(gallery, exclude_hidden=exclude_hidden, by=None)


def work(*, lasting: timedelta = timedelta(minutes=5), at_most: int = 100) -> int:
    """Work as workers do until there is nothing to do; how many slices it took."""
    return next(number for number in range(at_most) if not work_on_next(lasting=lasting))


def one_slice() -> bool:
    """The shortest one: a single part."""
    return work_on_next(lasting=timedelta(0))


def expected(part: ZipPart) -> bytes:
    """The archive as its plan says, made at once."""
    layout = layout_of(part.plan)
    return b"".join(layout.pieces(PhotoReader(media_store(), layout.entries)))


def made(gallery: Gallery, **options: bool) -> ZipJob:
    """A job from the wish to the archive."""
    job = asked_for(gallery, **options)
    work()
    job.refresh_from_db()
    return job


def archive_of(part: ZipPart) -> bytes:
    return b"".join(zip_store().read(part.key))


def unpacked(part: ZipPart) -> dict[str, bytes]:
    """The files of an archive by their names; the archive is whole, and as long as was said."""
    whole = archive_of(part)
    assert len(whole) == part.size_bytes
    with zipfile.ZipFile(BytesIO(whole)) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}


def contents(job: ZipJob) -> list[list[bytes]]:
    """What lies in each archive, without its list of what is missing, in order."""
    parts = [unpacked(part) for part in job.parts.filter(is_complete=True)]
    return [[content for name, content in files.items() if name != "_missing.txt"] for files in parts]


def let_lease_end(job: ZipJob) -> None:
    """Nobody has worked on it for a while."""
    ZipJob.objects.filter(pk=job.pk).update(lease_until=clock.now() - timedelta(seconds=1))


def nothing_is_left() -> bool:
    """No archive and no open upload lies in the store."""
    store = zip_store()
    soon = clock.now() + timedelta(hours=1)
    return not [*store.list("galleries/")] and not [*store.stale_multiparts(before=soon)]


def age(job: ZipJob, **ago: timedelta) -> None:
    """Make it look as if something had happened so long ago."""
    ZipJob.objects.filter(pk=job.pk).update(**{name: clock.now() - value for name, value in ago.items()})
