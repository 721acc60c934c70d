"""The speakers of an event: everybody on its published sessions, and one of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest

from site_pages.addresses import path_of
from site_pages.choices import SpeakerRole
from site_pages.contexts import Context, fills
from site_pages.models import EventPage, SessionSpeaker, Speaker, SpeakerIndexPage
from site_pages.page_contexts.reading import event_around, read_renditions, read_slots, sessions_of
from site_pages.programme import Slot

# Fewer people than this are one glance; letters would only be in the way.
FEWEST_FOR_LETTERS = 40


@dataclass(frozen=True, slots=True)
class Letter:
    """The speakers whose names begin alike."""

    letter: str
    speakers: list[Speaker]


@dataclass(frozen=True, slots=True)
class Appearance:
    """A session of one speaker and what they do in it; no word for the usual role."""

    slot: Slot
    role: str


@fills(SpeakerIndexPage)
def fill_speakers(page: SpeakerIndexPage, request: HttpRequest) -> Context:
    """Everybody on stage, by name. Queries: event, speakers with photos, renditions."""
    event = event_around(page, request)
    people = speakers_of(event)
    return {
        "event": event,
        "address": path_of(page),
        "count": len(people),
        "letters": by_letter(people) if len(people) >= FEWEST_FOR_LETTERS else [Letter("", people)] if people else [],
    }


def speakers_of(event: EventPage) -> list[Speaker]:
    """Everybody on one of the event's published sessions, each once, by name. Two queries."""
    people = list(Speaker.objects.on_sessions(sessions_of(event)).select_related("photo"))
    read_renditions([person.photo for person in people], kinds=("portrait",))
    return sorted(people, key=lambda person: person.name.casefold())


def by_letter(speakers: list[Speaker]) -> list[Letter]:
    """Speakers, already in order, under the first letter of their names; what is no letter goes under #."""
    grouped = groupby(speakers, key=lambda person: first_letter(person.name))
    return [Letter(letter, list(people)) for letter, people in grouped]


def first_letter(name: str) -> str:
    letter = name.strip()[:1].upper()
    return letter if letter.isalpha() else "#"


def appearances_of(speaker: Speaker, event: EventPage) -> list[Appearance]:
    """The speaker's sessions in this event only, in programme order. Three queries."""
    roles = {
        public_id.hex: role
        for public_id, role in SessionSpeaker.objects.filter(
            speaker=speaker, session__in=sessions_of(event).values("pk")
        ).values_list("session__public_id", "role")
    }
    slots = read_slots(event, sessions_of(event).filter(session_speakers__speaker=speaker).distinct())
    usual = SpeakerRole.SPEAKER
    return [
        Appearance(slot, "" if roles[slot.key] == usual else str(SpeakerRole(roles[slot.key]).label).capitalize())
        for slot in slots
        if slot.key in roles
    ]
