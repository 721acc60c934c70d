"""What a download holds: the photos of one moment, in the order in which they were taken, split into archives.

A plan is stored as JSON with its archive, so a worker that takes the job over makes the same bytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import StringAgg
from django.db import connection
from django.db.models import Count, F, Func, Sum, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from gallery.choices import KEPT_STATUSES, MediaStatus
from gallery.models import Media, ZipJob
from gallery.names import file_name
from gallery.querysets import MediaQuerySet
from gallery.storage import keys
from gallery.zips.layout import END, Entry, Layout, overhead
from gallery.zips.names import MISSING, Names

# Spec 5, "ZIP". A single photo beyond it has an archive of its own.
MOST_FILES, MOST_BYTES = 1000, 2 * 1024**3
# Kept free for `_missing.txt`, which may grow while the archive is made.
SPARE = 1024**2
ORDER = ("taken_at", "pk")
# An archive that holds a photo which is not (any more) what was wished must not be handed out.
WRONG = """
SELECT EXISTS (
    SELECT 1 FROM gallery_zippart part
    CROSS JOIN LATERAL jsonb_array_elements(part.plan) AS entry
    LEFT JOIN gallery_media photo ON photo.public_id = (entry ->> 'media_id')::uuid
    WHERE part.job_id = %s AND entry ->> 'media_id' IS NOT NULL
    AND (photo.id IS NULL OR photo.status <> ALL (%s))
)
"""
Json = dict[str, Any]


class Reason(StrEnum):
    """Why a photo is not in the archive in which it would stand."""

    UNREADABLE = "unreadable"
    PREPARING = "preparing"
    OUT_OF_TIME = "out_of_time"

    @property
    def text(self) -> str:
        return {
            Reason.UNREADABLE: _("it could not be read"),
            Reason.PREPARING: _("it was still being prepared"),
            Reason.OUT_OF_TIME: _("there was no time left for its archive"),
        }[self]


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to have now; the same wish has the same digest."""

    files: int
    size: int
    digest: str


@dataclass
class Archive:
    """One archive as it is being planned: its entries as JSON, and what it lacks."""

    entries: list[Json] = field(default_factory=list)
    missing: list[Json] = field(default_factory=list)
    size: int = END.size + SPARE

    def has_room_for(self, photo: Media, name: str) -> bool:
        if not self.entries:
            return True
        return len(self.entries) < MOST_FILES and self.size + overhead(name) + photo.size_bytes <= MOST_BYTES

    def add(self, photo: Media, name: str, key: str) -> None:
        self.size += overhead(name) + photo.size_bytes
        self.entries.append(entry_json(photo, name, key))

    @property
    def plan(self) -> list[Json]:
        """All that lies in the archive, what says what does not included."""
        return with_note(self.entries, self.missing)


def photos_for(gallery_id: int, *, exclude_hidden: bool, until: datetime) -> MediaQuerySet:
    """The photos of a download that was asked for at that moment. `version` changes with the bytes and the name."""
    photos = Media.objects.filter(gallery=gallery_id, status__in=fitting(exclude_hidden), uploaded_at__lte=until)
    told = (Cast("public_id", TextField()), F("sha256"), Cast("taken_at", TextField()), F("uploader"))
    return photos.annotate(version=Concat(*told, output_field=TextField()))


def fitting(exclude_hidden: bool) -> list[str]:
    """The states of the photos that somebody wished for."""
    return [MediaStatus.UPLOADED.value] if exclude_hidden else [status.value for status in KEPT_STATUSES]


def wish_for(gallery_id: int, *, exclude_hidden: bool, until: datetime) -> Wish:
    """How many photos, how many bytes, and which. One query, in which nothing is read but sums."""
    photos = photos_for(gallery_id, exclude_hidden=exclude_hidden, until=until)
    versions = StringAgg("version", delimiter="\n", order_by=ORDER, default=Value(""))
    found = photos.aggregate(files=Count("pk"), size=Sum("size_bytes", default=0), versions=Sha256(versions))
    return Wish(found["files"], found["size"], digest_of(found["versions"], exclude_hidden=exclude_hidden))


class Sha256(Func):
    """PostgreSQL's own; Django's wants an extension."""

    template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
    output_field = TextField()


def digest_of(versions: str, *, exclude_hidden: bool) -> str:
    return sha256(f"{versions} {'shown' if exclude_hidden else 'kept'}".encode()).hexdigest()


def split(photos: Iterable[Media], *, gallery: UUID, stored: Mapping[str, int]) -> Iterator[Archive]:
    """The archives for these photos, in order; the last one has no entries where not a single photo can be read.

    `stored`: the sizes of the objects that are there, by key.
    """
    archive, names = Archive(), Names()
    for photo in photos:
        name, key = file_name(photo), keys.original(gallery, photo.public_id)
        reason = reason_against(photo, stored.get(key))
        if reason is not None:
            archive.missing.append(missing_json(str(photo.public_id), name, reason))
            continue
        if not archive.has_room_for(photo, name):
            yield archive
            archive = Archive()
        archive.add(photo, names.unique(name), key)
    yield archive


def reason_against(photo: Media, size: int | None) -> Reason | None:
    """Why the photo cannot be packed, whose object has this size; None where it can."""
    if photo.crc32 is None:
        return Reason.PREPARING
    return None if size == photo.size_bytes else Reason.UNREADABLE


def entry_json(photo: Media, name: str, key: str) -> Json:
    assert photo.taken_at is not None, "a constraint gives every photo that is kept its time"
    return {
        "media_id": str(photo.public_id),
        "name": name,
        "key": key,
        "size": photo.size_bytes,
        "crc32": photo.crc32,
        "time": photo.taken_at.isoformat(),
    }


def missing_json(media_id: str, name: str, reason: Reason) -> Json:
    return {"media_id": media_id, "name": name, "reason": reason.value}


def with_note(entries: list[Json], missing: list[Json]) -> list[Json]:
    """The entries, and behind them `_missing.txt` where something is."""
    if not missing or not entries:
        return entries
    head = _("These photos are not in this archive:")
    return [*entries, note_json(f"{head}\n\n{''.join(map(line_of, missing))}", time=entries[-1]["time"])]


def line_of(missing: Json) -> str:
    return f"{missing['name']}: {Reason(missing['reason']).text}\n"


def note_json(content: str, *, time: str) -> Json:
    """`_missing.txt`, dated as the last photo: an archive must come out the same whenever it is made."""
    data = content.encode()
    return {"name": MISSING, "content": content, "size": len(data), "crc32": zlib.crc32(data), "time": time}


def without(plan: list[Json], key: str) -> tuple[list[Json], Json]:
    """The plan without a photo that turned out to be unreadable, and what is to be said of it.

    Without its only photo nothing is left of a plan.
    """
    photos, notes = [one for one in plan if "content" not in one], [one for one in plan if "content" in one]
    [gone] = [one for one in photos if one["key"] == key]
    photos.remove(gone)
    missing = missing_json(gone["media_id"], gone["name"], Reason.UNREADABLE)
    if not notes or not photos:
        return with_note(photos, [missing]), missing
    return [*photos, note_json(notes[0]["content"] + line_of(missing), time=photos[-1]["time"])], missing


def layout_of(plan: list[Json]) -> Layout:
    """The archive that a stored plan describes."""
    return Layout([entry_of(one) for one in plan])


def entry_of(one: Json) -> Entry:
    content = one.get("content", "").encode()
    time = datetime.fromisoformat(one["time"])
    return Entry(one["name"], one["size"], one["crc32"], time, key=one.get("key", ""), content=content)


def photo_count(plan: list[Json]) -> int:
    return sum("media_id" in one for one in plan)


def is_wrong(job: ZipJob) -> bool:
    """Whether an archive of the job holds a photo that has been hidden or taken back since. One query."""
    with connection.cursor() as cursor:
        cursor.execute(WRONG, [job.pk, fitting(job.exclude_hidden)])
        return bool(cursor.fetchone()[0])
