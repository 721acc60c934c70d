"""`/api/events…`: the list of events, and a whole mini-site in one answer."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone as clock
from ninja import Query, Router

from accounts.api_keys import authenticate
from accounts.authentication import key_in
from accounts.models import APIKey
from notifications.errors import NotFound
from site_pages.api import mini_site, paging, read
from site_pages.api.answers import LISTS, answer, key_of_event, private
from site_pages.api.drafts import load_draft
from site_pages.api.lookups import image_lookup
from site_pages.api.mini_site import MiniSite
from site_pages.api.parameters import DetailOptions, EventFilters, EventPaging, first_moment, last_moment
from site_pages.api.schemas import ErrorJson, EventDetail, EventList
from site_pages.api.thin import thin, wanted_keys
from site_pages.api.write_event import event_detail, event_summary
from site_pages.freshness import with_mark
from site_pages.models import EventPage
from site_pages.querysets import EventQuerySet
from site_pages.versions import Stamp, stamp_of_event, stamp_of_site

router = Router(tags=["Events"])
# None: the answers are written by hand (site_pages/api/write_event.py) and only documented here.
REFUSALS = {400: ErrorJson, 404: ErrorJson, 429: ErrorJson}


@router.get("/events", response={200: EventList, 304: None, 400: ErrorJson, 429: ErrorJson})
def list_events(request: HttpRequest, filters: Query[EventFilters], paging_options: Query[EventPaging]) -> HttpResponse:
    """Published, listed events."""
    events = paging.after_cursor(filtered(filters), paging_options.cursor, sort=paging_options.sort)
    limit, field = paging_options.limit, paging_options.sort.removeprefix("-")

    def build() -> dict[str, Any]:
        rows = read.event_rows(events[: limit + 1])
        shown = rows[:limit]
        images = image_lookup(pk for row in shown for pk in (row["hero_image_id"], row["logo_id"]) if pk)
        now = clock.now()
        return {
            "items": [event_summary(row, images, now) for row in shown],
            "next_cursor": paging.encode_cursor(shown[-1], field) if len(rows) > limit else None,
        }

    return answer(request, stamp_of_site(), build=build, keys=LISTS)


@router.get("/events/{slug}", response={200: EventDetail, 304: None, 401: ErrorJson, **REFUSALS})
def get_event(request: HttpRequest, slug: str, options: Query[DetailOptions]) -> HttpResponse:
    """The whole mini-site in one answer: sections, sessions, speakers, sponsors, venue, questions, body."""
    keys = wanted_keys(options.fields, EventDetail)
    if options.draft:
        return private(thin(event_detail(draft_for_caller(request, slug)), keys))
    stamp = with_mark(stamp_or_not_found(slug))

    def build() -> dict[str, Any] | None:
        site = mini_site.load(stamp.event_id) if stamp.event_id else None
        return None if site is None else thin(event_detail(site), keys)

    return answer(request, stamp, build=build, keys=key_of_event(slug))


def stamp_or_not_found(slug: str) -> Stamp:
    """The event's stamp. Raises NotFound for an event that no visitor may see, as for none at all."""
    stamp = stamp_of_event(slug)
    if stamp is None:
        raise NotFound("There is no such event.")
    return stamp


def draft_for_caller(request: HttpRequest, slug: str) -> MiniSite:
    """The event's latest draft. Raises SignInRequired, and NotFound for a key that does not reach it."""
    principal = authenticate(key_in(request) or "")
    event_id = EventPage.objects.filter(slug=slug).values_list("pk", flat=True).first()
    may_read = event_id is not None and principal.may(APIKey.Scope.READ_DRAFT, event_id=event_id)
    site = load_draft(event_id) if event_id and may_read else None
    if site is None:
        raise NotFound("There is no such event.")
    return site


def filtered(filters: EventFilters) -> EventQuerySet:
    """The listed events that fit."""
    events: EventQuerySet = EventPage.objects.listed()
    exact = {
        "category": filters.category,
        "format": filters.format,
        "access_mode": filters.access,
        "city__iexact": filters.city,
        "is_featured": filters.featured,
    }
    events = events.filter(**{name: value for name, value in exact.items() if value is not None})
    if filters.start is not None:
        events = events.filter(ends_at__gte=first_moment(filters.start))
    if filters.end is not None:
        events = events.filter(starts_at__lt=last_moment(filters.end))
    if filters.free is not None:
        events = events.free() if filters.free else events.paid()
    return by_words(by_time(events, filters.when), filters.q or "")


def by_time(events: EventQuerySet, when: str | None) -> EventQuerySet:
    kinds = {"upcoming": EventQuerySet.upcoming, "live": EventQuerySet.live_now, "past": EventQuerySet.past}
    return kinds[when](events) if when else events


def by_words(events: EventQuerySet, text: str) -> EventQuerySet:
    """Those that name every word in title, description or city."""
    for word in text.split():
        events = events.filter(
            Q(title__icontains=word) | Q(short_description__icontains=word) | Q(city__icontains=word)
        )
    return events
