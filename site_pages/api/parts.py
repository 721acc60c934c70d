"""`/api/events/{slug}/sessions`, `/speakers`, `/sponsors`, `/schedule`: the parts, whole or what changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from site_pages.api import mini_site
from site_pages.api.answers import answer, key_of_event
from site_pages.api.events import REFUSALS, stamp_or_not_found
from site_pages.api.mini_site import MiniSite
from site_pages.api.parameters import PartOptions
from site_pages.api.people import people
from site_pages.api.schemas import Schedule, Session, SessionPart, Speaker, SpeakerPart, Sponsor, SponsorPart
from site_pages.api.thin import thin, wanted_keys
from site_pages.api.times import from_json, iso
from site_pages.api.write_event import sponsor_json
from site_pages.api.write_schedule import days_json
from site_pages.api.write_session import changed_at, session_json
from site_pages.models import RemovedContent
from site_pages.versions import Stamp

router = Router(tags=["Parts of an event"])
Json = dict[str, Any]
Write = Callable[[MiniSite, PartOptions, list[str] | None], Json]

# A publication that takes longer than this between its time stamp and its commit could be missed by
# `updated_since`; so as_of lies this far back, and an item may come twice but never goes missing.
MARGIN = timedelta(seconds=60)


@router.get("/events/{slug}/sessions", response={200: SessionPart, 304: None, **REFUSALS})
def list_sessions(request: HttpRequest, slug: str, options: Query[PartOptions]) -> HttpResponse:
    """The sessions in the order of the programme."""
    return part(request, slug, options=options, item=Session, write=write_sessions)


@router.get("/events/{slug}/speakers", response={200: SpeakerPart, 304: None, **REFUSALS})
def list_speakers(request: HttpRequest, slug: str, options: Query[PartOptions]) -> HttpResponse:
    """Everybody on the sessions, by name."""
    return part(request, slug, options=options, item=Speaker, write=write_speakers)


@router.get("/events/{slug}/sponsors", response={200: SponsorPart, 304: None, **REFUSALS})
def list_sponsors(request: HttpRequest, slug: str, options: Query[PartOptions]) -> HttpResponse:
    """The sponsors in the order in which the event names them."""
    return part(request, slug, options=options, item=Sponsor, write=write_sponsors)


@router.get("/events/{slug}/schedule", response={200: Schedule, 304: None, **REFUSALS})
def get_schedule(request: HttpRequest, slug: str, options: Query[PartOptions]) -> HttpResponse:
    """The sessions by conference day and room."""
    return part(request, slug, options=options, item=Session, write=write_schedule)


def part(request: HttpRequest, slug: str, *, options: PartOptions, item: type[Schema], write: Write) -> HttpResponse:
    """One part of an event, under the event's version."""
    keys = wanted_keys(options.fields, item)
    stamp = stamp_or_not_found(slug)

    def build() -> Json | None:
        site = mini_site.load(stamp.event_id) if stamp.event_id else None
        return None if site is None else {"as_of": as_of(stamp), **write(site, options, keys)}

    return answer(request, stamp, build=build, keys=key_of_event(slug))


def as_of(stamp: Stamp) -> str | None:
    return iso(stamp.changed_at - MARGIN)


def write_sessions(site: MiniSite, options: PartOptions, keys: list[str] | None) -> Json:
    return {
        "ids": [str(row["public_id"]) for row in site.sessions],
        "items": [thin(session_json(site, row), keys) for row in changed_sessions(site, options.updated_since)],
        "removed": removed_sessions(site, options.updated_since),
    }


def changed_sessions(site: MiniSite, since: datetime | None) -> list[Json]:
    if since is None:
        return site.sessions
    return [row for row in site.sessions if (moment := changed_at(site, row)) and moment >= since]


def removed_sessions(site: MiniSite, since: datetime | None) -> list[str]:
    """Sessions that left the public site since; one query, none without a moment."""
    if since is None:
        return []
    gone = RemovedContent.objects.filter(event_public_id=site.event["public_id"], kind="session", removed_at__gte=since)
    return [str(public_id) for public_id in gone.order_by("removed_at").values_list("public_id", flat=True)]


def write_speakers(site: MiniSite, options: PartOptions, keys: list[str] | None) -> Json:
    """A session that changes does not change its people; `session_ids` is worth a look at the sessions."""
    everybody = people(site)
    changed = {
        str(row["public_id"])
        for row in site.lookups.people.values()
        if options.updated_since is None or row["updated_at"] >= options.updated_since
    } | people_of_changed_sessions(site, options.updated_since)
    return {
        "ids": [person["id"] for person in everybody],
        "items": [thin(person, keys) for person in everybody if person["id"] in changed],
    }


def people_of_changed_sessions(site: MiniSite, since: datetime | None) -> set[str]:
    """Those whose `session_ids` may have changed."""
    known = site.lookups.people
    ids = {entry["speaker"] for row in changed_sessions(site, since) for entry in row["speakers"]}
    return {str(known[pk]["public_id"]) for pk in ids if pk in known}


def write_sponsors(site: MiniSite, options: PartOptions, keys: list[str] | None) -> Json:
    since, entries = options.updated_since, site.event["sponsors"]
    changed = entries
    if since is not None and site.event["last_published_at"] < since:
        changed = [entry for entry in entries if from_json(entry["updated_at"]) >= since]
    return {
        "ids": [entry["id"] for entry in entries],
        "items": [thin(sponsor_json(site, entry), keys) for entry in changed],
    }


def write_schedule(site: MiniSite, options: PartOptions, keys: list[str] | None) -> Json:
    rows = changed_sessions(site, options.updated_since)
    return {
        "ids": [str(row["public_id"]) for row in site.sessions],
        "timezone": site.event["timezone"],
        "days": days_json(site, rows, keys),
        "unscheduled": [thin(session_json(site, row), keys) for row in rows if row["starts_at"] is None],
        "removed": removed_sessions(site, options.updated_since),
    }
