"""What several pages of a mini-site read: its event, and its sessions as lean rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest
from django.utils import timezone as clock
from django.utils.translation import get_language
from wagtail.models import Page

from site_pages.choices import SessionType
from site_pages.kept import kept
from site_pages.models import EventPage, SessionPage, SessionSpeaker, SiteImage, SiteRendition, Track
from site_pages.programme import Slot, TrackMark
from site_pages.querysets import SessionQuerySet
from site_pages.renditions import SHARE_CARD, all_specs

# The position of rooms outside the event's venue: after all of its own.
ELSEWHERE = 1_000_000
# Where Wagtail looks for renditions that were read before.
READ = "prefetched_renditions"
COLUMNS = (
    "pk",
    "public_id",
    "slug",
    "title",
    "starts_at",
    "ends_at",
    "session_type",
    "format",
    "room__name",
    "room__sort_order",
    "room__venue",
    "track__name",
    "track__sort_order",
    "track__public_id",
    "language",
    "is_cancelled",
    "is_featured",
    "recording_url",
    "recording_file",
    "image_id",
)


def event_around(page: Page, request: HttpRequest, *, images: Iterable[SiteImage | None] = ()) -> EventPage:
    """The event around a section or session page, with its venue and pictures; 404 outside any event. Two queries.

    Their renditions are read in one go with those of `images`, the page's own.
    """
    event = kept(request, "event", lambda: read_event(page))
    read_renditions([event.hero_image, event.share_image, event.logo, *images], kinds=("logo", "portrait", "figure"))
    return event


def read_event(page: Page) -> EventPage:
    """The event, its venue and its images. One query."""
    steps = [page.path[:end] for end in range(page.steplen, len(page.path), page.steplen)]
    event = (
        EventPage.objects.select_related("venue", "hero_image", "share_image", "logo").filter(path__in=steps).first()
    )
    if event is None:
        raise Http404
    return event


def sessions_of(event: EventPage) -> SessionQuerySet:
    """What any visitor may see of the event's programme."""
    sessions: SessionQuerySet = SessionPage.objects.for_event(event).published()
    return sessions


def read_slots(event: EventPage, sessions: SessionQuerySet | None = None) -> list[Slot]:
    """The scheduled sessions in programme order, with their people's names. One query."""
    people = SessionSpeaker.objects.filter(session=OuterRef("pk")).order_by("sort_order", "pk").values("speaker__name")
    chosen = sessions_of(event) if sessions is None else sessions
    return _slots(chosen.annotate(people=ArraySubquery(people)), (*COLUMNS, "people"), event=event)


def read_outline(event: EventPage) -> list[Slot]:
    """The scheduled sessions in programme order, without their people. One query."""
    return _slots(sessions_of(event), COLUMNS, event=event)


def read_renditions(images: Iterable[SiteImage | None], *, kinds: Iterable[str]) -> None:
    """Read the renditions of these kinds onto images that have none yet, and the one for shared links. One query.

    An image in the list must need no other rendition: Wagtail takes what is not here for missing.
    """
    wanted = {image.pk: image for image in images if image is not None and not hasattr(image, READ)}
    made = SiteRendition.objects.filter(filter_spec__in=[SHARE_CARD, *all_specs(kinds)])
    if wanted:
        prefetch_related_objects(list(wanted.values()), Prefetch("renditions", queryset=made, to_attr=READ))


def mark_of(track: Track | None) -> TrackMark | None:
    """A track as the schedule names it."""
    return TrackMark(track.sort_order, track.name, str(track.public_id)) if track else None


@lru_cache(maxsize=256)
def type_label(value: str, language: str | None) -> str:
    """The type in words of that language; nothing for a talk, which is what a session usually is."""
    return "" if value == SessionType.TALK else str(SessionType(value).label).capitalize()


def stage_of(starts_at: datetime, ends_at: datetime, now: datetime) -> str:
    """`past`, `live` or, before the start, nothing."""
    if now >= ends_at:
        return "past"
    return "live" if now >= starts_at else ""


def _slots(sessions: SessionQuerySet, columns: tuple[str, ...], *, event: EventPage) -> list[Slot]:
    now = clock.now()
    zone = event.zone
    rows = sessions.scheduled().in_programme_order().values_list(*columns, named=True)
    return [slot_of(row, event=event, zone=zone, now=now) for row in rows]


def slot_of(row: Any, *, event: EventPage, zone: ZoneInfo, now: datetime) -> Slot:
    """A row of COLUMNS, with `people` or without, as the schedule shows it."""
    cancelled = row.is_cancelled or event.is_cancelled
    track_id = row.track__public_id
    return Slot(
        key=row.public_id.hex,
        slug=row.slug,
        title=row.title,
        starts_at=row.starts_at.astimezone(UTC),
        ends_at=row.ends_at.astimezone(UTC),
        local_start=row.starts_at.astimezone(zone),
        local_end=row.ends_at.astimezone(zone),
        type=row.session_type,
        label=type_label(row.session_type, get_language()),
        format=row.format,
        room=row.room__name or "",
        room_order=row.room__sort_order or 0 if row.room__venue == event.venue_id else ELSEWHERE,
        track_mark=TrackMark(row.track__sort_order, row.track__name, str(track_id)) if track_id else None,
        people=", ".join(getattr(row, "people", ())),
        language=row.language,
        is_cancelled=cancelled,
        is_featured=row.is_featured,
        has_recording=bool(row.recording_url or row.recording_file),
        image_id=row.image_id,
        stage="" if cancelled else stage_of(row.starts_at, row.ends_at, now),
    )
