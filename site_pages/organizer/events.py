"""`/organizer/`: the events that a person has something to do in."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts import rules
from accounts.models import EventRole
from accounts.strong_factor import has_strong_factor
from accounts.views.pages import person, signed_in_only
from site_pages.models import EventPage
from site_pages.organizer.list_parts import facts_of, list_actions, list_notices
from site_pages.organizer.registry import pages_for

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class OwnEvent:
    """An event, the person's role in it, the page at which they begin, and what the rooms say of it."""

    event: EventPage
    role: str
    url: str
    facts: list[SafeString]


@signed_in_only
@require_safe
def own_events(request: HttpRequest) -> HttpResponse:
    """The latest first. Three queries, and a fixed number of each room that says something here."""
    roles = roles_by_event(request)
    query = request.GET.get("q", "").strip()[:100]
    events = shown_events(request, roles)
    if query:
        events = events.filter(title__icontains=query)
    page = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_of": page,
        "rows": rows_of(request, page, roles),
        "query": query,
        "actions": list_actions(),
        "notices": list_notices(request),
    }
    return render(request, "organizer/events.html", context)


def roles_by_event(request: HttpRequest) -> dict[int, str]:
    """The roles that open at least one page."""
    found = EventRole.objects.for_user(person(request).pk).values_list("event_id", "role")
    return {event_id: role for event_id, role in found if pages_for(role)}


def shown_events(request: HttpRequest, roles: dict[int, str]) -> QuerySet[EventPage]:
    events = EventPage.objects.order_by("-starts_at", "-pk")
    if rules.is_platform_admin(person(request)) and has_strong_factor(request):
        return events
    return events.filter(pk__in=roles)


def rows_of(request: HttpRequest, page: Page, roles: dict[int, str]) -> list[OwnEvent]:
    own = {event.pk: roles.get(event.pk, str(EventRole.Role.OWNER)) for event in page}
    said = facts_of(request, own)
    rows = []
    for event in page:
        role = own[event.pk]
        url = pages_for(role)[0].url(event.slug)
        rows.append(OwnEvent(event, str(EventRole.Role(role).label), url, said.get(event.pk, [])))
    return rows
