"""Going into a session and out again: places, registrations, and rights that end in between."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone as clock

from accounts.models import EventRole
from notifications.errors import TooManyRequests
from tests.factories import EventRoleFactory, SpeakerFactory
from tests.factories.live import event_around, live_session, places, somebody, ticket_for
from tests.factories.ticketing import order_of
from ticketing.access import Outcome, Person, Role
from ticketing.actions import audit
from ticketing.actions.after_sale import Holder, cancel_order, transfer_ticket
from ticketing.actions.entitlements import grant, revoke
from ticketing.actions.joining import join_session, leave_session
from ticketing.actions.places import AWAY_AFTER, note_seen, sweep_places
from ticketing.actions.speakers import sync_speakers
from ticketing.actions.ticket_numbers import PER_ADDRESS, PER_NETWORK, PER_TICKET, verify_ticket
from ticketing.errors import TicketUnknown
from ticketing.models import Entitlement, OnlinePlace, SessionPlaces
from ticketing.refusals import NotAdmitted
from ticketing.signals import places_lost
from ticketing.tasks import sweep_online_places

pytestmark = pytest.mark.django_db
NETWORK = "203.0.113.7"


def guest(key: str = "a") -> Person:
    return Person(name="Grace", guest_key=key)


def refusal(person: Person, session) -> str:
    with pytest.raises(NotAdmitted) as refused:
        join_session(person, session, event_around(session))
    return str(refused.value.decision.outcome)


def test_guest_takes_a_place_once_and_gives_it_back():
    session = live_session()
    event = event_around(session)

    decisions = [join_session(guest(), session, event) for _ in range(2)]
    taken = places()
    leave_session(session, "guest:a")
    leave_session(session, "guest:a")

    assert [(one.outcome, one.role, one.holder) for one in decisions] == [(Outcome.ALLOWED, Role.VIEWER, "guest:a")] * 2
    assert (taken, places()) == (["guest"], [])


def test_full_session_takes_nobody_more_until_somebody_leaves():
    session = live_session(max_remote_attendees=1)
    event = event_around(session)
    join_session(guest("a"), session, event)

    assert refusal(guest("b"), session) == "full"
    assert join_session(guest("a"), session, event).has_place is True
    leave_session(session, "guest:a")
    join_session(guest("b"), session, event)
    assert places() == ["guest"]


def test_full_session_lets_its_crew_in_and_counts_them_not():
    ada = SpeakerFactory(email="ada@example.org")
    session = live_session(max_remote_attendees=1, speakers=[ada])
    event, crew = event_around(session), [somebody()]
    sync_speakers(event)
    crew.append(EventRoleFactory(event=event).user)
    join_session(guest(), session, event)

    roles = [join_session(Person(who), session, event).role for who in crew]

    assert roles == [Role.SPEAKER, Role.ORGANIZER]
    assert places() == ["guest"]


def test_registration_is_made_on_the_way_in_and_once():
    session, user = live_session("registration"), somebody()
    for _ in range(2):
        join_session(Person(user), session, event_around(session))

    assert [(row.source, row.session_id) for row in Entitlement.objects.of_user(user.pk).live()] == [
        ("free_registration", None)
    ]
    assert places() == ["user"]


def test_registration_is_not_made_where_the_session_is_full():
    session, user = live_session("registration", max_remote_attendees=0), somebody()

    assert refusal(Person(user), session) == "full"
    assert not Entitlement.objects.exists()


def test_account_and_number_of_one_ticket_share_its_place():
    session = live_session("ticketed")
    event, user = event_around(session), somebody()
    ticket = ticket_for(event)

    holders = {
        join_session(person, session, event).holder
        for person in (Person(user), Person(tickets=frozenset([ticket.public_id])))
    }

    assert (holders, places()) == ({f"ticket:{ticket.pk}"}, ["ticket"])


def test_place_of_who_stays_away_is_swept_and_of_who_is_seen_kept():
    session = live_session()
    event = event_around(session)
    for key in "abc":
        join_session(guest(key), session, event)
    long_ago = clock.now() - AWAY_AFTER - timedelta(seconds=1)
    OnlinePlace.objects.update(seen_at=long_ago)
    join_session(guest("a"), session, event)
    note_seen(session.pk, ["guest:b"])

    sweep_online_places()

    assert sorted(OnlinePlace.objects.values_list("holder", flat=True)) == ["guest:a", "guest:b"]
    assert SessionPlaces.objects.get().used == 2
    assert sweep_places() == 0


def lost_by(session) -> list[str]:
    """Whom the signal names while it is heard."""
    heard: list[str] = []

    def hear(sender, session, holders, **more):
        heard.extend(holders)

    places_lost.connect(hear, weak=False)
    return heard


def test_refund_gives_the_place_back_at_once(django_capture_on_commit_callbacks):
    session = live_session("ticketed")
    event, user = event_around(session), somebody()
    ticket = ticket_for(event)
    join_session(Person(user), session, event)
    heard = lost_by(session)

    with django_capture_on_commit_callbacks(execute=True):
        cancel_order(ticket.order, by=audit.system())

    assert (places(), heard) == ([], [f"ticket:{ticket.pk}"])
    assert refusal(Person(user), session) == "ticket_required"


def test_refund_of_one_of_two_tickets_keeps_the_person_in(django_capture_on_commit_callbacks):
    session = live_session("ticketed")
    event, user = event_around(session), somebody()
    first = ticket_for(event)
    order_of(first.category, email=user.email)

    with django_capture_on_commit_callbacks(execute=True):
        cancel_order(first.order, by=audit.system())

    assert join_session(Person(user), session, event).is_allowed


def test_second_ticket_of_the_same_person_refunded_gives_its_place_back(django_capture_on_commit_callbacks):
    session = live_session("ticketed")
    event = event_around(session)
    first = ticket_for(event)
    second = order_of(first.category).tickets.get()
    join_session(Person(tickets=frozenset([second.public_id])), session, event)

    with django_capture_on_commit_callbacks(execute=True):
        cancel_order(second.order, by=audit.system())

    assert places() == []


def test_ticket_handed_over_lets_its_former_holder_out(django_capture_on_commit_callbacks):
    session = live_session("ticketed")
    event = event_around(session)
    ticket = ticket_for(event)
    old = Person(tickets=frozenset([ticket.public_id]))
    join_session(old, session, event)

    with django_capture_on_commit_callbacks(execute=True):
        new = transfer_ticket(ticket, to=Holder("Grace", "grace@example.org"), by=audit.system())

    assert places() == []
    assert refusal(old, session) == "login_required"
    assert join_session(Person(tickets=frozenset([new.public_id])), session, event).is_allowed


def test_revoked_grant_lets_out_unless_a_ticket_is_left(django_capture_on_commit_callbacks):
    session = live_session("ticketed")
    event = event_around(session)
    owner = EventRoleFactory(event=event).user
    ada, bo = somebody(), somebody("bo@example.org")
    rights = [grant((event.pk, None), email=user.email, by=owner) for user in (ada, bo)]
    for user in (ada, bo):
        join_session(Person(user), session, event)
    ticket_for(event, email=bo.email)

    with django_capture_on_commit_callbacks(execute=True):
        revoke(rights)

    assert list(OnlinePlace.objects.values_list("holder", flat=True)) == [f"user:{bo.pk}"]


def test_speaker_taken_off_the_session_is_an_attendee_like_others():
    ada = SpeakerFactory(email="ada@example.org")
    session = live_session("ticketed", speakers=[ada])
    event, user = event_around(session), somebody()
    sync_speakers(event)
    before = join_session(Person(user), session, event).role
    session.session_speakers.all().delete()
    session.save()
    sync_speakers(event)

    assert before == Role.SPEAKER
    assert refusal(Person(user), session) == "ticket_required"


def test_role_without_power_over_the_event_joins_like_others():
    session = live_session("ticketed")
    person = EventRoleFactory(event=event_around(session), role=EventRole.Role.MODERATOR).user

    assert refusal(Person(person), session) == "ticket_required"


def test_number_and_address_find_the_ticket_however_they_are_typed():
    ticket = ticket_for(event_around(live_session("ticketed")))

    typed = f" {ticket.number.replace('-', ' ').lower()} "
    assert verify_ticket(typed, " ADA@Example.org ", network=NETWORK) == ticket


@pytest.mark.parametrize(
    ("number", "email"),
    [
        ("{number}", "bo@example.org"),
        ("2222-2222-2222", "ada@example.org"),
        ("", ""),
        ("{number}", ""),
        ("\x00", "\x00"),
    ],
)
def test_wrong_pair_is_refused_in_the_same_words(number, email):
    ticket = ticket_for(event_around(live_session("ticketed")))

    with pytest.raises(TicketUnknown) as refused:
        verify_ticket(number.format(number=ticket.number), email, network=NETWORK)

    assert refused.value.as_json() == TicketUnknown().as_json()


def test_closed_ticket_is_refused_in_the_same_words():
    ticket = ticket_for(event_around(live_session("ticketed")))
    cancel_order(ticket.order, by=audit.system())

    with pytest.raises(TicketUnknown):
        verify_ticket(ticket.number, "ada@example.org", network=NETWORK)


def tries(count: int, number: str, email: str, network: str = NETWORK) -> list[str]:
    """What each of so many tries got."""
    got = []
    for turn in range(count):
        try:
            verify_ticket(number.format(turn), email.format(turn), network=network.format(turn))
        except TicketUnknown:
            got.append("unknown")
        except TooManyRequests:
            got.append("too many")
    return got


@pytest.mark.parametrize(
    ("budget", "number", "email", "network"),
    [
        (PER_TICKET, "2222-2222-2222", "bo{}@example.org", "203.0.113.{}"),
        (PER_ADDRESS, "2222-2222-2{:03}", "ada@example.org", "203.0.113.{}"),
        (PER_NETWORK, "2222-2222-2{:03}", "bo{}@example.org", NETWORK),
    ],
)
def test_wrong_pairs_are_limited_by_ticket_address_and_network(budget, number, email, network):
    got = tries(budget.limit + 2, number, email, network)

    assert got == ["unknown"] * budget.limit + ["too many"] * 2


def test_right_pairs_are_not_limited():
    ticket = ticket_for(event_around(live_session("ticketed")))

    for _ in range(PER_TICKET.limit + 3):
        verify_ticket(ticket.number, "ada@example.org", network=NETWORK)
