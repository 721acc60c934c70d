"""The schedule in the formats of the field: `schedule.json` and `schedule.xml`."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from site_pages.addresses import event_slug
from site_pages.conditional import answer_if_changed
from site_pages.exchange.collect import collect_schedule
from site_pages.exchange.document import ScheduleDocument
from site_pages.exchange.write_json import write_json
from site_pages.exchange.write_xml import write_xml
from site_pages.models import EventPage, SessionIndexPage
from site_pages.versions import Stamp, stamp_of_event


def schedule_json(request: HttpRequest, schedule: SessionIndexPage) -> HttpResponse:
    """The published programme as schedule.json."""
    return answer(request, schedule, write_json, content_type="application/json")


def schedule_xml(request: HttpRequest, schedule: SessionIndexPage) -> HttpResponse:
    """The published programme as schedule.xml."""
    return answer(request, schedule, write_xml, content_type="application/xml; charset=utf-8")


def answer(
    request: HttpRequest,
    schedule: SessionIndexPage,
    write: Callable[[ScheduleDocument], bytes],
    *,
    content_type: str,
) -> HttpResponse:
    """304 after one query, else the file; 404 where no visitor may see the event."""
    stamp = stamp_of_event(event_slug(schedule))
    if stamp is None:
        raise Http404

    def build() -> HttpResponse:
        return HttpResponse(write(collect(stamp)), content_type=content_type)

    return answer_if_changed(request, stamp, build)


def collect(stamp: Stamp) -> ScheduleDocument:
    """The event's schedule under the version that its tag names."""
    event = get_object_or_404(EventPage.objects.defer_streamfields(), pk=stamp.event_id)
    return collect_schedule(event, version=str(stamp.number))
