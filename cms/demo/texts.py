"""The shape of the demo's texts, as the files under content/ give them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Portrait:
    """What an illustrated portrait looks like; see artwork/portraits.py for the values."""

    skin: int
    hair: str
    hair_colour: str
    wear: str
    wear_colour: str
    back: str
    extra: str = ""


@dataclass(frozen=True, slots=True)
class SpeakerText:
    slug: str
    name: str
    headline: str
    organization: str
    bio: str
    portrait: Portrait
    website: str = ""
    github: str = ""
    linkedin: str = ""
    mastodon: str = ""
    # Whoever signs in with it is on stage in their sessions.
    email: str = ""


@dataclass(frozen=True, slots=True)
class SponsorText:
    """A sponsor of an event. Only slug and tier: described in another event's file."""

    slug: str
    tier: str
    name: str = ""
    mark: str = ""
    colour: str = ""
    link: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class OrganizationText:
    slug: str
    name: str
    link: str
    description: str


@dataclass(frozen=True, slots=True)
class RoomText:
    slug: str
    name: str
    capacity: int
    accessibility: str


@dataclass(frozen=True, slots=True)
class VenueText:
    slug: str
    name: str
    address: str
    city: str
    country: str
    latitude: float
    longitude: float
    picture: str
    picture_description: str
    description: str
    travel: str
    accessibility: str
    rooms: tuple[RoomText, ...]


@dataclass(frozen=True, slots=True)
class TrackText:
    slug: str
    name: str
    colour: str


@dataclass(frozen=True, slots=True)
class SessionText:
    """`day` counts from 1; an `end` not after `start` is on the next day; speakers are `slug` or `slug:role`."""

    slug: str
    title: str
    day: int
    start: str
    end: str
    kind: str
    format: str
    summary: str
    body: str = ""
    stream: str = ""
    access: str = ""
    room: str = ""
    track: str = ""
    speakers: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    capacity: int | None = None
    remote_capacity: int | None = None
    featured: bool = False
    recorded: bool = False
    slides: bool = False
    image: str = ""
    image_description: str = ""


@dataclass(frozen=True, slots=True)
class FaqText:
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class BlockText:
    """One block of a page's body; `kind` says which of the other values are used."""

    kind: str
    heading: str = ""
    text: str = ""
    by: str = ""
    role: str = ""
    picture: str = ""
    description: str = ""
    caption: str = ""
    label: str = ""
    page: str = ""
    items: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SectionText:
    title: str
    intro: str
    search_description: str
    body: tuple[BlockText, ...] = ()


@dataclass(frozen=True, slots=True)
class EventText:
    """One event. `first_day` counts from the day of loading, in the event's zone: -1 is yesterday."""

    slug: str
    title: str
    tagline: str
    summary: str
    search_description: str
    category: str
    format: str
    access: str
    city: str
    zone: str
    first_day: int
    opens: str
    last_day: int
    closes: str
    accent: str
    hero: str
    hero_description: str
    featured: bool = False
    private: bool = False
    body: tuple[BlockText, ...] = ()
    pages: dict[str, SectionText] = field(default_factory=dict)
    venue: VenueText | None = None
    tracks: tuple[TrackText, ...] = ()
    organizations: tuple[OrganizationText, ...] = ()
    sponsors: tuple[SponsorText, ...] = ()
    faqs: tuple[FaqText, ...] = ()
    speakers: tuple[SpeakerText, ...] = ()
    sessions: tuple[SessionText, ...] = ()


@dataclass(frozen=True, slots=True)
class HomeText:
    """The front page, the list of events and the platform's branding."""

    tagline: str
    intro: str
    search_description: str
    footer_text: str
    contact_email: str
    accent: str
    events: SectionText
    body: tuple[BlockText, ...]
