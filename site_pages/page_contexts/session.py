"""What a session's page shows: its state, its people and files, and the way to its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest

from site_pages import rules
from site_pages.addresses import address_of
from site_pages.choices import AccessMode, SessionState
from site_pages.contexts import Context, fills
from site_pages.embeds import PLAYERS
from site_pages.extensions import render_panel
from site_pages.models import EventPage, SessionDocument, SessionPage, SessionSpeaker
from site_pages.page_contexts.reading import read_event, read_outline, read_renditions, track_key
from site_pages.programme import Slot

MOST_RELATED = 3
VIDEO_FILES = (".mp4", ".m4v", ".webm", ".ogv", ".mov")


@dataclass(frozen=True, slots=True)
class Recording:
    """How the recording is watched: a file for the page's own player, a host's player, or a link."""

    file: str = ""
    player: str = ""
    link: str = ""


@fills(SessionPage)
def fill_session(page: SessionPage, request: HttpRequest) -> Context:
    """One session. Queries: event, outline of the programme, speakers, photos, files, links, room, track, image."""
    event = read_event(page)
    outline = read_outline(event)
    state = session_state(page, event)
    read_relations(page, event)
    mode = rules.access_mode_of(page, event)
    may_watch = state == SessionState.RECORDED and rules.can_watch_recording(request.user, page, event)
    previous, following = neighbours(outline, page)
    event_address = page.get_url(request).rsplit("sessions/", 1)[0]
    return {
        "event": event,
        "event_address": event_address,
        "schedule_address": f"{event_address}sessions/",
        "state": state,
        "mode": mode,
        "local_start": page.starts_at and page.starts_at.astimezone(event.zone),
        "local_end": page.ends_at and page.ends_at.astimezone(event.zone),
        "track_key": track_key(page.track.public_id) if page.track else "",
        "may_watch": may_watch,
        "recording": read_recording(page, request) if may_watch else None,
        "join_panel": render_panel("join", page, request) if state == SessionState.LIVE else None,
        "needs_ticket": mode == AccessMode.TICKETED,
        "calendar_links": calendar_links(page, event) if state == SessionState.UPCOMING else None,
        "previous": previous,
        "following": following,
        "related": related_sessions(outline, page),
    }


def session_state(session: SessionPage, event: EventPage) -> str:
    """The session's state; a cancelled event cancels its sessions (spec 1)."""
    return SessionState.CANCELLED if event.is_cancelled else session.state


def read_relations(page: SessionPage, event: EventPage) -> None:
    """Read speakers with their photos and all renditions, files and links onto the page, once each."""
    people = SessionSpeaker.objects.select_related("speaker__photo").order_by("sort_order", "pk")
    prefetch_related_objects(
        [page],
        Prefetch("session_speakers", queryset=people),
        Prefetch("session_documents", queryset=SessionDocument.objects.select_related("document")),
        "session_links",
    )
    photos = [link.speaker.photo for link in page.session_speakers.all()]
    read_renditions([*photos, page.image, event.hero_image], kinds=("portrait", "figure"))


def neighbours(outline: Sequence[Slot], page: SessionPage) -> tuple[Slot | None, Slot | None]:
    """The sessions before and after in programme order; none for a session without a time."""
    keys = [slot.key for slot in outline]
    if page.public_id.hex not in keys:
        return None, None
    at = keys.index(page.public_id.hex)
    return (outline[at - 1] if at else None), (outline[at + 1] if at + 1 < len(outline) else None)


def related_sessions(outline: Sequence[Slot], page: SessionPage) -> list[Slot]:
    """Others of the same track, the coming ones first, then the latest past ones."""
    key = page.public_id.hex
    same = [slot for slot in outline if page.track and slot.track == page.track.name and slot.key != key]
    coming = [slot for slot in same if slot.stage != "past"]
    past = [slot for slot in reversed(same) if slot.stage == "past"]
    return [*coming, *past][:MOST_RELATED]


def read_recording(page: SessionPage, request: HttpRequest) -> Recording:
    """The stored file through its own guarded address, else what the given address is."""
    if page.recording_file:
        return Recording(file=f"{page.get_url(request)}recording/")
    for _provider, pattern, player in PLAYERS:
        if match := pattern.match(page.recording_url):
            return Recording(player=player.format(match[1]))
    if urlsplit(page.recording_url).path.lower().endswith(VIDEO_FILES):
        return Recording(file=page.recording_url)
    return Recording(link=page.recording_url)


def calendar_links(page: SessionPage, event: EventPage) -> dict[str, str]:
    """Addresses that put the session into Google's and Outlook's web calendars."""
    if page.starts_at is None or page.ends_at is None:
        return {}
    address = address_of(page)
    place = ", ".join(part for part in (page.room.name if page.room else "", event.city) if part)
    google = {
        "action": "TEMPLATE",
        "text": page.title,
        "dates": f"{page.starts_at:%Y%m%dT%H%M%SZ}/{page.ends_at:%Y%m%dT%H%M%SZ}",
        "details": f"{event.title}\n{address}",
        "location": place,
    }
    outlook = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": page.title,
        "startdt": f"{page.starts_at:%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{page.ends_at:%Y-%m-%dT%H:%M:%SZ}",
        "body": f"{event.title}\n{address}",
        "location": place,
    }
    return {
        "google": "https://calendar.google.com/calendar/render?" + urlencode(google),
        "outlook": "https://outlook.live.com/calendar/0/deeplink/compose?" + urlencode(outlook),
    }
