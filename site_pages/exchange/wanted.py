"""What an imported session says about its page: only the fields that the file carries.

A field that the file leaves empty is not carried, so what an editor wrote there stays.
"""

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid5

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from site_pages.choices import LinkKind, SessionType, SpeakerRole
from site_pages.exchange.document import ImportedSession
from site_pages.exchange.outgoing import NAMESPACE
from site_pages.exchange.text import plain_paragraphs, rich_text, shorten

LONGEST_TITLE = 255
LONGEST_SUMMARY = 5000
LONGEST_LANGUAGE = 20

# Words of the field's tools and languages, by the type they mean; the first match counts.
TYPE_WORDS: tuple[tuple[SessionType, str], ...] = (
    (SessionType.KEYNOTE, r"key ?note|plenary"),
    (SessionType.WORKSHOP, r"workshop|tutorial|training|hands.?on|sprint|hack"),
    (SessionType.PANEL, r"panel|discussion|debate|podium|diskussion"),
    (SessionType.BREAK, r"\bbreak|lunch|coffee|pause\b|dinner|breakfast"),
    (SessionType.COMPETITION, r"competition|contest|\bctf\b|wettbewerb|\bgame"),
    (SessionType.EXHIBITION, r"exhibition|poster|demo\b|installation|ausstellung"),
    (SessionType.NETWORKING, r"network|meet.?up|meeting|social|party|\bbof\b|treffen"),
)
ROLE_WORDS = {"moderator": SpeakerRole.MODERATOR, "host": SpeakerRole.MODERATOR, "panelist": SpeakerRole.PANELIST}

validate_url = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class SpeakerRow:
    """Somebody on a session: the speaker's primary key and role."""

    speaker_id: int
    role: str


@dataclass(frozen=True)
class LinkRow:
    """A link of a session."""

    title: str
    url: str
    kind: str


@dataclass(frozen=True)
class WantedSession:
    """The state that the file asks for. `fields` are values of SessionPage by attribute name."""

    key: str
    fields: dict[str, Any]
    body: str = ""
    speakers: tuple[SpeakerRow, ...] = ()
    links: tuple[LinkRow, ...] = field(default=())

    @property
    def block_id(self) -> str:
        """The id of the body's block that holds the imported text; all other blocks are the editor's."""
        return str(uuid5(NAMESPACE, f"body:{self.key}"))


@dataclass(frozen=True)
class Records:
    """Primary keys of what sessions refer to, by the names and keys of the file."""

    rooms: dict[str, int]
    tracks: dict[str, int]
    speakers: dict[str, int]


def wanted_session(session: ImportedSession, records: Records) -> WantedSession:
    """The page's state for one session of the file."""
    summary = plain_paragraphs(session.abstract, limit=LONGEST_SUMMARY)
    texts = [session.abstract if len(summary) >= LONGEST_SUMMARY - 1 else "", session.description]
    carried = {
        "subtitle": shorten(session.subtitle, LONGEST_TITLE),
        "short_description": summary,
        "room_id": records.rooms.get(session.room),
        "track_id": records.tracks.get(session.track),
        "language": session.language[:LONGEST_LANGUAGE],
        "recording_url": usable_url(session.recording_url, 500),
        "import_guid": session.guid,
        "is_cancelled": session.cancelled,
    }
    fields: dict[str, Any] = {name: value for name, value in carried.items() if value}
    fields |= {
        "title": shorten(session.title, LONGEST_TITLE),
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "is_recorded": not session.do_not_record,
    }
    if session.type:
        fields["session_type"] = session_type(session.type)
    known = [person for person in session.persons if person.key in records.speakers]
    return WantedSession(
        key=session.key,
        fields=fields,
        body="\n".join(rich_text(text) for text in texts if text),
        speakers=tuple(
            SpeakerRow(records.speakers[person.key], ROLE_WORDS.get(person.role.lower(), SpeakerRole.SPEAKER))
            for person in known
        ),
        links=wanted_links(session),
    )


def session_type(text: str) -> str:
    """The session type that a free text means; a talk when it names no other."""
    words = text.lower()
    return next((kind for kind, pattern in TYPE_WORDS if re.search(pattern, words)), SessionType.TALK)


def wanted_links(session: ImportedSession) -> tuple[LinkRow, ...]:
    """Links, then attachments as slides, each address once."""
    references = [(link, LinkKind.LINK) for link in session.links]
    references += [(attachment, LinkKind.SLIDES) for attachment in session.attachments]
    rows: dict[str, LinkRow] = {}
    for reference, kind in references:
        url = usable_url(reference.url, 1000)
        if url:
            title = shorten(reference.title or url.split("://", 1)[1], LONGEST_TITLE)
            rows.setdefault(url, LinkRow(title, url, kind))
    return tuple(rows.values())


def usable_url(url: str, longest: int) -> str:
    """The address if a form of ours would take it, else nothing."""
    try:
        validate_url(url)
    except ValidationError:
        return ""
    return url if len(url) <= longest else ""
