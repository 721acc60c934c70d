"""The access decision: what a ticket opens, roles, the clock and the places, one by one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import EventRole
from tests.factories import EventRoleFactory, SpeakerFactory, UserFactory
from tests.factories.sign_in import AddressFactory
from tests.factories.site_pages import START
from tests.factories.ticketing import CategoryFactory, order_of
from tests.ticketing.people import DURING, by_number, event_with, holder_of, outcome, said, session_of, somebody
from ticketing.access import MOST_QUERIES, Outcome, Person, Purpose, decide
from ticketing.actions import audit
from ticketing.actions.after_sale import Holder as NewHolder
from ticketing.actions.after_sale import transfer_ticket
from ticketing.actions.entitlements import grant
from ticketing.actions.speakers import sync_speakers
from ticketing.choices import Admits
from ticketing.models import Entitlement, OnlinePlace, SessionPlaces, Ticket

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("admits", "online", "in_hall", "recording"),
    [
        (Admits.BOTH, "allowed viewer", "allowed participant", "allowed viewer"),
        (Admits.ONLINE, "allowed viewer", "upgrade_required", "allowed viewer"),
        (Admits.IN_PERSON, "upgrade_required", "allowed participant", "allowed viewer"),
    ],
)
def test_ticket_opens_the_way_that_it_admits_to(admits, online, in_hall, recording):
    event = event_with("ticketed")
    session, user = session_of(event, format="hybrid"), holder_of(event, admits=admits)
    ticket = Ticket.objects.get()

    found = [
        [outcome(person, session, event, purpose=purpose) for purpose in (Purpose.JOIN, Purpose.ATTEND, Purpose.WATCH)]
        for person in (Person(user), by_number(ticket))
    ]

    assert found == [[online, in_hall, recording]] * 2


def test_second_ticket_counts_although_the_first_gives_the_right():
    """One live entitlement for a scope: the second ticket's is not stored, and yet the ticket is there."""
    event = event_with("ticketed")
    session, user = session_of(event), holder_of(event, admits=Admits.IN_PERSON)
    before = outcome(Person(user), session, event)
    order_of(CategoryFactory(event=event, admits=Admits.ONLINE), email=user.email)

    assert Entitlement.objects.live().count() == 1
    assert (before, outcome(Person(user), session, event)) == ("upgrade_required", "allowed viewer")


def test_ticket_in_the_name_of_a_second_address_counts():
    event = event_with("ticketed")
    session, user = session_of(event), holder_of(event, admits=Admits.IN_PERSON)
    AddressFactory(user=user, value="work@example.org", is_primary=False)
    order_of(CategoryFactory(event=event, admits=Admits.ONLINE), email="work@example.org")

    assert outcome(Person(user), session, event) == "allowed viewer"


@pytest.mark.parametrize("mode", ["open", "registration", "ticketed"])
def test_hall_always_takes_a_ticket(mode):
    event = event_with(mode)
    session, user = session_of(event, format="hybrid"), somebody()
    without = outcome(Person(user), session, event, purpose=Purpose.ATTEND)
    order_of(CategoryFactory(event=event), email=user.email)

    assert without == "ticket_required"
    assert outcome(Person(user), session, event, purpose=Purpose.ATTEND) == "allowed participant"
    assert outcome(Person(name="Grace"), session, event, purpose=Purpose.ATTEND) == "login_required"


def test_call_lets_everybody_speak_and_a_stream_watch():
    event = event_with("open")
    guest = Person(name="Grace")

    found = [outcome(guest, session_of(event, stream_type=kind), event) for kind in ("call", "livestream", "")]

    assert found == ["allowed participant", "allowed viewer", "allowed viewer"]


def test_recording_follows_the_same_rule_after_the_session():
    event, after = event_with("ticketed"), {"purpose": Purpose.WATCH, "now": START + timedelta(days=9)}
    session, holder, other = session_of(event), holder_of(event), somebody("bo@example.org")
    free, shared = session_of(event, "registration"), session_of(event, "open")

    assert [
        outcome(Person(holder), session, event, **after),
        outcome(Person(other), session, event, **after),
        outcome(Person(), session, event, **after),
        outcome(Person(), free, event, **after),
        outcome(Person(other), free, event, **after),
        outcome(Person(), shared, event, **after),
    ] == ["allowed viewer", "ticket_required", "login_required", "login_required", "allowed viewer", "allowed viewer"]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (EventRole.Role.OWNER, "allowed organizer"),
        (EventRole.Role.COLLABORATOR, "allowed organizer"),
        (EventRole.Role.REVIEWER, "ticket_required"),
        (EventRole.Role.MODERATOR, "ticket_required"),
        (EventRole.Role.CHECK_IN, "ticket_required"),
    ],
)
def test_role_opens_its_own_event_alone(role, expected):
    event, other = event_with("ticketed"), event_with("ticketed")
    person = Person(EventRoleFactory(event=event, role=role).user)

    assert outcome(person, session_of(event), event) == expected
    assert outcome(person, session_of(other), other) == "ticket_required"


def test_platform_administrator_organizes_and_staff_does_not():
    event = event_with("ticketed")
    session = session_of(event)

    found = [outcome(Person(UserFactory(**{kind: True})), session, event) for kind in ("is_superuser", "is_staff")]

    assert found == ["allowed organizer", "ticket_required"]


def test_closed_account_is_nobody():
    event = event_with("ticketed")
    user = EventRoleFactory(event=event, user=holder_of(event)).user
    user.is_active = False

    assert outcome(Person(user), session_of(event), event) == "login_required"


def test_speaker_is_on_stage_in_their_own_sessions_alone():
    event, user = event_with("ticketed"), somebody()
    ada = SpeakerFactory(email=user.email)
    own, second, other = (session_of(event, speakers=people) for people in ([ada], [ada], []))
    sync_speakers(event)
    found = [outcome(Person(user), session, event) for session in (own, second, other)]
    for session in (own, second):
        session.session_speakers.all().delete()
        session.save()
    sync_speakers(event)

    assert found == ["allowed speaker", "allowed speaker", "ticket_required"]
    assert outcome(Person(user), own, event) == "ticket_required"


def test_pass_of_another_event_opens_this_one_where_it_says_so():
    event, other, third = (event_with("ticketed") for _ in range(3))
    category = CategoryFactory(event=other)
    category.other_events.add(event)
    user = somebody()
    ticket = order_of(category, email=user.email).tickets.get()

    found = [
        [outcome(person, session_of(one), one) for one in (event, other, third)]
        for person in (Person(user), by_number(ticket))
    ]

    assert found == [
        ["allowed viewer", "allowed viewer", "ticket_required"],
        ["allowed viewer", "allowed viewer", "login_required"],
    ]


def test_grant_opens_its_session_or_the_event():
    event, user = event_with("ticketed"), somebody()
    session, other = session_of(event), session_of(event)
    by = UserFactory()
    grant((event.pk, session.pk), email=user.email, by=by)
    narrow = [outcome(Person(user), one, event) for one in (session, other)]
    grant((event.pk, None), email=user.email, by=by)

    assert narrow == ["allowed viewer", "upgrade_required"]
    assert outcome(Person(user), other, event) == "allowed viewer"


def test_ticket_number_stands_for_signing_in_to_a_free_session():
    event = event_with("ticketed")
    session = session_of(event, "registration")
    ticket = order_of(CategoryFactory(event=event, sessions=[session_of(event)])).tickets.get()

    decision = decide(by_number(ticket), session, event, now=DURING)

    assert (said(decision), decision.holder, decision.name) == ("allowed viewer", f"ticket:{ticket.pk}", "Ada Lovelace")


def test_ticket_handed_over_opens_nothing_any_more():
    event = event_with("ticketed")
    session, user = session_of(event), holder_of(event)
    old = Ticket.objects.get()
    new = transfer_ticket(old, to=NewHolder("Grace", "grace@example.org"), by=audit.system())

    found = [outcome(person, session, event) for person in (Person(user), by_number(old), by_number(new))]

    assert found == ["ticket_required", "login_required", "allowed viewer"]


@pytest.mark.parametrize(
    ("minutes", "guest", "owner"),
    [
        (-16, "not_open_yet", "allowed organizer"),
        (-15, "allowed viewer", "allowed organizer"),
        (44, "allowed viewer", "allowed organizer"),
        (45, "ended", "ended"),
    ],
)
def test_clock_opens_and_ends_the_way_in(minutes, guest, owner):
    event = event_with("open")
    session = session_of(event)
    now = session.starts_at + timedelta(minutes=minutes)

    people = (Person(name="Grace"), Person(EventRoleFactory(event=event).user))

    assert [outcome(person, session, event, now=now) for person in people] == [guest, owner]


def test_hall_opens_with_the_session_itself():
    event = event_with("ticketed", format="in-person")
    session, user = session_of(event, format="in-person", stream_type=""), holder_of(event)

    early = decide(Person(user), session, event, now=session.starts_at - timedelta(minutes=5))

    assert (early.outcome, early.opens_at, early.purpose) == (
        Outcome.NOT_OPEN_YET,
        session.starts_at,
        Purpose.ATTEND,
    )


def test_session_without_a_time_is_open_to_nobody():
    event = event_with("open")
    session = session_of(event, starts_at=None, ends_at=None)
    people = (Person(name="Grace"), Person(EventRoleFactory(event=event).user))

    assert [outcome(one, session, event) for one in people] == ["not_open_yet", "not_open_yet"]


@pytest.mark.parametrize("what", ["session", "event"])
@pytest.mark.parametrize("purpose", list(Purpose))
def test_cancelled_is_over_for_all(what, purpose):
    event = event_with("open")
    session = session_of(event)
    (event if what == "event" else session).is_cancelled = True
    person = Person(EventRoleFactory(event=event).user)

    assert outcome(person, session, event, purpose=purpose) == "cancelled"


def test_full_session_keeps_those_who_are_in_and_lets_its_crew_in():
    event = event_with("open")
    session = session_of(event, max_remote_attendees=1)
    places = SessionPlaces.objects.create(session=session, used=1)
    OnlinePlace.objects.create(places=places, holder="guest:in")
    crew = Person(EventRoleFactory(event=event).user)

    people = (Person(name="Grace", guest_key="in"), Person(name="Grace", guest_key="out"), crew)

    assert [outcome(one, session, event) for one in people] == [
        "allowed viewer",
        "full",
        "allowed organizer",
    ]


def test_missing_name_or_ticket_is_said_before_the_places():
    event = event_with("open")
    session = session_of(event, max_remote_attendees=0)

    assert outcome(Person(), session, event) == "name_required"


def test_decision_costs_no_more_queries_than_promised(django_assert_max_num_queries):
    """The costliest case: an own ticket for the other way, a shown one too, and limited places."""
    event, other = event_with("ticketed"), event_with("ticketed")
    session = session_of(event, max_remote_attendees=9)
    user = holder_of(event, admits=Admits.IN_PERSON)
    shown = order_of(CategoryFactory(event=event, admits=Admits.ONLINE), email="bo@example.org").tickets.get()
    foreign = order_of(CategoryFactory(event=other), email="bo@example.org").tickets.get()
    person = Person(user, tickets=frozenset([shown.public_id, foreign.public_id]))

    with django_assert_max_num_queries(MOST_QUERIES):
        assert outcome(person, session, event) == "allowed viewer"
