"""`/api/sessions/{id}`: one session with the event it belongs to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from accounts.api_keys import authenticate
from accounts.authentication import key_in
from accounts.models import APIKey
from notifications.errors import NotFound
from site_pages.api import drafts, mini_site, read
from site_pages.api.answers import answer, key_of_event, private
from site_pages.api.events import REFUSALS
from site_pages.api.mini_site import MiniSite
from site_pages.api.parameters import DetailOptions
from site_pages.api.schemas import ErrorJson, SessionDetail
from site_pages.api.thin import thin, wanted_keys
from site_pages.api.write_event import event_summary
from site_pages.api.write_session import session_json
from site_pages.models import EventPage, SessionPage
from site_pages.selectors import event_of
from site_pages.versions import Stamp, stamp_of_event

router = Router(tags=["Sessions"])


@router.get("/sessions/{session_id}", response={200: SessionDetail, 304: None, 401: ErrorJson, **REFUSALS})
def get_session(request: HttpRequest, session_id: UUID, options: Query[DetailOptions]) -> HttpResponse:
    """One session with the event it belongs to."""
    keys = wanted_keys(options.fields, SessionDetail)
    if options.draft:
        return private(thin(session_detail(draft_for_caller(request, session_id)), keys))
    slug, stamp = event_of_session(session_id)

    def build() -> dict[str, Any] | None:
        site = one_session(stamp, session_id)
        return thin(session_detail(site), keys) if site and site.sessions else None

    return answer(request, stamp, build=build, keys=key_of_event(slug))


def session_detail(site: MiniSite) -> dict[str, Any]:
    """The only session of this mini-site, and the event in short."""
    event = event_summary(site.event, site.lookups.images, site.now)
    return {**session_json(site, site.sessions[0]), "event": event}


def event_of_session(session_id: UUID) -> tuple[str, Stamp]:
    """The slug and stamp of a public session's event; three queries. Raises NotFound."""
    path = SessionPage.objects.published().filter(public_id=session_id).values_list("path", flat=True).first()
    events = EventPage.objects.filter(path=path[: -2 * SessionPage.steplen]) if path else EventPage.objects.none()
    slug = events.values_list("slug", flat=True).first()
    stamp = stamp_of_event(slug) if slug else None
    if slug is None or stamp is None:
        raise NotFound("There is no such session.")
    return slug, stamp


def one_session(stamp: Stamp, session_id: UUID) -> MiniSite | None:
    """The event with this one session."""
    event = read.event_row(stamp.event_id) if stamp.event_id else None
    if event is None:
        return None
    return mini_site.gather(event, read.session_rows(event["path"], event["depth"], public_id=session_id))


def draft_for_caller(request: HttpRequest, session_id: UUID) -> MiniSite:
    """The session's latest draft. Raises SignInRequired, and NotFound for a key that does not reach it."""
    principal = authenticate(key_in(request) or "")
    session = SessionPage.objects.filter(public_id=session_id).first()
    event = event_of(session) if session else None
    may_read = event is not None and principal.may(APIKey.Scope.READ_DRAFT, event_id=event.pk)
    site = drafts.session_in_its_event(session.get_latest_revision_as_object()) if session and may_read else None
    if site is None:
        raise NotFound("There is no such session.")
    return site
