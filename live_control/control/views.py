"""The control page of a session, and an event's list of online sessions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone as clock
from django.views.decorators.http import require_safe

from accounts.views.pages import signed_in_only
from live_control.control.access import ControlDesk, open_desk
from live_control.control.selectors import online_sessions
from live_control.control.words import control_words, export_labels
from live_control.documents import documents_of
from live_control.room_policy import allow_room, provider_in
from live_control.rules import RUNNING_ROLES
from site_pages.addresses import path_of
from site_pages.organizer.workspace import Workspace, organizer_view, show

FOLDER = "live_control/control"


@signed_in_only
@require_safe
def control_page(request: HttpRequest, slug: str, session: str) -> HttpResponse:
    """The frame; the scripts fill it from the moderators' board, and act through the organizer API."""
    desk = open_desk(request, slug, session)
    get_token(request)
    allow_room(request, desk.session, provider_in(desk.session))
    with clock.override(desk.event.zone):
        return render(request, f"{FOLDER}/page.html", context_of(desk))


def context_of(desk: ControlDesk) -> dict[str, Any]:
    """What the frame is made of. Two queries, for the documents that may be put on screen."""
    session = desk.session
    page = {
        "session": str(session.public_id),
        "title": session.title,
        "api": f"/api/organizer/sessions/{session.public_id}/live/",
        "cookie": settings.CSRF_COOKIE_NAME,
        "isPublished": session.live,
        "endsAt": session.ends_at.isoformat() if session.ends_at else None,
        "documents": [{"id": one.pk, "title": one.title} for one in documents_of(desk.event.pk)],
        "libraries": {"daily": static("vendor/daily-js/daily-esm.js"), "hls": static("vendor/hls/hls.min.mjs")},
    }
    return {
        "event": desk.event,
        "session": session,
        "role": desk.role,
        "page": page,
        "words": control_words() | {"zone": desk.event.timezone},
        "exports": export_labels(),
        "public_address": path_of(session),
    }


@organizer_view("live", roles=RUNNING_ROLES)
@require_safe
def session_list(request: HttpRequest, workspace: Workspace) -> HttpResponse:
    """Every online session with its room, what is prepared, its recording, and the way to its control page."""
    context = {"rows": online_sessions(workspace.event), "exports": export_labels()}
    return show(request, workspace, f"{FOLDER}/sessions", context)
