"""schema.org data in JSON-LD, built from what has already been read. No queries here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone as clock
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import get_text_for_indexing

from site_pages.addresses import absolute, address_of, speaker_address
from site_pages.choices import AccessMode, Format
from site_pages.models import EventPage, Organization, SessionPage, Speaker, Venue
from site_pages.offers import Offer

Node = dict[str, object]

SCHEMA = "https://schema.org"
ATTENDANCE = {
    Format.IN_PERSON: "OfflineEventAttendanceMode",
    Format.VIRTUAL: "OnlineEventAttendanceMode",
    Format.HYBRID: "MixedEventAttendanceMode",
}
# JSON inside a script element: the same characters as django.utils.html.json_script.
SCRIPT_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


@dataclass(frozen=True, slots=True)
class Part:
    """A session as its event names it."""

    title: str
    url: str
    starts_at: datetime
    ends_at: datetime
    format: str
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on stage: the name and where the event shows them. Never an e-mail address."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class EventDetails:
    """What belongs to an event and is read beside it."""

    parts: Sequence[Part] = ()
    performers: Sequence[Person] = ()
    organizations: Sequence[Organization] = ()
    offers: Sequence[Offer] = ()
    image: str = ""


def script(nodes: Sequence[Node]) -> SafeString:
    """The graph as a data block that no content can break out of."""
    graph = {"@context": SCHEMA, "@graph": nodes}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(SCRIPT_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above


def event_node(event: EventPage, details: EventDetails) -> Node:
    """The event with its sessions. Google asks for a place and a start in every part as well."""
    url = address_of(event)
    node: Node = {
        **_about(event.title, event.short_description, url),
        **_times(event.starts_at, event.ends_at, event.zone),
        "eventStatus": status(is_cancelled=event.is_cancelled),
        "eventAttendanceMode": attendance(event.format),
        "location": location(event.format, place=event_place(event), url=url),
        "image": details.image,
        "isAccessibleForFree": event.is_free,
        "offers": event_offers(event, details.offers),
        "organizer": [organization_node(organization) for organization in details.organizations],
        "performer": [performer_node(person) for person in details.performers],
        "subEvent": [part_node(part, event) for part in details.parts],
    }
    return filled(node)


def part_node(part: Part, event: EventPage) -> Node:
    """A session in short; its own page has the rest."""
    node: Node = {
        **_about(part.title, "", part.url),
        **_times(part.starts_at, part.ends_at, event.zone),
        "eventStatus": status(is_cancelled=part.is_cancelled or event.is_cancelled),
        "eventAttendanceMode": attendance(part.format),
        "location": location(part.format, place=event_place(event), url=part.url),
    }
    return filled(node)


def session_node(session: SessionPage, event: EventPage, *, performers: Iterable[Person], image: str) -> Node:
    """One session as an event inside its event."""
    url = address_of(session)
    is_free = bool(session.access_override) or event.is_free
    node: Node = {
        **_about(session.title, session.short_description, url),
        **_times(session.starts_at, session.ends_at, event.zone),
        "eventStatus": status(is_cancelled=session.is_cancelled or event.is_cancelled),
        "eventAttendanceMode": attendance(session.format),
        "location": location(session.format, place=session_place(session, event), url=url),
        "image": image,
        "inLanguage": session.language,
        "isAccessibleForFree": is_free,
        "offers": [free_offer(url, is_open=_is_open(event))] if is_free else [tickets_offer(event)],
        "performer": [performer_node(person) for person in performers],
        "superEvent": outline_node(event),
    }
    return filled(node)


def outline_node(event: EventPage) -> Node:
    """The event as its sessions refer to it."""
    url = address_of(event)
    node: Node = {
        **_about(event.title, event.short_description, url),
        **_times(event.starts_at, event.ends_at, event.zone),
        "eventStatus": status(is_cancelled=event.is_cancelled),
        "eventAttendanceMode": attendance(event.format),
        "location": location(event.format, place=event_place(event), url=url),
    }
    return filled(node)


def performer_node(person: Person) -> Node:
    return filled({"@type": "Person", "name": person.name, "url": person.url})


def speaker_node(speaker: Speaker, event: EventPage, *, image: str) -> Node:
    """A person, as their speaker page shows them. The e-mail address is private and stays out."""
    url = speaker_address(event, speaker.slug)
    node: Node = {
        "@type": "Person",
        "@id": url,
        "name": speaker.name,
        "url": url,
        "jobTitle": speaker.headline,
        "worksFor": filled({"@type": "Organization", "name": speaker.organization}),
        "description": plain(speaker.bio),
        "image": image,
        "sameAs": [address for _label, address in speaker.links],
    }
    return filled(node)


def organization_node(organization: Organization) -> Node:
    return filled({"@type": "Organization", "name": organization.name, "url": organization.link})


def website_nodes(name: str, *, logo: str) -> list[Node]:
    """The platform: who runs it, and how its events are searched."""
    home = absolute("/")
    publisher: Node = {"@type": "Organization", "@id": f"{home}#organization", "name": name, "url": home, "logo": logo}
    site: Node = {
        "@type": "WebSite",
        "@id": f"{home}#website",
        "name": name,
        "url": home,
        "publisher": {"@id": f"{home}#organization"},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{absolute('/events/')}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }
    return [filled(publisher), site]


def breadcrumb_node(crumbs: Sequence[tuple[str, str]]) -> Node:
    """The way from the front page, as (name, address)."""
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": url}
        for position, (name, url) in enumerate(crumbs, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def list_node(events: Iterable[EventPage]) -> Node:
    """The events that a list page shows, in its order."""
    items = [
        {"@type": "ListItem", "position": position, "name": event.title, "url": address_of(event)}
        for position, event in enumerate(events, start=1)
    ]
    return {"@type": "ItemList", "numberOfItems": len(items), "itemListElement": items}


def event_offers(event: EventPage, offers: Sequence[Offer]) -> list[Node]:
    """Free events say so; a ticketed one shows what is on sale, and else only where."""
    if event.access_mode != AccessMode.TICKETED:
        return [free_offer(address_of(event), is_open=_is_open(event))]
    if not offers:
        return [tickets_offer(event)]
    return [priced_offer(offer, event) for offer in offers]


def free_offer(url: str, *, is_open: bool) -> Node:
    """Free of charge. A price of nothing is the same in every currency, so none is named."""
    return filled({"@type": "Offer", "price": "0", "url": url, "availability": f"{SCHEMA}/InStock" if is_open else ""})


def tickets_offer(event: EventPage) -> Node:
    return {"@type": "Offer", "url": f"{address_of(event)}tickets/"}


def priced_offer(offer: Offer, event: EventPage) -> Node:
    is_available = offer.is_available and _is_open(event)
    valid_from = offer.valid_from.astimezone(event.zone).isoformat() if offer.valid_from else ""
    return filled(
        {
            **tickets_offer(event),
            "name": offer.name,
            "price": offer.price,
            "priceCurrency": offer.currency,
            "availability": f"{SCHEMA}/InStock" if is_available else f"{SCHEMA}/SoldOut",
            "validFrom": valid_from,
        }
    )


def location(mode: str, *, place: Node, url: str) -> Node | list[Node]:
    """Where it happens: a place, an address online, or both."""
    online: Node = {"@type": "VirtualLocation", "url": url}
    if mode == Format.VIRTUAL:
        return online
    if mode == Format.HYBRID:
        return [place, online] if place else online
    return place


def event_place(event: EventPage) -> Node:
    """The venue, or the city while no venue is known."""
    if event.venue:
        return venue_place(event.venue)
    return {"@type": "Place", "name": event.city, "address": event.city} if event.city else {}


def session_place(session: SessionPage, event: EventPage) -> Node:
    """The room within its venue."""
    if session.room is None:
        return event_place(event)
    venue = venue_place(session.room.venue)
    return {**venue, "name": f"{session.room.name}, {venue['name']}"}


def venue_place(venue: Venue) -> Node:
    address = filled(
        {
            "@type": "PostalAddress",
            "streetAddress": ", ".join(line.strip() for line in venue.address.splitlines() if line.strip()),
            "addressLocality": venue.city,
            "addressCountry": venue.country,
        }
    )
    return filled({"@type": "Place", "name": venue.name, "address": address, "hasMap": venue.map_link})


def status(*, is_cancelled: bool) -> str:
    return f"{SCHEMA}/EventCancelled" if is_cancelled else f"{SCHEMA}/EventScheduled"


def attendance(mode: str) -> str:
    return f"{SCHEMA}/{ATTENDANCE[Format(mode)]}"


def plain(rich_text: str) -> str:
    """The words of a rich text on one line."""
    return " ".join(get_text_for_indexing(rich_text).split())


def filled(node: Node) -> Node:
    """Without empty values, which say nothing and only draw warnings; a bare type is nothing too."""
    kept = {key: value for key, value in node.items() if value not in ("", None, [], {})}
    return kept if kept.keys() - {"@type"} else {}


def _about(name: str, description: str, url: str) -> Node:
    return {"@type": "Event", "@id": url, "name": name, "description": " ".join(description.split()), "url": url}


def _times(starts_at: datetime | None, ends_at: datetime | None, zone: ZoneInfo) -> Node:
    return {
        "startDate": starts_at.astimezone(zone).isoformat() if starts_at else "",
        "endDate": ends_at.astimezone(zone).isoformat() if ends_at else "",
    }


def _is_open(event: EventPage) -> bool:
    """Whether one can still get in."""
    return not event.is_cancelled and event.ends_at > clock.now()
