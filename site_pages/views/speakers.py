"""One speaker, as this event shows them."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse

from site_pages.addresses import path_of
from site_pages.contexts import Context
from site_pages.models import Speaker, SpeakerIndexPage
from site_pages.page_contexts.reading import event_around, read_renditions, sessions_of
from site_pages.page_contexts.speakers import appearances_of


def speaker_detail(request: HttpRequest, page: SpeakerIndexPage, slug: str) -> TemplateResponse:
    """`speakers/<slug>/` with only this event's sessions; 404 when the speaker has none here (spec 1)."""
    event = event_around(page, request)
    people = Speaker.objects.on_sessions(sessions_of(event)).select_related("photo")
    speaker = people.filter(slug=slug).first()
    if speaker is None:
        raise Http404
    read_renditions([speaker.photo], kinds=("portrait",))
    event_address = path_of(page).rsplit("speakers/", 1)[0]
    context: Context = {
        "page": page,
        "self": page,
        "request": request,
        "event": event,
        "speaker": speaker,
        "appearances": appearances_of(speaker, event),
        "address": path_of(page),
        "schedule_address": f"{event_address}sessions/",
    }
    return TemplateResponse(request, "site_pages/speaker.html", context)
