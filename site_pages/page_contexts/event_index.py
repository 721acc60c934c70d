"""The list of events with its filters."""

from __future__ import annotations

from dataclasses import fields

from django.core.paginator import Page as PageOfResults
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from site_pages.contexts import Context, fills
from site_pages.event_filters import (
    FILTERS,
    EventFilters,
    EventRow,
    active_filters,
    choices_of,
    read_filters,
)
from site_pages.models import EventIndexPage, EventPage
from site_pages.page_contexts.event_cards import event_cards, theme_of
from site_pages.page_contexts.frame import frame_of

PAGE_SIZE = 12
# More results than anybody reads; a search for a common word must not read the whole index.
MOST_FOUND = 500
COLUMNS = tuple(column.name for column in fields(EventRow))
HEADINGS = {"category": _("Kind"), "city": _("City"), "month": _("Month"), "format": _("Format"), "price": _("Price")}


@fills(EventIndexPage)
def fill_event_index(page: EventIndexPage, request: HttpRequest) -> Context:
    """Queries: frame, rows for filters, search if asked, the shown events, pictures."""
    frame = frame_of(page, request)
    listed = EventPage.objects.listed()
    listed = listed.past() if request.GET.get("when") == "past" else listed.upcoming()
    rows = [EventRow(*row) for row in listed.values_list(*COLUMNS)]
    filters = read_filters(request.GET.dict(), rows)
    shown = [row.pk for row in rows if filters.matches(row)]
    if filters.search:
        found = found_ids(rows, filters.search)
        shown = [pk for pk in shown if pk in found]
    page_of = page_of_results(shown, request.GET.get("page", "1"))
    cards = event_cards(in_order(list(page_of)))
    query = filters.query()
    return {
        "cards": cards,
        "events": [card.event for card in cards],
        "filters": filters,
        "choices": [(name, HEADINGS[name], choices_of(name, rows, filters)) for name in FILTERS],
        "active": active_filters(filters),
        "page_of": page_of,
        "query": f"{query}&" if query else "",
        "views": views_of(filters),
        "theme_url": theme_of(frame.brand.accent_color, cards),
    }


def found_ids(rows: list[EventRow], search: str) -> set[int]:
    """Events that Wagtail's index finds by whole words, and those whose name or city holds the letters. One query."""
    indexed = EventPage.objects.live().search(search)[:MOST_FOUND]
    letters = search.casefold()
    by_letters = {row.pk for row in rows if letters in row.title.casefold() or letters in row.city.casefold()}
    return {event.pk for event in indexed} | by_letters


def page_of_results(ids: list[int], number: str) -> PageOfResults:
    """The page asked for; the first or last one where there is no such page."""
    return Paginator(ids, PAGE_SIZE).get_page(number)


def in_order(ids: list[int]) -> list[EventPage]:
    """These events in this order. One query."""
    events = EventPage.objects.defer("body").in_bulk(ids)
    return [events[pk] for pk in ids if pk in events]


def views_of(filters: EventFilters) -> list[tuple[str, str, bool]]:
    """Coming and past as links that keep the search."""
    coming = EventFilters(search=filters.search)
    past = EventFilters(search=filters.search, is_past=True)
    return [
        (str(_("Coming")), f"?{coming.query()}", not filters.is_past),
        (str(_("Past")), f"?{past.query()}", filters.is_past),
    ]
