"""Thumbnail, preview and facts of each photo, made by workers (docs/decisions/0012).

The table is the queue. A worker takes photos by a lease, gallery by gallery in turn, so that a wedding of ten thousand
photos does not keep the next one waiting. What fails through no fault of the photo is tried again, later each time.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import structlog
from django.db import connection, transaction
from django.db.models.functions import Now

from gallery.actions.shots import give_back_shot
from gallery.actions.tally import follow, locked_states
from gallery.choices import Compression, MediaStatus
from gallery.models import Media
from gallery.pictures.job import Job, Picture
from gallery.pictures.refusals import PictureRefused
from gallery.pictures.workshop import WorkshopTrouble, shared
from gallery.signals import photos_changed
from gallery.storage import keys
from gallery.storage.contract import ObjectMissing, StorageTrouble
from gallery.storage.stores import media_store

log = structlog.get_logger("foyer.gallery")
LEASE = "5 minutes"
BATCH = 10
LONGEST_PAUSE = timedelta(hours=6)
WEBP = "image/webp"

# One photo of each gallery first, then the second of each; locked ones belong to another worker.
TAKE = """
UPDATE gallery_media SET derive_after = now() + %s::interval, derive_attempts = derive_attempts + 1
WHERE id IN (
    SELECT id FROM gallery_media WHERE id IN (
        SELECT id FROM (
            SELECT id, row_number() OVER (PARTITION BY gallery_id ORDER BY id) AS turn
            FROM gallery_media
            WHERE status IN ('uploaded', 'hidden') AND recipe = 0 AND (derive_after IS NULL OR derive_after < now())
        ) waiting ORDER BY turn, id LIMIT %s
    ) AND recipe = 0 AND (derive_after IS NULL OR derive_after < now())
    FOR UPDATE SKIP LOCKED
) RETURNING id
"""


def derive_due(*, most: int = 200) -> int:
    """Work on what waits, at most so many photos; how many were taken."""
    done = 0
    while done < most and (batch := take(min(BATCH, most - done))):
        for media in Media.objects.select_related("gallery__event").filter(pk__in=batch).order_by("pk"):
            derive(media)
        done += len(batch)
    return done


def take(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [LEASE, count])
        return [row[0] for row in cursor.fetchall()]


def derive(media: Media) -> None:
    """Make and store what is shown of one photo; refuse it where it is none."""
    try:
        with work_folder() as folder:
            source = download(media, folder / "source")
            (folder / "made").mkdir()
            mode, zone = media.gallery.compression_mode, media.gallery.event.timezone
            picture = shared.work(Job(source, folder / "made", mode, zone))
            if is_other(media, picture):
                refuse_kept(media, "WRONG_HASH")
                return
            store(media, picture)
        note(media, picture)
    except PictureRefused as refused:
        refuse_kept(media, str(refused.code))
    except (WorkshopTrouble, StorageTrouble, ObjectMissing) as trouble:
        try_again(media, trouble)


def is_other(media: Media, picture: Picture) -> bool:
    """Whether the bytes are not those that were declared: a photo sent in parts was not hashed before.

    A worker that ended between storing the cleaned original and writing that down left its own bytes there.
    """
    is_cleaned = media.gallery.compression_mode == Compression.COMPRESSED and picture.original is None
    is_own = is_cleaned and media.derive_attempts > 1
    return bool(media.sha256) and picture.sha256 != media.sha256 and not is_own


@contextmanager
def work_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="foyer-photo-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def original_key(media: Media) -> str:
    return keys.original(media.gallery.public_id, media.public_id)


def download(media: Media, target: Path) -> Path:
    """The bytes as they were sent, on the disk of the worker for as long as it works on them."""
    with target.open("wb") as file:
        for piece in media_store().read(original_key(media)):
            file.write(piece)
    return target


def store(media: Media, picture: Picture) -> None:
    """Thumbnail and preview, and the original where place and device were taken out of it."""
    gallery_id, recipe = media.gallery.public_id, picture.recipe
    put(keys.thumbnail(gallery_id, media.public_id, recipe=recipe), picture.thumbnail, WEBP)
    put(keys.preview(gallery_id, media.public_id, recipe=recipe), picture.preview, WEBP)
    if picture.original:
        put(original_key(media), picture.original, picture.kind)


def put(key: str, path: Path, content_type: str) -> None:
    with path.open("rb") as body:
        media_store().put(key, body, size=path.stat().st_size, content_type=content_type)


def note(media: Media, picture: Picture) -> None:
    """Write down what was found; a photo that was taken back meanwhile keeps its state."""
    found = {
        "mime_type": picture.kind,
        "width": picture.width,
        "height": picture.height,
        "crc32": picture.crc32,
        "size_bytes": picture.size_bytes,
        "sha256": media.sha256 or picture.sha256,
        "placeholder": picture.placeholder,
        "recipe": picture.recipe,
        "derive_after": None,
    }
    if picture.taken_at is not None:
        found["taken_at"] = picture.taken_at
    Media.objects.filter(pk=media.pk).update(**found)


def refuse_kept(media: Media, reason: str) -> None:
    """What looked like a photo is none: it goes, and its guest has the shot back."""
    with transaction.atomic():
        was = locked_states(Media.objects.kept().filter(pk=media.pk))
        if was:
            Media.objects.filter(pk=media.pk).update(status=MediaStatus.REJECTED, reason=reason[:40])
            give_back_shot(media.guest_id)
            transaction.on_commit(lambda: photos_changed.send(sender=Media, gallery_id=media.gallery_id))
            follow(media.gallery_id, was=was.values(), to=MediaStatus.REJECTED)
    log.info("photo_refused", media=str(media.public_id), reason=reason)


def try_again(media: Media, trouble: Exception) -> None:
    """Later: half a minute at first, twice as long each time."""
    media.refresh_from_db(fields=["derive_attempts"])
    pause = min(timedelta(seconds=15 * 2 ** min(media.derive_attempts, 12)), LONGEST_PAUSE)
    Media.objects.filter(pk=media.pk).update(derive_after=Now() + pause)
    log.warning("photo_not_derived", media=str(media.public_id), attempt=media.derive_attempts, detail=repr(trouble))
