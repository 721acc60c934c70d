"""The access decision: what a person may do with a session now, and what to do next (spec 2, "The access decision").

One function answers for the page, the API and the token mint alike. docs/access.md has the decision as a table.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone as clock

from accounts.models import User
from accounts.rules import can_organize
from site_pages.choices import AccessMode, Format, StreamType
from site_pages.clock import early_join
from site_pages.rules import access_mode_of
from ticketing.choices import Admits
from ticketing.rights import Held, Place, held_by_tickets, held_by_user, place_of
from ticketing.rooms import place_limit

if TYPE_CHECKING:
    from site_pages.models import EventPage, SessionPage

# A person's role, their entitlements, other tickets of theirs, tickets by number, places.
MOST_QUERIES = 5


class Outcome(StrEnum):
    """What the decision says."""

    ALLOWED = "allowed"
    NAME_REQUIRED = "name_required"
    LOGIN_REQUIRED = "login_required"
    TICKET_REQUIRED = "ticket_required"
    UPGRADE_REQUIRED = "upgrade_required"
    FULL = "full"
    NOT_OPEN_YET = "not_open_yet"
    ENDED = "ended"
    CANCELLED = "cancelled"
    # Not from the decision itself: what those who run the session say at its door (rooms.py).
    PUT_OUT = "put_out"
    GUESTS_CLOSED = "guests_closed"


class Role(StrEnum):
    """As whom somebody takes part: viewers receive only, participants may be seen and heard."""

    VIEWER = "viewer"
    PARTICIPANT = "participant"
    SPEAKER = "speaker"
    ORGANIZER = "organizer"


# They are let in before the doors open, and take none of the attendees' places.
CREW = frozenset({Role.SPEAKER, Role.ORGANIZER})


class Purpose(StrEnum):
    """What somebody wants to do with a session."""

    JOIN = "join"  # its room online
    ATTEND = "attend"  # the hall
    WATCH = "watch"  # its recording


# Whoever was let in either way may see it again.
ADMITTING = {
    Purpose.JOIN: (Admits.BOTH, Admits.ONLINE),
    Purpose.ATTEND: (Admits.BOTH, Admits.IN_PERSON),
    Purpose.WATCH: tuple(Admits),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks: somebody signed in or not, with tickets proved by number and address, and a guest's name."""

    user: User | AnonymousUser = field(default_factory=AnonymousUser)
    # Public ids of tickets that this browser has shown number and address of (actions/ticket_numbers.py).
    tickets: frozenset[UUID] = frozenset()
    name: str = ""
    # Random, and the same for as long as the browser keeps its session.
    guest_key: str = ""
    # The holder under which this browser is in the session already; empty where it is not.
    joined_as: str = ""

    @property
    def account(self) -> User | None:
        """The account of somebody signed in."""
        return self.user if isinstance(self.user, User) and self.user.is_active else None

    def signed_in_as(self, user: User) -> Person:
        """The same visitor, now with an account."""
        return replace(self, user=user)


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer. `holder` is whose place it would be; empty for the crew, and where nobody is known yet."""

    outcome: Outcome
    purpose: Purpose
    role: Role | None = None
    holder: str = ""
    name: str = ""
    has_place: bool = False
    opens_at: datetime | None = None

    @property
    def is_allowed(self) -> bool:
        return self.outcome is Outcome.ALLOWED

    @property
    def is_crew(self) -> bool:
        return self.role in CREW


def decide(
    person: Person,
    session: SessionPage,
    event: EventPage,
    *,
    purpose: Purpose | None = None,
    now: datetime | None = None,
) -> Decision:
    """What this person may do. Five queries at most; without `purpose`, what the session's format is for.

    What nobody can have comes first (cancelled, ended), then who it is, then the clock, and last the places: so
    the answer always names the next thing that this person can do something about.
    """
    now, purpose = now or clock.now(), purpose or purpose_of(session)
    if event.is_cancelled or session.is_cancelled:
        return Decision(Outcome.CANCELLED, purpose)
    if purpose is not Purpose.WATCH and session.ends_at is not None and now >= session.ends_at:
        return Decision(Outcome.ENDED, purpose)
    decision = _by_person(person, session, event, purpose=purpose)
    if not decision.is_allowed or purpose is Purpose.WATCH:
        return decision
    opens_at = opening_of(session, purpose)
    if opens_at is None or (now < opens_at and not decision.is_crew):
        return replace(decision, outcome=Outcome.NOT_OPEN_YET, role=None, opens_at=opens_at)
    if purpose is Purpose.ATTEND or decision.is_crew:
        return decision
    return _by_places(decision, session, place_of(session.pk, decision.holder))


def purpose_of(session: SessionPage) -> Purpose:
    """What one comes to a session for while it is on."""
    return Purpose.ATTEND if session.format == Format.IN_PERSON else Purpose.JOIN


def opening_of(session: SessionPage, purpose: Purpose) -> datetime | None:
    """From when attendees are let in; None while the session has no time."""
    if session.starts_at is None:
        return None
    return session.starts_at - early_join() if purpose is Purpose.JOIN else session.starts_at


def _by_person(person: Person, session: SessionPage, event: EventPage, *, purpose: Purpose) -> Decision:
    """Rules 1 to 3: who it is, and what they hold."""
    account = person.account
    if account is not None and can_organize(account, event.pk):
        return Decision(Outcome.ALLOWED, purpose, Role.ORGANIZER, name=account.name)
    held = held_by_user(account, session, event, admitting=ADMITTING[purpose]) if account else Held()
    if held.is_speaker and account is not None:
        return Decision(Outcome.ALLOWED, purpose, Role.SPEAKER, name=account.name)
    if person.tickets and not held.holder:
        held = held_by_tickets(person.tickets, session, event, admitting=ADMITTING[purpose]) or held
    mode = access_mode_of(session, event)
    if purpose is Purpose.ATTEND or mode == AccessMode.TICKETED:
        return _ticketed(person, held, _role_in(session, purpose), purpose=purpose)
    return _free(person, held, Decision(Outcome.ALLOWED, purpose, _role_in(session, purpose)), mode=mode)


def _ticketed(person: Person, held: Held, role: Role, *, purpose: Purpose) -> Decision:
    account = person.account
    if held.holder:
        name = (account.name if account else "") or held.name or person.name
        return Decision(Outcome.ALLOWED, purpose, role, held.holder, name)
    if held.has_ticket:
        return Decision(Outcome.UPGRADE_REQUIRED, purpose)
    return Decision(Outcome.TICKET_REQUIRED if account else Outcome.LOGIN_REQUIRED, purpose)


def _free(person: Person, held: Held, allowed: Decision, *, mode: str) -> Decision:
    """Open sessions ask for a name, those with registration for an account; a ticket of the event stands for both."""
    account = person.account
    if account is not None:
        return replace(allowed, holder=held.holder or f"user:{account.pk}", name=account.name or person.name)
    if mode == AccessMode.REGISTRATION and not held.has_ticket:
        return Decision(Outcome.LOGIN_REQUIRED, allowed.purpose)
    name = held.name or person.name
    if not name and allowed.purpose is Purpose.JOIN:
        return Decision(Outcome.NAME_REQUIRED, allowed.purpose)
    guest = f"guest:{person.guest_key}" if person.guest_key else ""
    return replace(allowed, holder=held.shown or guest, name=name)


def _role_in(session: SessionPage, purpose: Purpose) -> Role:
    """Everybody may speak in a call; the audience of a stream, and of a recording, watches."""
    is_call = purpose is Purpose.JOIN and session.stream_type == StreamType.CALL
    return Role.PARTICIPANT if is_call or purpose is Purpose.ATTEND else Role.VIEWER


def _by_places(decision: Decision, session: SessionPage, place: Place) -> Decision:
    limit = place_limit(session)
    if limit is not None and place.used >= limit and not place.is_held:
        return replace(decision, outcome=Outcome.FULL, role=None)
    return replace(decision, has_place=place.is_held)
