"""The session that a call of the organizer API is about, and that its caller may run it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.authentication import Caller, Person
from live_control.rules import SCOPE, moderates
from live_control.selectors import session_with_id
from notifications.errors import NotFound
from site_pages.event_dates import event_above
from site_pages.models import EventPage, SessionPage

SESSION = "/organizer/sessions/{session_id}/live"


@dataclass(frozen=True, slots=True)
class Desk:
    """A session, published or not, as somebody who runs it has it open."""

    session: SessionPage
    event: EventPage
    caller: Caller


def desk_of(request: HttpRequest, session_id: UUID) -> Desk:
    """Four queries at most. Raises NotFound: a missing right and a missing session look the same.

    Open to the scope `run-live` of its event, and to moderators by the programme. An API key is no person, and has
    the scope or not.
    """
    caller: Caller = request.auth  # type: ignore[attr-defined]
    session = session_with_id(session_id)
    if session is not None:
        event = event_above(session)
        if caller.may(SCOPE, event_id=event.pk) or (isinstance(caller, Person) and moderates(caller.user, session.pk)):
            return Desk(session, event, caller)
    raise NotFound(_("There is no such session."))
