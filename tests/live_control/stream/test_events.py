"""What comes beside the board: about one's own person, for voters, said in passing, and the end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone as clock

from live_control import bus
from live_control.actions.people import put_out
from live_control.board.mark import mark_board
from live_control.choices import Out
from live_control.models import LiveAction, LiveRoom, Participant
from live_control.stream.tickets import Audience, write_ticket
from tests.factories.live import live_ticket, options_of, person_in, poll_in, vote_of
from tests.live_control.stream.served import LONGEST, Page, Served, wait_until

pytestmark = pytest.mark.django_db(transaction=True)
# Several ticks: what has not come by then does not come.
A_WHILE = 1.2


def message(number: int = 1):
    return {"id": f"m{number}", "name": "Ada", "role": "viewer", "text": f"Ahoy {number}", "at": "now", "from": "p1"}


def vote(served: Served, person: Participant, poll: LiveAction):
    body = {"poll": str(poll.public_id), "options": [str(options_of(poll)[0].public_id)]}
    return served.post("/api/live/votes", live_ticket(person), body)


def test_personal_event_reaches_this_person_alone_in_every_process(two, session):
    one, other = two
    ada, grace = person_in(session), person_in(session)
    with (
        Page(one, live_ticket(ada)) as here,
        Page(other, live_ticket(ada)) as there,
        Page(one, live_ticket(grace)) as stranger,
    ):
        for page in (here, there, stranger):
            page.wait_for("me")
        bus.tell({"t": "person", "s": session.pk, "p": ada.pk, "e": {"is_muted": True}})
        assert here.wait_for("me", 2) == there.wait_for("me", 2) == {"is_muted": True}
        time.sleep(A_WHILE)
        assert len(stranger.all("me")) == 1


def test_invitation_that_was_missed_comes_with_the_stream(served, session):
    ada = person_in(session, stage="invited", hand_raised_at=clock.now())
    with Page(served, live_ticket(ada)) as page:
        expected = {"stage": "invited", "is_muted": False, "hand_raised": True, "invitation": True}
        assert page.wait_for("me") == expected


def test_later_seat_ends_the_earlier_one_in_every_process(two, session):
    one, other = two
    ada = person_in(session)
    with Page(one, live_ticket(ada)) as here, Page(other, live_ticket(ada)) as there:
        here.wait_for("me")
        there.wait_for("me")
        Participant.objects.update(seat=2)
        with Page(one, live_ticket(ada, seat=2)) as again:
            again.wait_for("me")
            bus.tell({"t": "seat", "s": session.pk, "p": ada.pk, "g": 2})
            assert here.wait_for("bye") == there.wait_for("bye") == {"reason": "moved"}
            here.wait_for_end()
            time.sleep(A_WHILE)
            assert (again.all("bye"), again.is_over) == ([], False)


def test_ticket_of_an_earlier_seat_opens_nothing(served, session):
    ada = person_in(session, seat=2)
    with Page(served, live_ticket(ada, seat=1)) as page:
        page.wait_for_end()
        assert (page.status, [event.name for event in page.events]) == (200, ["bye"])
        assert page.all("bye") == [{"reason": "moved"}]


@pytest.mark.parametrize("why", [Out.EJECTED, Out.ACCESS_ENDED])
def test_whoever_is_put_out_is_told_why_and_stays_out(served, session, why):
    ada = person_in(session)
    with Page(served, live_ticket(ada)) as page:
        page.wait_for("me")
        with transaction.atomic():
            put_out(session.pk, [ada.pk], why=why)
        assert page.wait_for("bye") == {"reason": why}
        page.wait_for_end()
    with Page(served, live_ticket(ada)) as again:
        again.wait_for_end()
        assert [event.data for event in again.events] == [{"reason": why}]


@pytest.mark.parametrize(("ends_in", "reason"), [(60, "over"), (-1, "ended")])
def test_stream_ends_with_its_ticket(served, session, ends_in, reason):
    session.ends_at = clock.now() + timedelta(seconds=ends_in)
    session.save()
    ada = person_in(session)
    until = clock.now() + timedelta(seconds=3)
    ticket = write_ticket(session.pk, ada.pk, seat=1, audience=Audience.VIEWER, until=until)
    with Page(served, ticket) as page:
        assert page.wait_for("bye") == {"reason": reason}
        page.wait_for_end()


def test_results_come_to_those_who_have_voted_alone(two, session):
    one, other = two
    poll = poll_in(session, show_results="after_vote")
    part, oak = f"action:{poll.public_id}", str(options_of(poll)[0].public_id)
    ada, grace = person_in(session), person_in(session)
    with Page(one, live_ticket(ada)) as voter, Page(other, live_ticket(grace)) as watcher:
        voter.wait_for_part(part)
        watcher.wait_for_part(part)
        assert vote(other, ada, poll).status_code == 200
        event = voter.wait_for("results")
        while event[part]["voters"] == 0:
            event = voter.wait_for("results", len(voter.all("results")) + 1)
        assert event[part]["options"][oak] == 1
        time.sleep(A_WHILE)
        assert watcher.all("results") == []
        assert (voter.parts[part]["results"], watcher.parts[part]["results"]) == (None, None)
        assert oak in str(vote(one, ada, poll).json()["results"])


@pytest.mark.parametrize("is_secret", [False, True])
def test_whoever_voted_before_sees_results_when_they_come_back(served, session, is_secret):
    poll = poll_in(session, show_results="after_vote", is_secret=is_secret)
    ada = person_in(session)
    assert vote(served, ada, poll).status_code == 200
    with Page(served, live_ticket(ada)) as page:
        assert page.wait_for("results")[f"action:{poll.public_id}"]["voters"] == 1


def test_released_results_are_everybodys_and_come_with_the_board(served, session):
    poll = poll_in(session, show_results="after_vote")
    part = f"action:{poll.public_id}"
    vote_of(person_in(session), poll, [options_of(poll)[0].pk])
    with Page(served, live_ticket(person_in(session))) as page:
        page.wait_for_part(part)
        LiveAction.objects.update(is_released=True)
        mark_board(session.pk)
        assert page.wait_for_part(part, lambda value: value["results"])["results"]["voters"] == 1
        assert page.all("results") == []


def test_chat_comes_with_a_tick_and_with_the_first_tick_of_a_newcomer(two, session):
    one, other = two
    with Page(one, live_ticket(person_in(session))) as here, Page(other, live_ticket(person_in(session))) as there:
        here.wait_for("board")
        there.wait_for("board")
        bus.send_now({"t": "say", "s": session.pk, "m": message()})
        for page in (here, there):
            page.wait_for_tick("chat", [message()])
        with Page(other, live_ticket(person_in(session))) as late:
            assert late.wait_for("tick")["chat"] == [message()]
        bus.send_now({"t": "unsay", "s": session.pk, "m": ["m1"]})
        here.wait_for_tick("unsaid", ["m1"])
        with Page(one, live_ticket(person_in(session))) as later:
            later.wait_for("tick")
            assert later.saw("chat") == []


def test_reactions_are_summed_over_processes(two, session):
    one, other = two
    people = [person_in(session) for _number in range(6)]
    with Page(one, live_ticket(people[0])) as page:
        page.wait_for("board")
        for number, person in enumerate(people):
            kind = "heart" if number % 3 else "applause"
            answer = (one, other)[number % 2].post("/api/live/reactions", live_ticket(person), {"kind": kind})
            assert (answer.status_code, answer.content) == (204, b"")
        page.wait_for_sum({"heart": 4, "applause": 2})


def test_watching_counts_viewers_of_all_processes(two, session):
    one, other = two
    grace = person_in(session, role="organizer")
    with (
        Page(one, live_ticket(person_in(session))) as here,
        Page(other, live_ticket(person_in(session))) as there,
        Page(one, live_ticket(grace, Audience.CREW)) as crew,
    ):
        for page in (here, there, crew):
            page.wait_for_tick("watching", 2)
        there.close()
        here.wait_for_tick("watching", 1)


def test_reactions_that_are_switched_off_are_refused(served, session):
    LiveRoom.objects.update(has_reactions=False)
    ada = person_in(session)
    with Page(served, live_ticket(ada)) as page:
        page.wait_for("board")
        answer = served.post("/api/live/reactions", live_ticket(ada), {"kind": "heart"})
        assert (answer.status_code, answer.json()["error"]) == (403, "SWITCHED_OFF")


def test_page_that_comes_in_while_something_is_told_of_its_person_ends_with_the_truth(served, session):
    ada = person_in(session)
    with Page(served, live_ticket(person_in(session))) as other:
        other.wait_for_part("session")
        with transaction.atomic():
            # Ada is read, and what is read after her is kept back.
            lock_until_the_end(LiveAction)
            page = Page(served, live_ticket(ada))
            wait_until(somebody_waits_for_a_lock)
            in_another_transaction(lambda: (Participant.objects.update(stage="stage"), tell_stage(ada)))
            wait_until(lambda: served.app.hub.halls[session.pk].told[ada.pk])
        with page:
            page.wait_for("me", 2)
            assert [one["stage"] for one in page.all("me")] == ["audience", "stage"]


def tell_stage(person: Participant) -> None:
    bus.tell({"t": "person", "s": person.session_id, "p": person.pk, "e": {"stage": "stage"}})


def lock_until_the_end(model: type[LiveAction]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {model._meta.db_table} IN ACCESS EXCLUSIVE MODE")


def somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity "
            "WHERE wait_event_type = 'Lock' AND datname = current_database())"
        )
        return bool(cursor.fetchone()[0])


def in_another_transaction(act: Callable[[], object]) -> None:
    def acting() -> None:
        act()
        connection.close()

    thread = threading.Thread(target=acting)
    thread.start()
    thread.join(LONGEST)
