"""Which photos of a gallery a list shows: OR inside a group, AND between groups (spec 5, `GET …/gallery`)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from gallery.choices import KEPT_STATUSES, MediaStatus, MediaType
from gallery.models import Gallery, GalleryTally, GuestSession, Media
from gallery.models.media import TAG_KEYS
from gallery.names import NO_NAME
from gallery.querysets import MediaQuerySet
from notifications.errors import InvalidInput

MOST_CHOICES = 100
# `jpeg` is short for `image/jpeg`.
FILE_TYPES = {kind.value.removeprefix("image/"): kind.value for kind in MediaType}


@dataclass(frozen=True, slots=True)
class Filters:
    """An empty group lets everything through. `day` is one of the event's time zone; "" in `uploaders` is no name."""

    day: date | None = None
    guest: UUID | None = None
    uploaders: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    file_types: tuple[str, ...] = ()
    include_hidden: bool = False

    @property
    def groups(self) -> int:
        """How many groups have choices."""
        return sum(map(bool, (self.day, self.guest, self.uploaders, self.tags, self.file_types)))


def read_uploaders(text: str) -> tuple[str, ...]:
    """Names from a list with commas, where `-` is no name. Raises InvalidInput for too many."""
    return tuple("" if name == NO_NAME else name for name in read_list(text, field="filter_uploader"))


def read_tags(text: str) -> tuple[str, ...]:
    """Raises InvalidInput for too many."""
    return read_list(text, field="filter_tag")


def read_file_types(text: str) -> tuple[str, ...]:
    """Raises InvalidInput for one that no photo has."""
    given = [one.lower().removeprefix("image/") for one in read_list(text, field="filter_file_type")]
    if unknown := next((one for one in given if one not in FILE_TYPES), None):
        known = ", ".join(sorted(FILE_TYPES))
        message = _("“%(unknown)s” is no type of photos. There are: %(known)s.") % {"unknown": unknown, "known": known}
        raise InvalidInput(message, fields={"filter_file_type": message})
    return tuple(sorted({FILE_TYPES[one] for one in given}))


def read_list(text: str, *, field: str) -> tuple[str, ...]:
    """The choices of a group, each once; written as names and tags are kept (names.py), so none holds a comma."""
    choices = {unicodedata.normalize("NFC", part.strip()) for part in text.split(",")} - {""}
    if len(choices) > MOST_CHOICES:
        message = _("At most %(most)s at once.") % {"most": MOST_CHOICES}
        raise InvalidInput(message, fields={field: message})
    return tuple(sorted(choices))


def matching(gallery: Gallery, filters: Filters) -> MediaQuerySet:
    """The photos that pass, in no order. One query where a guest is named, none else."""
    return passing(visible(gallery, include_hidden=filters.include_hidden), gallery, filters)


def passing(photos: MediaQuerySet, gallery: Gallery, filters: Filters) -> MediaQuerySet:
    """Those of these photos that every group lets through. One query where a guest is named, none else."""
    if filters.day:
        begins, ends = bounds_of(filters.day, gallery.event.zone)
        photos = photos.filter(uploaded_at__gte=begins, uploaded_at__lt=ends)
    if filters.guest:
        # Looked up first: by its key an index finds the guest's photos.
        guest = GuestSession.objects.filter(gallery=gallery, public_id=filters.guest).values_list("pk", flat=True)
        photos = photos.filter(guest=guest.first() or 0)
    if filters.uploaders:
        photos = photos.filter(uploader__in=filters.uploaders)
    if filters.tags:
        photos = photos.filter(tags__overlap=list(filters.tags))
    if filters.file_types:
        photos = photos.filter(mime_type__in=filters.file_types)
    return photos


def narrowed(photos: MediaQuerySet, gallery: Gallery, filters: Filters) -> MediaQuerySet:
    """The same photos, for whoever wants them all: found by the index of their tags (media_by_tag_keys).

    Photos of some names, or of a guest, are found sooner by these, with tags in the index beside (media_by_uploader).
    """
    if not filters.tags or filters.uploaders or filters.guest:
        return photos
    states = statuses_of(include_hidden=filters.include_hidden)
    keys = [f"{state} {gallery.pk} {tag}" for state in states for tag in filters.tags]
    # The keys say everything; state and gallery, said again, only let PostgreSQL read another index in vain. For types
    # they are needed: two indexes are intersected there.
    every = visible(gallery, include_hidden=filters.include_hidden) if filters.file_types else Media.objects.all()
    return passing(every.alias(tag_keys=TAG_KEYS).filter(tag_keys__overlap=keys), gallery, replace(filters, tags=()))


def counted(photos: MediaQuerySet, gallery: Gallery, filters: Filters) -> int:
    """How many pass. One query.

    All of them are read off the tally. Tags are looked up; names, days and types are counted in an index, without
    reading photos.
    """
    if not filters.groups:
        tally = GalleryTally.objects.filter(gallery=gallery).first()
        if tally is not None:
            return tally.shown + tally.hidden if filters.include_hidden else tally.shown
    return narrowed(photos, gallery, filters).count()


def visible(gallery: Gallery, *, include_hidden: bool) -> MediaQuerySet:
    """The gallery's photos as everybody sees them, or with the hidden ones."""
    photos = Media.objects.filter(gallery=gallery)
    return photos.kept() if include_hidden else photos.shown()


def statuses_of(*, include_hidden: bool) -> tuple[MediaStatus, ...]:
    """The states of those."""
    return KEPT_STATUSES if include_hidden else (MediaStatus.UPLOADED,)


def bounds_of(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When the day begins there, and when the next one does."""
    return datetime.combine(day, time.min, zone), datetime.combine(day + timedelta(days=1), time.min, zone)
