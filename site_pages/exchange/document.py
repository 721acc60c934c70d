"""A conference's schedule as read from a file or collected from an event: plain values, no database."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class Note:
    """Something the reader understood differently than it is written, told to the person importing."""

    place: str
    text: str


@dataclass(frozen=True)
class Reference:
    """A link or an attachment; `url` is absolute http(s) or mailto."""

    url: str
    title: str = ""
    kind: str = ""


@dataclass(frozen=True)
class ImportedPerson:
    """A person on stage. `key` is stable over imports: by guid, else code, else id, else name."""

    key: str
    name: str
    guid: UUID | None = None
    id: str = ""
    code: str = ""
    biography: str = ""
    avatar_url: str = ""
    url: str = ""
    email: str = ""
    links: tuple[Reference, ...] = ()
    role: str = ""


@dataclass(frozen=True)
class ImportedSession:
    """One slot of the programme. Instants are UTC; texts are as written (Markdown, HTML or plain)."""

    key: str
    title: str
    starts_at: datetime
    ends_at: datetime
    guid: UUID | None = None
    id: str = ""
    code: str = ""
    slug: str = ""
    subtitle: str = ""
    abstract: str = ""
    description: str = ""
    room: str = ""
    track: str = ""
    type: str = ""
    language: str = ""
    license: str = ""
    do_not_record: bool = False
    cancelled: bool = False
    persons: tuple[ImportedPerson, ...] = ()
    links: tuple[Reference, ...] = ()
    attachments: tuple[Reference, ...] = ()
    url: str = ""
    logo_url: str = ""
    recording_url: str = ""
    feedback_url: str = ""
    origin_url: str = ""
    place: str = ""


@dataclass(frozen=True)
class ImportedRoom:
    """A room. Rooms are told apart by name: real files give one guid to several rooms."""

    name: str
    guid: UUID | None = None
    capacity: int | None = None
    description: str = ""


@dataclass(frozen=True)
class ImportedTrack:
    """A track; `colour` is `#rrggbb` or empty."""

    name: str
    slug: str = ""
    colour: str = ""


@dataclass(frozen=True)
class Generator:
    """The software that wrote the file."""

    name: str = ""
    version: str = ""


@dataclass(frozen=True)
class ScheduleDocument:
    """A whole schedule. `time_zone_name` is an IANA name; `starts_on` and `ends_on` are local dates."""

    title: str
    acronym: str
    time_zone_name: str
    starts_on: date
    ends_on: date
    version: str = ""
    url: str = ""
    base_url: str = ""
    generator: Generator = Generator()
    timeslot_minutes: int = 5
    rooms: tuple[ImportedRoom, ...] = ()
    tracks: tuple[ImportedTrack, ...] = ()
    persons: tuple[ImportedPerson, ...] = ()
    sessions: tuple[ImportedSession, ...] = ()
    notes: tuple[Note, ...] = ()
