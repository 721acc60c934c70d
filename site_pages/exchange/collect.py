"""An event's published programme as a schedule, for the exports. Only what the public sees."""

from collections.abc import Iterable
from datetime import datetime
from typing import cast
from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch

from site_pages.addresses import address_of
from site_pages.choices import LinkKind
from site_pages.exchange.document import (
    Generator,
    ImportedPerson,
    ImportedRoom,
    ImportedSession,
    ImportedTrack,
    Reference,
    ScheduleDocument,
)
from site_pages.exchange.outgoing import plain_acronym
from site_pages.exchange.values import read_guid
from site_pages.models import EventPage, SessionLink, SessionPage, SessionSpeaker, Speaker


def collect_schedule(event: EventPage, *, version: str) -> ScheduleDocument:
    """The event's published sessions with everything the formats can say. Four queries.

    Cancelled and unscheduled sessions are left out: the formats cannot mark them, so every reader
    would show them as taking place. `version` is what readers compare to see whether anything changed.
    """
    speakers = SessionSpeaker.objects.select_related("speaker").order_by("sort_order", "pk")
    pages = list(
        SessionPage.objects.for_event(event)
        .published()
        .scheduled()
        .filter(is_cancelled=False)
        .in_programme_order()
        .select_related("room", "track")
        .prefetch_related(
            Prefetch("session_speakers", queryset=speakers),
            Prefetch("session_links", queryset=SessionLink.objects.order_by("sort_order", "pk")),
        )
    )
    address = address_of(event)
    rooms = {page.room.name: page.room for page in pages if page.room}
    guids = settled_guids(pages)
    return ScheduleDocument(
        title=event.title,
        acronym=event.slug,
        time_zone_name=event.timezone,
        starts_on=event.starts_at.astimezone(event.zone).date(),
        ends_on=event.ends_at.astimezone(event.zone).date(),
        version=version,
        url=address,
        base_url=address,
        generator=Generator("foyer", settings.RELEASE),
        rooms=tuple(ImportedRoom(name, room.public_id, room.capacity) for name, room in rooms.items()),
        tracks=tuple(ImportedTrack(track.name, "", track.color) for track in event.tracks.all()),
        sessions=tuple(session_of(page, event.slug, guid=guids[page.pk]) for page in pages),
    )


def settled_guids(pages: Iterable[SessionPage]) -> dict[int, UUID]:
    """Each page's guid: the one it was imported with, or its own where several share one."""
    taken: set[UUID] = set()
    guids = {}
    for page in sorted(pages, key=lambda one: one.pk):
        guid = page.import_guid
        guids[page.pk] = page.public_id if guid is None or guid in taken else guid
        taken.add(guids[page.pk])
    return guids


def session_of(page: SessionPage, event_slug: str, *, guid: UUID) -> ImportedSession:
    """One page as a session. Its key never changes, so neither do the id and guid made from it."""
    links = list(page.session_links.all())
    return ImportedSession(
        key=page.import_key or f"page:{page.public_id}",
        title=page.title,
        # `scheduled()` leaves out sessions without times.
        starts_at=cast("datetime", page.starts_at),
        ends_at=cast("datetime", page.ends_at),
        guid=guid,
        id=page.import_key.removeprefix("id:") if page.import_key.startswith("id:") else "",
        slug=f"{plain_acronym(event_slug)}-{page.slug}",
        subtitle=page.subtitle,
        abstract=page.short_description,
        description=text_of_body(page),
        room=page.room.name if page.room else "",
        track=page.track.name if page.track else "",
        type=page.session_type,
        language=page.language,
        do_not_record=not page.is_recorded,
        persons=tuple(persons_of(page.session_speakers.all())),
        links=tuple(Reference(row.url, row.title) for row in links if row.kind == LinkKind.LINK),
        attachments=tuple(Reference(row.url, row.title, "slides") for row in links if row.kind == LinkKind.SLIDES),
        url=address_of(page),
    )


def text_of_body(page: SessionPage) -> str:
    """The text blocks of a session's body as HTML; other blocks have no place in the formats."""
    return "\n".join(str(block["value"]) for block in page.body.raw_data if block["type"] == "text")


def persons_of(rows: Iterable[SessionSpeaker]) -> list[ImportedPerson]:
    """The people on a session, never with their e-mail address."""
    return [
        ImportedPerson(
            key=f"guid:{guid_of(row.speaker)}",
            name=row.speaker.name,
            guid=guid_of(row.speaker),
            biography=row.speaker.bio,
            links=tuple(Reference(address, label) for label, address in row.speaker.links),
        )
        for row in rows
    ]


def guid_of(speaker: Speaker) -> UUID:
    """The guid that the person was imported with, else the platform's own."""
    guid: UUID = read_guid(speaker.import_key.removeprefix("guid:")) or speaker.public_id
    return guid
