"""Going into a session online and leaving it (spec 2, "The access decision"; spec 4, "Rooms and tokens")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from accounts.models import User
from site_pages.choices import AccessMode
from site_pages.models import EventPage, SessionPage
from site_pages.rules import access_mode_of
from ticketing.access import Decision, Outcome, Person, Purpose, decide
from ticketing.actions.entitlements import register
from ticketing.actions.places import give_back_places, take_place
from ticketing.errors import SessionFull
from ticketing.models import OnlinePlace, Ticket
from ticketing.refusals import NotAdmitted
from ticketing.rooms import place_limit, turned_away
from ticketing.signals import places_lost

if TYPE_CHECKING:
    from ticketing.models import Entitlement

# Who is in stays in where the only hindrance is that others would not come in any more.
STAYING = frozenset({Outcome.ALLOWED, Outcome.FULL, Outcome.NOT_OPEN_YET})
TICKET = "ticket:"


def join_session(person: Person, session: SessionPage, event: EventPage, *, now: datetime | None = None) -> Decision:
    """Let the person in, or note that they are still there.

    Takes their place, and makes the free registration where that is what the session asks for. Raises NotAdmitted
    with the decision; a place that they had before is given back then.
    """
    decision = decide(person, session, event, purpose=Purpose.JOIN, now=now)
    if not decision.is_allowed:
        leave_session(session, person.joined_as)
        raise NotAdmitted(decision, session=session, event=event)
    if decision.is_crew:
        return decision
    refusal = turned_away(person, session, decision)
    if refusal is not None:
        leave_session(session, person.joined_as, decision.holder)
        raise NotAdmitted(replace(decision, outcome=refusal, role=None), session=session, event=event)
    try:
        if person.account is not None and not decision.has_place and _wants_registration(session, event):
            with transaction.atomic():
                register(person.account, event.pk)
                _take_place(session, decision)
        else:
            _take_place(session, decision)
    except SessionFull as full:
        raise NotAdmitted(replace(decision, outcome=Outcome.FULL, role=None), session=session, event=event) from full
    return replace(decision, has_place=True)


def _wants_registration(session: SessionPage, event: EventPage) -> bool:
    return access_mode_of(session, event) == AccessMode.REGISTRATION


def _take_place(session: SessionPage, decision: Decision) -> None:
    take_place(session.pk, decision.holder, name=decision.name, limit=place_limit(session))


def leave_session(session: SessionPage, *holders: str) -> None:
    """Give the places of these holders back. Twice is once; an empty holder has none."""
    own = [holder for holder in holders if holder]
    if own:
        give_back_places(session.pk, own)


def end_access(entitlements: Sequence[Entitlement]) -> None:
    """Give back the places of those whose rights have just ended, unless something else lets them in.

    Runs after the commit, in transactions of its own: refunds hold locks of orders and quotas.
    """
    holders = {f"user:{row.user_id}" for row in entitlements if row.user_id}
    holders |= {f"{TICKET}{row.ticket_id}" for row in entitlements if row.ticket_id}
    for event in EventPage.objects.filter(pk__in={row.event_id for row in entitlements}):
        places = OnlinePlace.objects.filter(holder__in=holders, places__session__path__startswith=event.path)
        _let_out(event, list(places.select_related("places__session")))


def end_closed_tickets() -> None:
    """Give back the places of tickets that are not live any more, whichever way they were closed."""
    places = list(OnlinePlace.objects.filter(holder__startswith=TICKET).select_related("places__session"))
    numbers = {int(place.holder.removeprefix(TICKET)) for place in places}
    live = set(Ticket.objects.live().filter(pk__in=numbers).values_list("pk", flat=True)) if numbers else set()
    for place in places:
        if int(place.holder.removeprefix(TICKET)) not in live:
            _take_away(place.places.session, [place.holder])


def _let_out(event: EventPage, places: Sequence[OnlinePlace]) -> None:
    for place in places:
        session = place.places.session
        if not _may_stay(place.holder, session, event):
            _take_away(session, [place.holder])


def _may_stay(holder: str, session: SessionPage, event: EventPage) -> bool:
    kind, _colon, number = holder.partition(":")
    if kind == "user":
        user = User.objects.filter(pk=number).first()
        return user is not None and decide(Person(user), session, event, purpose=Purpose.JOIN).outcome in STAYING
    ticket = Ticket.objects.live().filter(pk=number).first()
    if ticket is None:
        return False
    person = Person(tickets=frozenset([ticket.public_id]))
    return decide(person, session, event, purpose=Purpose.JOIN).outcome in STAYING


def _take_away(session: SessionPage, holders: Sequence[str]) -> None:
    lost = give_back_places(session.pk, holders)
    if lost:
        places_lost.send(sender=OnlinePlace, session=session, holders=lost)
