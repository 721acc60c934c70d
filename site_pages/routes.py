"""The addresses below a page's own: feeds, exports, single speakers, the contact form.

Kept apart from the models so that these stay declarative. Views are imported when they are asked for,
because they read the models that carry these routes. Wagtail adds a slash to what it resolves, so files are
written with one here; their addresses have none (site_pages/urls.py).
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.contrib.routable_page.models import path


def answer(view: str, request: HttpRequest, *args: object) -> HttpResponse:
    """Call `module.function` of site_pages.views."""
    module, function = view.split(".")
    response: HttpResponse = getattr(import_module(f"site_pages.views.{module}"), function)(request, *args)
    return response


class EventRoutes:
    """`/events/<event>/…`"""

    @path("event.ics/")
    def calendar(self, request: HttpRequest) -> HttpResponse:
        return answer("calendars.event_calendar", request, self)

    @path("theme.css/")
    def theme(self, request: HttpRequest) -> HttpResponse:
        return answer("theme.event_theme", request, self)


class SessionIndexRoutes:
    """`/events/<event>/sessions/…`"""

    @path("schedule.json/")
    def schedule_json(self, request: HttpRequest) -> HttpResponse:
        return answer("exports.schedule_json", request, self)

    @path("schedule.xml/")
    def schedule_xml(self, request: HttpRequest) -> HttpResponse:
        return answer("exports.schedule_xml", request, self)

    @path("schedule.ics/")
    def schedule_calendar(self, request: HttpRequest) -> HttpResponse:
        return answer("calendars.schedule_calendar", request, self)


class SessionRoutes:
    """`/events/<event>/sessions/<session>/…`"""

    @path("session.ics/")
    def calendar(self, request: HttpRequest) -> HttpResponse:
        return answer("calendars.session_calendar", request, self)

    @path("recording/")
    def recording(self, request: HttpRequest) -> HttpResponse:
        return answer("recording.session_recording", request, self)

    @path("recording/poster/")
    def recording_poster(self, request: HttpRequest) -> HttpResponse:
        return answer("recording.recording_poster", request, self)

    @path("recording/captions/")
    def recording_captions(self, request: HttpRequest) -> HttpResponse:
        return answer("recording.recording_captions", request, self)


class SpeakerRoutes:
    """`/events/<event>/speakers/<speaker>/`"""

    @path("<str:slug>/")
    def speaker(self, request: HttpRequest, slug: str) -> HttpResponse:
        return answer("speakers.speaker_detail", request, self, slug)


class ContactRoutes:
    """`/events/<event>/contact/`: the page itself takes the form."""

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return answer("contact.contact", request, self)
