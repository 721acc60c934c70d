"""The access decision: every scenario of spec 2's table."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from tests.factories.ticketing import CategoryFactory, order_of
from tests.ticketing.people import DURING, by_number, event_with, holder_of, outcome, said, session_of, somebody
from ticketing.access import Person, decide
from ticketing.actions import audit
from ticketing.actions.after_sale import cancel_order
from ticketing.actions.entitlements import register
from ticketing.models import Order, Ticket

pytestmark = pytest.mark.django_db

# The table of spec 2. Each scenario sets its event up and tells what it found, in the order of the expectation.


def one_pass_for_all() -> list[str]:
    event = event_with("ticketed")
    holder = Person(holder_of(event, name="Full event"))
    return [outcome(holder, session_of(event, session_type=kind), event) for kind in ("keynote", "workshop", "talk")]


def tiers() -> list[str]:
    event = event_with("ticketed")
    keynote, workshop = session_of(event, session_type="keynote"), session_of(event, session_type="workshop")
    holder = Person(holder_of(event, name="Keynote only", sessions=[keynote]))
    return [outcome(holder, keynote, event), outcome(holder, workshop, event)]


def free_open_meetup() -> list[str]:
    event = event_with("open")
    session = session_of(event)
    return [outcome(Person(), session, event), outcome(Person(name="Grace", guest_key="k"), session, event)]


def free_webinar() -> list[str]:
    event = event_with("registration")
    session, user = session_of(event), somebody()
    return [outcome(Person(name="Grace"), session, event), outcome(Person(user), session, event)]


def mixed_expo() -> list[str]:
    event = event_with("ticketed")
    keynote, networking = session_of(event, "open"), session_of(event, "registration")
    workshop, user = session_of(event), somebody()
    register(user, event.pk)
    guest, member = Person(name="Grace", guest_key="k"), Person(user)
    return [
        outcome(guest, keynote, event),
        outcome(guest, networking, event),
        outcome(member, networking, event),
        outcome(guest, workshop, event),
        # The free registration of the networking session opens no workshop.
        outcome(member, workshop, event),
    ]


def free_campus_festival() -> list[str]:
    event = event_with("registration", format="in-person")
    session, user = session_of(event, format="in-person", stream_type=""), somebody()
    before = outcome(Person(user), session, event)
    order = order_of(CategoryFactory(event=event, price=0), email=user.email)
    has_code = bool(order.tickets.get().number)
    return [outcome(Person(), session, event), before, outcome(Person(user), session, event), f"ticket {has_code}"]


def returning_attendee() -> list[str]:
    user = holder_of(event_with("ticketed"))
    event = event_with("open")
    session = session_of(event)
    known = decide(Person(user), session, event, now=DURING)
    return [said(known), known.name, outcome(Person(), session, event)]


def ticket_number_without_account() -> list[str]:
    event = event_with("ticketed")
    session = session_of(event)
    ticket = order_of(CategoryFactory(event=event)).tickets.get()
    return [outcome(by_number(ticket), session, event), outcome(Person(tickets=frozenset([uuid4()])), session, event)]


def free_session_of_a_ticketed_event() -> list[str]:
    event = event_with("ticketed")
    other = session_of(event)
    return [outcome(Person(holder_of(event, sessions=[other])), session_of(event, "registration"), event)]


def ticket_refunded() -> list[str]:
    event = event_with("ticketed")
    session, user = session_of(event), holder_of(event)
    ticket, before = Ticket.objects.get(), outcome(Person(user), session, event)
    cancel_order(Order.objects.get(), by=audit.system())
    return [before, outcome(Person(user), session, event), outcome(by_number(ticket), session, event)]


SCENARIOS: list[tuple[Callable[[], list[str]], list[str]]] = [
    (one_pass_for_all, ["allowed viewer"] * 3),
    (tiers, ["allowed viewer", "upgrade_required"]),
    (free_open_meetup, ["name_required", "allowed viewer"]),
    (free_webinar, ["login_required", "allowed viewer"]),
    (mixed_expo, ["allowed viewer", "login_required", "allowed viewer", "login_required", "ticket_required"]),
    (free_campus_festival, ["login_required", "ticket_required", "allowed participant", "ticket True"]),
    (returning_attendee, ["allowed viewer", "Ada", "name_required"]),
    (ticket_number_without_account, ["allowed viewer", "login_required"]),
    (free_session_of_a_ticketed_event, ["allowed viewer"]),
    (ticket_refunded, ["allowed viewer", "ticket_required", "login_required"]),
]


@pytest.mark.parametrize(("scenario", "expected"), SCENARIOS, ids=[one.__name__ for one, _expected in SCENARIOS])
def test_scenario_of_the_table(scenario, expected):
    assert scenario() == expected
