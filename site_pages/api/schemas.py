"""The promised shapes of the API's answers (docs/api.md). Changes are additions; nothing is renamed or removed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from site_pages.api.block_schemas import Block, ImageJson, SpeakerCard
from site_pages.choices import AccessMode, Category, EventStatus, Format, SessionState, SessionType, SponsorTier


class Answer(Schema):
    """Answers hold exactly the keys documented here."""

    model_config = ConfigDict(extra="forbid")


class ErrorJson(Answer):
    """Every error of every address under /api/."""

    error: str = Field(description="Stable code, in capitals", examples=["NOT_FOUND"])
    message: str = Field(description="For people")
    fields: dict[str, str] | None = Field(None, description="What is wrong with which field or parameter")


class EventSummary(Answer):
    id: UUID
    slug: str
    title: str
    short_description: str
    status: EventStatus
    starts_at: datetime
    ends_at: datetime
    timezone: str = Field(examples=["Europe/Berlin"])
    category: Category
    format: Format
    city: str
    venue_name: str | None
    access: AccessMode
    is_free: bool
    is_featured: bool
    is_cancelled: bool
    accent_color: str
    hero_image: ImageJson | None
    logo: ImageJson | None
    url: str
    api_url: str
    updated_at: datetime | None


class EventList(Answer):
    items: list[EventSummary]
    next_cursor: str | None = Field(description="Give it as `cursor` for the next page; null on the last one")


class Section(Answer):
    kind: str = Field(examples=["sessionindex", "speakerindex", "venue"])
    slug: str
    title: str
    intro: str
    in_menu: bool
    url: str


class Room(Answer):
    id: UUID
    name: str
    capacity: int | None
    accessibility: str


class RoomName(Answer):
    id: UUID
    name: str


class Track(Answer):
    id: UUID
    name: str
    color: str


class Venue(Answer):
    id: UUID
    name: str
    address: str
    city: str
    country: str
    map_link: str
    image: ImageJson | None
    travel: str = Field(description="HTML")
    accessibility: str = Field(description="HTML")


class SpeakerOnSession(SpeakerCard):
    role: str


class PersonLink(Answer):
    label: str
    url: str


class Speaker(SpeakerCard):
    bio: str = Field(description="HTML")
    links: list[PersonLink]
    session_ids: list[UUID]
    url: str
    updated_at: datetime


class Organization(Answer):
    id: UUID
    name: str
    link: str
    description: str = Field(description="HTML")
    logo: ImageJson | None


class Sponsor(Organization):
    tier: SponsorTier


class SponsorsOfTier(Answer):
    tier: SponsorTier
    sponsors: list[Sponsor]


class SessionDocument(Answer):
    title: str
    url: str
    filename: str
    size: int | None


class SessionLink(Answer):
    title: str
    url: str
    kind: str


class Session(Answer):
    id: UUID
    slug: str
    title: str
    subtitle: str
    short_description: str
    body: list[Block]
    starts_at: datetime | None
    ends_at: datetime | None
    duration_minutes: int | None
    state: SessionState
    type: SessionType
    format: Format
    stream: str | None = Field(description="call, livestream or null")
    access: AccessMode
    language: str
    room: RoomName | None
    track: Track | None
    speakers: list[SpeakerOnSession]
    image: ImageJson | None
    documents: list[SessionDocument]
    links: list[SessionLink]
    is_featured: bool
    is_cancelled: bool
    is_recorded: bool
    has_recording: bool
    url: str
    api_url: str
    calendar_url: str
    updated_at: datetime | None


class Faq(Answer):
    question: str
    answer: str = Field(description="HTML")


class EventLinks(Answer):
    html: str
    self: str
    sessions: str
    schedule: str
    speakers: str
    sponsors: str
    contact: str
    calendar: str
    schedule_calendar: str
    schedule_json: str
    schedule_xml: str


class MoneyJson(Answer):
    amount: str = Field(examples=["400.00"])
    currency: str = Field(examples=["INR"])


class TicketJson(Answer):
    """A kind of ticket, and how much of it is left: a second old at most."""

    id: UUID
    name: str
    description: str
    price: MoneyJson
    list_price: MoneyJson = Field(description="Without a voucher")
    availability: Literal["available", "few", "sold_out", "soon", "over"]
    left: int | None = Field(description="How many are left, where they are few")
    min_per_order: int
    max_per_order: int = Field(description="How many one order may hold now")
    sale_starts_at: datetime | None
    sale_ends_at: datetime | None
    admits: Literal["both", "in_person", "online"]
    opens_whole_event: bool


class EventDetail(EventSummary):
    tickets: list[TicketJson]
    body: list[Block]
    sections: list[Section]
    venue: Venue | None
    tracks: list[Track]
    rooms: list[Room]
    sessions: list[Session]
    speakers: list[Speaker]
    sponsors: list[SponsorsOfTier]
    organizations: list[Organization]
    faqs: list[Faq]
    links: EventLinks


class Part(Answer):
    """A part of an event, whole or what changed since a moment."""

    as_of: datetime = Field(description="Give it as `updated_since` next time")
    ids: list[UUID] = Field(description="Every item there is now, changed or not")


class SessionPart(Part):
    items: list[Session]
    removed: list[UUID] = Field(description="Sessions that left since `updated_since`")


class SpeakerPart(Part):
    items: list[Speaker]


class SponsorPart(Part):
    items: list[Sponsor]


class RoomDay(Answer):
    room: RoomName | None
    sessions: list[Session]


class ScheduleDay(Answer):
    date: date
    rooms: list[RoomDay]


class Schedule(Part):
    timezone: str
    days: list[ScheduleDay]
    unscheduled: list[Session]
    removed: list[UUID]


class SessionDetail(Session):
    event: EventSummary


class ContactIn(Schema):
    """A message to the event's organizers."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=200)
    email: str = Field(max_length=254)
    subject: str = Field(max_length=200)
    text: str = Field(max_length=5000)


class ContactReceived(Answer):
    id: UUID


class SectionPreview(Answer):
    """A section's draft inside its event."""

    section: Section
    event: EventDetail
