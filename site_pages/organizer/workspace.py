"""The frame of an event's organizer pages: who may see which, and what stands around them.

@organizer_view("orders")
def order_list(request, workspace): ...
return show(request, workspace, "ticketing/organize/orders", {...})
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone as clock

from accounts import rules
from accounts.models import EventRole, User
from accounts.strong_factor import has_strong_factor
from accounts.views.pages import person, signed_in_only
from site_pages.addresses import path_of
from site_pages.models import EventPage
from site_pages.organizer.registry import ORGANIZERS, OrganizerPage, pages_for

Role = EventRole.Role


@dataclass(frozen=True, slots=True)
class Workspace:
    """An event as one of its organizers has it open; `page` is the entry of the navigation they are at."""

    event: EventPage
    user: User
    role: str
    page: str

    @property
    def owns(self) -> bool:
        """May refund, set prices' currency and capacity (spec 2, "Organizer rights")."""
        return self.role == Role.OWNER


WorkspaceView = Callable[..., HttpResponseBase]


def organizer_view(page: str, *, roles: frozenset[str] = ORGANIZERS) -> Callable[[WorkspaceView], WorkspaceView]:
    """A view of `<slug>` that gets a Workspace. Signed-out people sign in first; a missing right is a 404."""

    def wrap(view: WorkspaceView) -> WorkspaceView:
        @wraps(view)
        def answer(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponseBase:
            workspace = open_workspace(request, slug, page=page, roles=roles)
            # What is typed and shown is local time of the event.
            with clock.override(workspace.event.zone):
                return view(request, workspace, **kwargs)

        return signed_in_only(cast("Callable[..., HttpResponse]", answer))

    return wrap


def open_workspace(request: HttpRequest, slug: str, *, page: str, roles: frozenset[str]) -> Workspace:
    """The event for a signed-in person with one of the roles. Two queries. Raises Http404 alike for all others."""
    user = person(request)
    event = EventPage.objects.filter(slug=slug).first()
    role = role_of(request, event.pk) if event is not None else None
    if event is None or role not in roles:
        raise Http404
    return Workspace(event, user, role, page)


def role_of(request: HttpRequest, event_id: int) -> str | None:
    """The person's role; a platform administrator who has shown the second factor owns every event."""
    user = person(request)
    if rules.is_platform_admin(user) and has_strong_factor(request):
        return str(Role.OWNER)
    return rules.role_in(user, event_id)


def show(
    request: HttpRequest, workspace: Workspace, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The page inside the shell."""
    frame = {
        "workspace": workspace,
        "event": workspace.event,
        "zone": workspace.event.timezone,
        "navigation": navigation(workspace),
        "public_address": path_of(workspace.event),
    }
    return render(request, f"{template}.html", frame | context, status=status)


def navigation(workspace: Workspace) -> list[tuple[OrganizerPage, str, bool]]:
    """Entry, address, and whether it is where the person is."""
    return [(page, page.url(workspace.event.slug), page.name == workspace.page) for page in pages_for(workspace.role)]
