"""Drafts in the shapes of the public answers: published rows, with what the latest revisions say laid over them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from wagtail.models import Page

from site_pages.api import mini_site, read
from site_pages.api.read import Row
from site_pages.models import EventPage, Room, SessionPage, Track
from site_pages.querysets import SessionQuerySet


def load_draft(event_id: int) -> mini_site.MiniSite | None:
    """The event's and its sessions' latest revisions; a fixed number of queries."""
    event = EventPage.objects.filter(pk=event_id).select_related("latest_revision").first()
    return None if event is None else gather_draft(event.get_latest_revision_as_object(), draft_session_rows)


def gather_draft(event: EventPage, sessions: Callable[[Row], list[Row]]) -> mini_site.MiniSite | None:
    """A mini-site around this state of its event; `sessions` gives the rows for the event's row."""
    row = draft_event_row(event)
    return None if row is None else mini_site.gather(row, sessions(row))


def public_session_rows(event: Row) -> list[Row]:
    return read.session_rows(event["path"], event["depth"])


def draft_event_row(event: EventPage) -> Row | None:
    """The event's row as this state of it would give it; None for an event that was never saved."""
    row = read.draft_event_query().filter(pk=event.pk).first()
    if row is None:
        return None
    return {
        **row,
        **{name: getattr(event, name) for name in (*read.EVENT_VALUES, "body")},
        # A draft may be saved before its times are filled in.
        "starts_at": event.starts_at or row["starts_at"],
        "ends_at": event.ends_at or row["ends_at"],
        **related("venue", event.venue, read.VENUE_COLUMNS),
        "faqs": [{"question": faq.question, "answer": faq.answer} for faq in event.faqs.all()],
        "organizations": [organization_row(entry.organization) for entry in event.event_organizations.all()],
        "sponsors": [
            {
                **organization_row(entry.sponsor),
                "tier": entry.tier,
                "updated_at": entry.sponsor.updated_at.isoformat(),
            }
            for entry in event.event_sponsors.all()
        ],
    }


def organization_row(record: Any) -> Row:
    return {
        "id": str(record.public_id),
        "name": record.name,
        "link": record.link,
        "description": record.description,
        "logo": record.logo_id,
    }


def related(relation: str, record: Any, columns: Sequence[str]) -> Row:
    """What a row says of a record that it points to; nothing but None where it points to none."""
    values = [getattr(record, column) if record else None for column in columns]
    return dict(zip(read.behind(relation, columns), values, strict=True))


def draft_session_rows(event: Row) -> list[Row]:
    """All sessions, in the state of their latest revisions. Four queries."""
    sessions = SessionPage.objects.filter(path__startswith=event["path"], depth=event["depth"] + 2)
    pages = [from_revision(page) for page in sessions.select_related("latest_revision").in_programme_order()]
    published = {row["pk"]: row for row in read.session_values(sessions)}
    rooms = Room.objects.in_bulk({page.room_id for page in pages if page.room_id})
    tracks = Track.objects.in_bulk({page.track_id for page in pages if page.track_id})
    return [
        draft_session_row(page, published[page.pk], room=rooms.get(page.room_id), track=tracks.get(page.track_id))
        for page in pages
        if page.pk in published
    ]


def draft_session_row(page: SessionPage, published: Row, *, room: Room | None, track: Track | None) -> Row:
    """The session's row as this state of it would give it."""
    return {
        **published,
        **{name: getattr(page, name) for name in read.SESSION_VALUES},
        **related("room", room, read.ROOM_COLUMNS),
        **related("track", track, read.TRACK_COLUMNS),
        "speakers": [{"speaker": one.speaker_id, "role": one.role} for one in page.session_speakers.all()],
        "documents": [{"document": one.document_id, "title": one.title} for one in page.session_documents.all()],
        "links": [{"title": one.title, "url": one.url, "kind": one.kind} for one in page.session_links.all()],
    }


def session_in_its_event(session: SessionPage) -> mini_site.MiniSite | None:
    """The event as it is, with this state of one session; None for a session that was never saved."""
    sessions = SessionPage.objects.filter(pk=session.pk)
    published = read.session_values(sessions).first()
    event = EventPage.objects.filter(path=published_event_path(sessions)).first() if published else None
    row = draft_event_row(event) if event else None
    if row is None or published is None:
        return None
    return mini_site.gather(row, [draft_session_row(session, published, room=session.room, track=session.track)])


def published_event_path(sessions: SessionQuerySet) -> str:
    """The tree path of the one session's event, by the tree rules."""
    path = sessions.values_list("path", flat=True).get()
    return path[: -2 * SessionPage.steplen]


def from_revision(page: Any) -> Any:
    """The page as its latest revision has it. Related ids are not checked here: what is gone is left out later."""
    revision = page.latest_revision
    if revision is None:
        return page
    draft: Page = type(page).from_serializable_data(revision.content, check_fks=False)
    draft.pk = page.pk
    return draft
