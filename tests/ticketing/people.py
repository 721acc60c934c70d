"""People before the access decision, and what it says of them."""

from __future__ import annotations

from datetime import timedelta

from accounts.models import User
from site_pages.models import EventPage, SessionPage
from tests.factories import EventFactory, SessionFactory, UserFactory
from tests.factories.sign_in import AddressFactory
from tests.factories.site_pages import START
from tests.factories.ticketing import CategoryFactory, order_of
from ticketing.access import Decision, Person, decide
from ticketing.models import Ticket

DURING = START + timedelta(hours=1, minutes=10)


def event_with(mode: str, **fields: object) -> EventPage:
    return EventFactory(access_mode=mode, **{"format": "hybrid", **fields})


def session_of(event: EventPage, override: str = "", **fields: object) -> SessionPage:
    fields = {"format": "virtual", "stream_type": "livestream", **fields}
    return SessionFactory(event=event, access_override=override, **fields)


def somebody(email: str = "ada@example.org") -> User:
    """A person who has proved their address."""
    return AddressFactory(user=UserFactory(email=email, name="Ada")).user


def holder_of(event: EventPage, **category: object) -> User:
    """A person with a ticket."""
    user = somebody()
    order_of(CategoryFactory(event=event, **category), email=user.email)
    return user


def by_number(ticket: Ticket, **more: object) -> Person:
    return Person(tickets=frozenset([ticket.public_id]), **more)


def outcome(person: Person, session: SessionPage, event: EventPage, **more: object) -> str:
    return said(decide(person, session, event, **{"now": DURING, **more}))


def said(decision: Decision) -> str:
    """`allowed viewer`, or what is missing."""
    return f"{decision.outcome} {decision.role}" if decision.role else str(decision.outcome)
