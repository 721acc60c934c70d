"""Planning the archives of a ZIP job: once before the first is made, and again for one that loses a photo."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256

import structlog
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone as clock

from gallery.actions.zips import unfindable
from gallery.models import Media, ZipJob, ZipPart
from gallery.querysets import MediaQuerySet
from gallery.storage import keys
from gallery.storage.stores import media_store, zip_store
from gallery.zips.lease import Held
from gallery.zips.plan import ORDER, Archive, digest_of, layout_of, photo_count, photos_for, split, without

log = structlog.get_logger("foyer.gallery")
# Photos that arrived just now are waited for; after this they are reported instead.
PREPARING = timedelta(minutes=2)
AT_A_TIME = 1000


def waits_for_photos(job: ZipJob) -> bool:
    is_fresh = clock.now() < job.created_at + PREPARING
    return is_fresh and photos_of(job).filter(crc32=None).exists()


def photos_of(job: ZipJob) -> MediaQuerySet:
    return photos_for(job.gallery_id, exclude_hidden=job.exclude_hidden, until=job.created_at)


def plan(held: Held) -> None:
    """Write down what each archive holds: the photos that are wished for and that the store has, as recorded."""
    job, gallery = held.job, held.job.gallery.public_id
    stored = {found.key: found.size for found in media_store().list(f"{keys.gallery_prefix(gallery)}originals/")}
    photos, versions = photos_of(job).order_by(*ORDER), Versions()
    with transaction.atomic():
        held.renew()
        missing, total = [], 0
        found = split(versions.of(photos.iterator(AT_A_TIME)), gallery=gallery, stored=stored)
        for number, archive in enumerate(found, start=1):
            missing += archive.missing
            if archive.entries:
                total += note_archive(job, archive, number=number).size_bytes
        is_as_wished = digest_of(versions.digest, exclude_hidden=job.exclude_hidden) == job.digest
        digest = job.digest if is_as_wished else unfindable(job)
        held.renew(missing=missing, bytes_total=total, bytes_done=0, digest=digest)


class Versions:
    """The digest of the photos that went through here, as `wish_for` has it."""

    def __init__(self) -> None:
        self._versions = sha256()
        self._between = b""

    def of(self, photos: Iterator[Media]) -> Iterator[Media]:
        for photo in photos:
            self._versions.update(self._between + photo.version.encode())  # type: ignore[attr-defined]
            self._between = b"\n"
            yield photo

    @property
    def digest(self) -> str:
        return self._versions.hexdigest()


def note_archive(job: ZipJob, archive: Archive, *, number: int) -> ZipPart:
    key = keys.archive(job.gallery.public_id, job.public_id, number=number)
    plan = archive.plan
    return ZipPart.objects.create(
        job=job, number=number, key=key, plan=plan, files=photo_count(plan), size_bytes=layout_of(plan).size
    )


def leave_out(held: Held, part: ZipPart, key: str) -> bool:
    """Plan the archive without a photo that cannot be read, and say so in it; False where nothing is left of it."""
    if part.multipart_id:
        zip_store().abort_multipart(part.key, upload_id=part.multipart_id)
    rest, missing = without(part.plan, key)
    size = layout_of(rest).size if rest else 0
    log.warning("photo_unreadable", job=str(held.job.public_id), media=missing["media_id"])
    with transaction.atomic():
        total = held.job.bytes_total - part.size_bytes + size
        held.renew(missing=[*held.job.missing, missing], bytes_total=total, bytes_done=bytes_done(held.job))
        if not rest:
            part.delete()
            return False
        part.plan, part.files, part.size_bytes = rest, photo_count(rest), size
        part.multipart_id, part.etags = "", []
        part.save()
    return True


def bytes_done(job: ZipJob) -> int:
    """Bytes of the archives that are complete."""
    found = job.parts.filter(is_complete=True).aggregate(size=Sum("size_bytes", default=0))
    return int(found["size"])
