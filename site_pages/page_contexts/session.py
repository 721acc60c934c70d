"""What a session's page shows: its state, its people and files, and the way to its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, Prefetch, prefetch_related_objects
from django.db.models.functions import JSONObject
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils import timezone as clock
from django.utils.translation import gettext

from site_pages import rules
from site_pages.access import may_watch
from site_pages.addresses import path_of
from site_pages.calendar_links import google_link, outlook_link, session_entry
from site_pages.choices import AccessMode, LinkKind, SessionState
from site_pages.contexts import Context, fills
from site_pages.embeds import PLAYERS
from site_pages.extensions import render_panel
from site_pages.kept import kept
from site_pages.models import EventPage, SessionDocument, SessionLink, SessionPage, SessionSpeaker, SiteDocument
from site_pages.page_contexts.reading import event_around, mark_of, read_outline
from site_pages.programme import Slot
from site_pages.routing import brings
from site_pages.state_previews import previewed_state

MOST_RELATED = 3
VIDEO_FILES = (".mp4", ".m4v", ".webm", ".ogv", ".mov")


@dataclass(frozen=True, slots=True)
class Recording:
    """How the recording is watched: a file for the page's own player, a host's player, or a link."""

    file: str = ""
    player: str = ""
    link: str = ""
    poster: str = ""
    captions: str = ""
    # Where the file is to be had, if whoever may watch it may keep it.
    download: str = ""


@dataclass(frozen=True, slots=True)
class FileLink:
    """Something to take along; `note` says what kind of file and how large, or whose site it is on."""

    title: str
    url: str
    note: str
    is_elsewhere: bool


@fills(SessionPage)
def fill_session(page: SessionPage, request: HttpRequest) -> Context:
    """One session. Queries: speakers, event, renditions, outline of the programme; two more for files in previews."""
    people, files = kept(request, ("session", page.path), lambda: (read_people(page), files_of(page)))
    photos = [link.speaker.photo for link in people]
    event = event_around(page, request, images=[*photos, page.image, page.share_image])
    outline = kept(request, "outline", lambda: read_outline(event))
    # Without a time the page shows no other state than that.
    state = (page.starts_at and previewed_state(request)) or session_state(page, event)
    mode = rules.access_mode_of(page, event)
    is_watchable = state == SessionState.RECORDED and page.has_recording and may_watch(request, page, event)
    previous, following = neighbours(outline, page)
    event_address = path_of(event)
    return {
        "event": event,
        "event_address": event_address,
        "schedule_address": f"{event_address}sessions/",
        "state": state,
        "mode": mode,
        "has_begun": page.starts_at is not None and (previewed_state(request) or page.starts_at <= clock.now()),
        "early_join_minutes": settings.EARLY_JOIN_MINUTES,
        "track": mark_of(page.track),
        "language": language_name(page.language),
        "people": people,
        "files": files,
        "recording": read_recording(page, request) if is_watchable else None,
        "recording_panel": render_panel("recording", page, request) if is_watchable else None,
        "recording_wait": render_panel("recording_wait", page, request) if waits_for_recording(page, state) else None,
        "run_panel": render_panel("run", page, request) if page.is_online and is_signed_in(request) else None,
        "join_panel": render_panel("join", page, request) if state == SessionState.LIVE else None,
        "needs_ticket": mode == AccessMode.TICKETED,
        "calendar_links": calendar_links(page, event, people) if state == SessionState.UPCOMING else None,
        "previous": previous,
        "following": following,
        "related": related_sessions(outline, page),
    }


def is_signed_in(request: HttpRequest) -> bool:
    """Also in previews, whose requests are made by hand and may have no user."""
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated


def waits_for_recording(page: SessionPage, state: str) -> bool:
    """Whether it is over, and its recording has been announced."""
    return state == SessionState.ENDED and page.is_recorded


def session_state(session: SessionPage, event: EventPage) -> str:
    """The session's state; a cancelled event cancels its sessions (spec 1)."""
    return SessionState.CANCELLED if event.is_cancelled else session.state


def rows_of(model: type[Model], **names: object) -> ArraySubquery:
    """What hangs on a session, in order, for the session's own query to bring along."""
    rows = model._default_manager.filter(session=OuterRef("pk")).order_by("sort_order", "pk")
    return ArraySubquery(rows.values(row=JSONObject(**names)))


brings(
    SessionPage,
    document_rows=rows_of(
        SessionDocument,
        link_title="title",
        document=JSONObject(
            id="document_id",
            # Named, because an unsaved document would ask for the root collection.
            collection_id="document__collection_id",
            title="document__title",
            file="document__file",
            file_size="document__file_size",
        ),
    ),
    link_rows=rows_of(SessionLink, title="title", url="url", kind="kind"),
)


def read_people(page: SessionPage) -> list[SessionSpeaker]:
    """Read the speakers with their photos onto the page, in order. One query."""
    people = SessionSpeaker.objects.select_related("speaker__photo").order_by("sort_order", "pk")
    if page.pk is not None:  # a preview of a new session has nothing in the database yet
        prefetch_related_objects([page], Prefetch("session_speakers", queryset=people))
    return list(page.session_speakers.all())


def documents_of(page: SessionPage) -> list[SessionDocument]:
    """The documents that came with the page (routing.py); in a preview those of the draft."""
    if page.session_documents.is_deferring or not hasattr(page, "document_rows"):
        return list(page.session_documents.all())
    return [
        SessionDocument(title=row["link_title"], document=SiteDocument(**row["document"])) for row in page.document_rows
    ]


def links_of(page: SessionPage) -> list[SessionLink]:
    """The links, slides first; in a preview those of the draft."""
    is_draft = page.session_links.is_deferring or not hasattr(page, "link_rows")
    links = list(page.session_links.all()) if is_draft else [SessionLink(**row) for row in page.link_rows]
    return sorted(links, key=lambda link: link.kind != LinkKind.SLIDES)


def files_of(page: SessionPage) -> list[FileLink]:
    """The session's documents, then its links."""
    documents = [
        FileLink(
            title=link.title or link.document.title,
            url=link.document.url,
            note=", ".join(part for part in (link.document.file_extension.upper(), size_text(link.document)) if part),
            is_elsewhere=False,
        )
        for link in documents_of(page)
    ]
    return documents + [
        FileLink(title=link.title, url=link.url, note=urlsplit(link.url).hostname or "", is_elsewhere=True)
        for link in links_of(page)
    ]


def size_text(document: SiteDocument) -> str:
    """The size as it was when the file was stored; the file itself is not asked."""
    return filesizeformat(document.file_size) if document.file_size else ""


def language_name(code: str) -> str:
    """`English` for `en` and `en-GB`; what is no code of a language is shown as it is."""
    info = LANG_INFO.get(code.lower()) or LANG_INFO.get(code.split("-", maxsplit=1)[0].lower()) or {}
    return gettext(info["name"]) if "name" in info else code


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
    address = f"{path_of(page)}recording/"
    poster = f"{address}poster/" if page.recording_poster else ""
    captions = f"{address}captions/" if page.recording_captions else ""
    if page.recording_file:
        download = f"{address}?download=1" if page.is_recording_downloadable else ""
        return Recording(file=address, poster=poster, captions=captions, download=download)
    for _provider, pattern, player in PLAYERS:
        if match := pattern.match(page.recording_url):
            return Recording(player=player.format(match[1]))
    if urlsplit(page.recording_url).path.lower().endswith(VIDEO_FILES):
        return Recording(file=page.recording_url, poster=poster, captions=captions)
    return Recording(link=page.recording_url)


def calendar_links(page: SessionPage, event: EventPage, people: Sequence[SessionSpeaker]) -> dict[str, str]:
    """Addresses that put the session into a calendar: a file, Google's and Outlook's web calendars."""
    entry = session_entry(page, event, speakers=[link.speaker.name for link in people])
    return {"file": f"{path_of(page)}session.ics", "google": google_link(entry), "outlook": outlook_link(entry)}
