"""Calendar files of an event, its schedule and one session."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone as clock
from django.utils.http import content_disposition_header
from wagtail.models import Page

from site_pages.addresses import address_of, event_slug
from site_pages.calendar_file import CalendarFile, Gone, write_calendar
from site_pages.calendar_links import CalendarEntry, event_entry, session_entry
from site_pages.conditional import answer_if_changed
from site_pages.models import EventPage, RemovedContent, SessionIndexPage, SessionPage
from site_pages.plain_text import line
from site_pages.querysets import SessionQuerySet
from site_pages.versions import Stamp, stamp_of_event

CONTENT_TYPE = "text/calendar; charset=utf-8"
# How long a calendar that holds a removed session is still told so.
GONE_FOR = timedelta(days=30)
MOST_IDS = 500


def event_calendar(request: HttpRequest, event: EventPage) -> HttpResponse:
    """`event.ics`: the event as one entry."""
    return answer(request, event, write_event)


def schedule_calendar(request: HttpRequest, schedule: SessionIndexPage) -> HttpResponse:
    """`schedule.ics`: every session; `?ids=` with public ids for somebody's own choice of them."""
    return answer(request, schedule, lambda event, stamp: write_schedule(event, stamp, ids=request.GET.get("ids")))


def session_calendar(request: HttpRequest, session: SessionPage) -> HttpResponse:
    """`session.ics`: one session; 404 while it has no time."""
    if session.starts_at is None:
        raise Http404
    return answer(request, session, lambda event, stamp: write_session(session, event, stamp))


def answer(request: HttpRequest, page: Page, write: Callable[[EventPage, Stamp], HttpResponse]) -> HttpResponse:
    """304 after one query, else the file; 404 where no visitor may see the event."""
    stamp = stamp_of_event(event_slug(page))
    if stamp is None:
        raise Http404
    return answer_if_changed(request, stamp, lambda: write(read_event(stamp), stamp))


def read_event(stamp: Stamp) -> EventPage:
    """The event with its venue. One query."""
    events = EventPage.objects.select_related("venue").defer_streamfields()
    event: EventPage = get_object_or_404(events, pk=stamp.event_id)
    return event


def write_event(event: EventPage, stamp: Stamp) -> HttpResponse:
    return calendar_response(event, make_file(event, [event_entry(event)], stamp=stamp), name=event.slug)


def write_session(session: SessionPage, event: EventPage, stamp: Stamp) -> HttpResponse:
    entries = entries_of(SessionPage.objects.filter(pk=session.pk).published(), event)
    return calendar_response(event, make_file(event, entries, stamp=stamp), name=session.slug)


def write_schedule(event: EventPage, stamp: Stamp, *, ids: str | None) -> HttpResponse:
    sessions = SessionPage.objects.for_event(event).published()
    gone: list[Gone] = []
    if ids is not None:
        wanted = read_ids(ids)
        sessions = sessions.filter(public_id__in=wanted)
        gone = gone_among(wanted, event)
    file = make_file(event, entries_of(sessions, event), stamp=stamp, gone=gone)
    return calendar_response(event, file, name=f"{event.slug}-schedule")


def read_ids(text: str) -> list[UUID]:
    """Public ids out of an address; what is none is left out."""
    ids = []
    for part in text.split(",")[:MOST_IDS]:
        try:
            ids.append(UUID(part.strip()))
        except ValueError:
            continue
    return ids


def entries_of(sessions: SessionQuerySet, event: EventPage) -> list[CalendarEntry]:
    """The scheduled ones of these sessions in programme order. Two queries."""
    rows = (
        sessions.scheduled()
        .in_programme_order()
        .select_related("room__venue", "track")
        .prefetch_related("session_speakers__speaker")
        .defer_streamfields()
    )
    return [
        session_entry(session, event, speakers=[link.speaker.name for link in session.session_speakers.all()])
        for session in rows
    ]


def gone_among(ids: Iterable[UUID], event: EventPage) -> list[Gone]:
    """Which of these sessions left the programme lately. One query."""
    rows = RemovedContent.objects.filter(
        kind="session",
        event_public_id=event.public_id,
        public_id__in=list(ids),
        removed_at__gt=clock.now() - GONE_FOR,
    )
    return [Gone(public_id, at) for public_id, at in rows.order_by("public_id").values_list("public_id", "removed_at")]


def make_file(
    event: EventPage, entries: list[CalendarEntry], *, stamp: Stamp, gone: Iterable[Gone] = ()
) -> CalendarFile:
    return CalendarFile(line(event.title), address_of(event), stamp.number, entries, list(gone))


def calendar_response(event: EventPage, file: CalendarFile, *, name: str) -> HttpResponse:
    response = HttpResponse(write_calendar(file), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=f"{name}.ics") or ""
    if not event.is_listed:
        response["X-Robots-Tag"] = "noindex"
    return response
