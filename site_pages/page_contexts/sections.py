"""The plain sections of a mini-site: venue, sponsors, tickets, questions, recordings, photos."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils.text import slugify

from site_pages.addresses import path_of
from site_pages.calendar_links import venue_lines
from site_pages.choices import AccessMode, SponsorTier
from site_pages.contexts import Context, fills
from site_pages.extensions import render_panel
from site_pages.models import (
    ArchivePage,
    EventFaq,
    EventPage,
    EventSponsor,
    FaqPage,
    PhotosPage,
    Room,
    SiteImage,
    SponsorIndexPage,
    TicketsPage,
    Venue,
    VenuePage,
)
from site_pages.page_contexts.reading import event_around, read_renditions, read_slots, sessions_of
from site_pages.pictures import load_images
from site_pages.programme import Slot, tracks_of


@dataclass(frozen=True, slots=True)
class Tier:
    """The sponsors of one tier, in the organizer's order."""

    key: str
    label: str
    entries: list[EventSponsor]


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the anchor that links to it."""

    anchor: str
    faq: EventFaq


@dataclass(frozen=True, slots=True)
class RecordedSession:
    """A session that can be watched, with its picture if it has one."""

    slot: Slot
    image: SiteImage | None


@fills(VenuePage)
def fill_venue(page: VenuePage, request: HttpRequest) -> Context:
    """The event's venue. Queries: event, venue with picture, renditions, rooms with their session counts."""
    event = event_around(page, request)
    venue = (
        Venue.objects.select_related("image").prefetch_related("image__renditions").filter(pk=event.venue_id).first()
    )
    here = Count("sessions", filter=Q(sessions__in=sessions_of(event).values("pk")))
    rooms = list(Room.objects.filter(venue=venue).annotate(session_count=here)) if venue else []
    event_address = path_of(page).rsplit("venue/", 1)[0]
    return {
        "event": event,
        "venue": venue,
        "address_lines": venue_lines(venue)[1:] if venue else [],
        "rooms": rooms,
        "schedule_address": f"{event_address}sessions/",
    }


@fills(SponsorIndexPage)
def fill_sponsors(page: SponsorIndexPage, request: HttpRequest) -> Context:
    """Sponsors by tier. Queries: event, sponsors with logos, renditions."""
    event = event_around(page, request)
    return {"event": event, "tiers": sponsors_by_tier(event)}


def sponsors_by_tier(event: EventPage) -> list[Tier]:
    """Tiers in the vocabulary's order, without the empty ones. Two queries."""
    rows = EventSponsor.objects.filter(event=event).select_related("sponsor__logo").order_by("sort_order", "pk")
    entries = list(rows)
    read_renditions([entry.sponsor.logo for entry in entries], kinds=("logo",))
    tiers = [
        Tier(value, str(label).capitalize(), [entry for entry in entries if entry.tier == value])
        for value, label in SponsorTier.choices
    ]
    return [tier for tier in tiers if tier.entries]


@fills(TicketsPage)
def fill_tickets(page: TicketsPage, request: HttpRequest) -> Context:
    """How one gets in. Queries: event, and whether sessions differ from it."""
    event = event_around(page, request)
    exceptions = Counter(sessions_of(event).exclude(access_override="").values_list("access_override", flat=True))
    return {
        "event": event,
        "mode": event.access_mode,
        "open_count": exceptions[AccessMode.OPEN] if event.access_mode != AccessMode.OPEN else 0,
        "registration_count": exceptions[AccessMode.REGISTRATION] if event.access_mode == AccessMode.TICKETED else 0,
        "panel": render_panel("tickets", page, request),
    }


@fills(FaqPage)
def fill_faq(page: FaqPage, request: HttpRequest) -> Context:
    """The event's questions, each with an anchor of its own. Queries: event, questions."""
    event = event_around(page, request)
    questions: list[Question] = []
    taken: Counter[str] = Counter()
    for faq in EventFaq.objects.filter(event=event).order_by("sort_order", "pk"):
        anchor = slugify(faq.question)[:60].strip("-") or "question"
        taken[anchor] += 1
        questions.append(Question(anchor if taken[anchor] == 1 else f"{anchor}-{taken[anchor]}", faq))
    event_address = path_of(page).rsplit("faq/", 1)[0]
    return {"event": event, "questions": questions, "contact_address": f"{event_address}contact/"}


@fills(ArchivePage)
def fill_archive(page: ArchivePage, request: HttpRequest) -> Context:
    """Past sessions with a recording. Queries: event, sessions, pictures."""
    event = event_around(page, request)
    recorded = sessions_of(event).over().with_recording().filter(is_cancelled=False)
    slots = read_slots(event, recorded) if not event.is_cancelled else []
    tracks = tracks_of(slots)
    wanted = request.GET.get("track", "")
    chosen = next((track for track in tracks if wanted in {track.address, track.public_id}), None)
    if chosen:
        slots = [slot for slot in slots if slot.track_mark == chosen]
    images = load_images([slot.image_id for slot in slots], kinds=("card",))
    event_address = path_of(page).rsplit("archive/", 1)[0]
    return {
        "event": event,
        "recordings": [RecordedSession(slot, images.get(slot.image_id or 0)) for slot in slots],
        "track_links": [(track.name, f"?track={track.address}", track == chosen) for track in tracks],
        "chosen_track": chosen,
        "schedule_address": f"{event_address}sessions/",
    }


@fills(PhotosPage)
def fill_photos(page: PhotosPage, request: HttpRequest) -> Context:
    """The organizer's own pictures, and what the gallery's room puts here. Queries: event."""
    event = event_around(page, request)
    return {"event": event, "panel": render_panel("photos", page, request)}
