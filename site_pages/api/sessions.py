"""`/api/sessions/{id}`: one session, and who may attend it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from notifications.errors import NotFound
from site_pages.api import mini_site, read
from site_pages.api.answers import answer
from site_pages.api.events import REFUSALS, surrogate_keys
from site_pages.api.parameters import DetailOptions
from site_pages.api.schemas import SessionDetail
from site_pages.api.thin import thin, wanted_keys
from site_pages.api.write_event import event_summary
from site_pages.api.write_session import session_json
from site_pages.models import EventPage, SessionPage
from site_pages.versions import Stamp, stamp_of_event

router = Router(tags=["Sessions"])


@router.get("/sessions/{session_id}", response={200: SessionDetail, 304: None, **REFUSALS})
def get_session(request: HttpRequest, session_id: UUID, options: Query[DetailOptions]) -> HttpResponse:
    """One session with the event it belongs to."""
    keys = wanted_keys(options.fields, SessionDetail)
    slug, stamp = event_of_session(session_id)

    def build() -> dict[str, Any] | None:
        site = one_session(stamp, session_id)
        if site is None or not site.sessions:
            return None
        event = event_summary(site.event, site.lookups.images, site.now)
        return thin({**session_json(site, site.sessions[0]), "event": event}, keys)

    return answer(request, stamp, build=build, keys=surrogate_keys(slug))


def event_of_session(session_id: UUID) -> tuple[str, Stamp]:
    """The slug and stamp of a public session's event; two queries. Raises NotFound."""
    path = SessionPage.objects.published().filter(public_id=session_id).values_list("path", flat=True).first()
    events = EventPage.objects.filter(path=path[: -2 * SessionPage.steplen]) if path else EventPage.objects.none()
    slug = events.values_list("slug", flat=True).first()
    stamp = stamp_of_event(slug) if slug else None
    if slug is None or stamp is None:
        raise NotFound("There is no such session.")
    return slug, stamp


def one_session(stamp: Stamp, session_id: UUID) -> mini_site.MiniSite | None:
    """The event with this one session."""
    event = read.event_row(stamp.event_id) if stamp.event_id else None
    if event is None:
        return None
    return mini_site.gather(event, read.session_rows(event["path"], event["depth"], public_id=session_id))
