"""What Wagtail's editor of a session shows of its room, and of what is prepared for it.

The panel is hung onto the page's from here, because the room below knows nothing of live sessions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.panels import Panel

from live_control.actions.rooms import retry_room
from live_control.board.facts import MOST_RECORDINGS
from live_control.choices import ActionState, RoomState
from live_control.control.addresses import control_path
from live_control.models import LiveAction, LiveRoom, Recording
from live_control.recorded import has_file
from site_pages.event_dates import event_above
from site_pages.models import SessionPage

if TYPE_CHECKING:
    from django.urls import URLPattern


class LivePanel(Panel):
    """The room's state, what went wrong with it, the prepared actions, and what was recorded. Three queries."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "live_control/editor/panel.html"

        def is_shown(self) -> bool:
            """A new page has no room yet."""
            return bool(self.instance.pk) and super().is_shown()

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            actions = LiveAction.objects.of_session(self.instance.pk).exclude(state=ActionState.ARCHIVED)
            return context | {
                "room": LiveRoom.objects.filter(session=self.instance.pk).first(),
                "actions": list(actions),
                "recordings": kept_rows(self.instance),
                "control": control_path(self.instance),
                "is_online": self.instance.is_online,
                "RoomState": RoomState,
            }


def kept_rows(session: SessionPage) -> list[dict[str, Any]]:
    """What was recorded of it, the newest first. One query."""
    return [kept_row(one, session) for one in Recording.objects.filter(session=session.pk)[:MOST_RECORDINGS]]


def kept_row(recording: Recording, session: SessionPage) -> dict[str, Any]:
    """One of the session's recordings, with the way to its file where there is one."""
    named = {"session_id": session.public_id, "recording_id": recording.public_id}
    return {
        "recording": recording,
        "is_shown": bool(recording.file) and recording.file.name == session.recording_file.name,
        "file": reverse("api:download_recording", kwargs=named) if has_file(recording) else "",
    }


def retry(request: HttpRequest, session_id: int) -> HttpResponse:
    """Ask first, then have the room made again. 404 for whoever may not edit the page."""
    session = get_object_or_404(SessionPage, pk=session_id)
    room = LiveRoom.objects.filter(session=session).exclude(state=RoomState.CLOSED).first()
    if room is None or not session.permissions_for_user(request.user).can_edit():
        raise Http404
    edit = reverse("wagtailadmin_pages:edit", args=[session.pk])
    if request.method != "POST":
        context = {"session": session, "event": event_above(session), "room": room, "edit": edit}
        return TemplateResponse(request, "live_control/editor/retry.html", context)
    retry_room(room)
    messages.success(request, _("The room of “%(title)s” is being made.") % {"title": session.title})
    return redirect(edit)


def admin_urls() -> list[URLPattern]:
    """For Wagtail's hook `register_admin_urls`."""
    return [path("live/rooms/<int:session_id>/retry/", retry, name="live_room_retry")]


def register() -> None:
    """Called by AppConfig.ready, before Wagtail builds the page's form."""
    panel = LivePanel(heading=gettext_lazy("Live session"))
    SessionPage.content_panels = [*SessionPage.content_panels, panel]
