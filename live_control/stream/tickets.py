"""The signed ticket with which a page opens its stream and sends what its person does.

It says who this is in which session and until when, so that nothing has to be read to know it. It opens nothing else,
and a later seat of the same person makes it void (spec 4, "One seat per ticket").
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext as _

from live_control.errors import TicketOver

SALT = "live_control.stream"
SCHEME = "Live"


class Audience(StrEnum):
    """Whose board somebody gets. `crew` has everything; `viewer` has what everybody may see."""

    VIEWER = "viewer"
    CREW = "crew"


@dataclass(frozen=True, slots=True)
class StreamTicket:
    """`participant` and `session` are primary keys, `until` is in unix seconds."""

    session: int
    participant: int
    seat: int
    audience: Audience
    until: int

    @property
    def is_over(self) -> bool:
        return time.time() >= self.until


def write_ticket(session: int, participant: int, *, seat: int, audience: Audience, until: datetime) -> str:
    """A string for an address or for `Authorization: Live …`."""
    facts = [session, participant, seat, audience.value, int(until.timestamp())]
    return signing.dumps(facts, salt=SALT)


def ticket_in(request: HttpRequest) -> str:
    """What `Authorization: Live` carries, or nothing."""
    scheme, _space, ticket = request.headers.get("Authorization", "").partition(" ")
    return ticket.strip() if scheme.lower() == SCHEME.lower() else ""


def read_ticket(text: str) -> StreamTicket:
    """Raises TicketOver. Asks nobody: whether the seat is still theirs, the stream knows."""
    try:
        session, participant, seat, audience, until = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise TicketOver(_("This page's ticket is not valid. Please join again.")) from error
    ticket = StreamTicket(session, participant, seat, Audience(audience), until)
    if ticket.is_over:
        raise TicketOver(_("This page has been open for too long. Please join again."))
    return ticket
