"""Many voting at once, double clicks, and a poll that closes meanwhile; and what happens without the guard."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Barrier

import pytest
from django.db import transaction
from django.utils import timezone as clock

from live_control.actions.ballots import Answer, Ballot
from live_control.actions.votes import cast_votes
from live_control.board.mark import mark_board
from live_control.board.publish import publish_board
from live_control.choices import ActionState
from live_control.models import LiveAction, LiveBoard, Participant, PollOption, Vote
from notifications.errors import DomainError
from tests.factories.live import live_session, options_of, person_in, poll_in
from tests.races.crowd import all_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
CALLERS, BATCH = 8, 10


@pytest.fixture
def poll() -> LiveAction:
    return poll_in(live_session())


def ballot_of(person: Participant, poll: LiveAction, option: PollOption) -> Ballot:
    return Ballot(person.session_id, person.pk, person.seat, poll.public_id, Answer((str(option.public_id),)))


def outcomes(answers: list[Answer | DomainError]) -> list[str]:
    return [answer.code if isinstance(answer, DomainError) else "stored" for answer in answers]


def shown(poll: LiveAction) -> int:
    """How many have voted, as the board says."""
    publish_board(poll.session_id)
    part = LiveBoard.objects.get(session=poll.session_id).viewer[f"action:{poll.public_id}"]
    assert sum(part["results"]["options"].values()) == part["results"]["voters"]
    voters: int = part["results"]["voters"]
    return voters


def close(poll: LiveAction) -> None:
    """As closing a poll does it: lock, write, mark."""
    with transaction.atomic():
        locked = LiveAction.objects.select_for_update().get(pk=poll.pk)
        locked.state, locked.closed_at = ActionState.CLOSED, clock.now()
        locked.save()
        mark_board(poll.session_id)


def test_votes_of_many_are_stored_acknowledged_and_shown_alike(poll):
    oak, steel = options_of(poll)

    def vote(people: list[Participant], option: PollOption) -> list[str]:
        return outcomes(cast_votes([ballot_of(person, poll, option) for person in people]))

    crowds = [[person_in(poll.session) for _one in range(BATCH)] for _caller in range(CALLERS)]
    acts = [partial(vote, people, oak if n % 2 else steel) for n, people in enumerate(crowds)]
    answers = [answer for batch in all_at_once(acts) for answer in batch]

    assert answers == ["stored"] * (CALLERS * BATCH)
    assert (Vote.objects.count(), shown(poll)) == (CALLERS * BATCH, CALLERS * BATCH)


def test_one_person_in_many_tabs_counts_once(poll):
    ada, options = person_in(poll.session), options_of(poll)

    def vote(number: int) -> list[str]:
        return outcomes(cast_votes([ballot_of(ada, poll, options[number % 2])]))

    assert all_at_once([partial(vote, number) for number in range(CALLERS)]) == [["stored"]] * CALLERS
    assert (Vote.objects.count(), shown(poll)) == (1, 1)


def test_fixed_vote_in_many_tabs_keeps_the_first(poll):
    LiveAction.objects.update(setup={"may_change": False})
    ada, options = person_in(poll.session), options_of(poll)

    def vote(number: int) -> tuple[int, str]:
        return number % 2, outcomes(cast_votes([ballot_of(ada, poll, options[number % 2])]))[0]

    answers = all_at_once([partial(vote, number) for number in range(CALLERS)])
    kept = options.index(PollOption.objects.get(pk=Vote.objects.get().choices[0]))
    assert sorted(answers) == sorted((n % 2, "stored" if n % 2 == kept else "VOTE_FIXED") for n in range(CALLERS))
    assert shown(poll) == 1


def test_batches_of_the_same_people_in_other_orders_do_not_block_one_another(poll):
    people, oak = [person_in(poll.session) for _one in range(BATCH)], options_of(poll)[0]

    def vote(number: int) -> list[str]:
        order = people if number % 2 else people[::-1]
        return outcomes(cast_votes([ballot_of(person, poll, oak) for person in order]))

    answers = all_at_once([partial(vote, number) for number in range(CALLERS)])
    assert answers == [["stored"] * BATCH] * CALLERS
    assert (Vote.objects.count(), shown(poll)) == (BATCH, BATCH)


def test_poll_that_closes_meanwhile_has_exactly_the_votes_that_were_acknowledged(poll):
    oak = options_of(poll)[0]
    crowds = [[person_in(poll.session) for _one in range(40)] for _caller in range(CALLERS)]

    def vote(people: list[Participant]) -> list[str]:
        return [answer for person in people for answer in outcomes(cast_votes([ballot_of(person, poll, oak)]))]

    def end() -> list[str]:
        close(poll)
        return []

    acts: list[Callable[[], list[str]]] = [partial(vote, people) for people in crowds]
    answers = [answer for batch in all_at_once([*acts, end]) for answer in batch]

    assert set(answers) <= {"stored", "POLL_CLOSED"}
    assert len(answers) == 40 * CALLERS
    assert Vote.objects.count() == shown(poll) == answers.count("stored")
    for people in crowds:
        after = outcomes(cast_votes([ballot_of(people[0], poll, oak)]))
        assert after == ["POLL_CLOSED"]


def test_closing_does_not_wait_for_a_crowd(poll):
    """Votes hold the poll shared, one batch after the other; whoever closes it gets in between."""
    oak = options_of(poll)[0]
    crowds = [[person_in(poll.session) for _one in range(60)] for _caller in range(4)]

    def vote(people: list[Participant]) -> int:
        return [outcomes(cast_votes([ballot_of(person, poll, oak)]))[0] for person in people].count("POLL_CLOSED")

    def end() -> int:
        close(poll)
        return 0

    acts: list[Callable[[], int]] = [partial(vote, people) for people in crowds]
    assert sum(all_at_once([*acts, end])) > 0


def test_control_reading_the_state_without_the_lock_takes_votes_after_closing(poll):
    """Without the lock a vote that read "live" is written after the poll was closed: the race is real."""
    oak, ada = options_of(poll)[0], person_in(poll.session)
    has_read, has_closed = Barrier(2), Barrier(2)

    def vote_unguarded() -> None:
        state = LiveAction.objects.get(pk=poll.pk).state
        has_read.wait(timeout=30)
        has_closed.wait(timeout=30)
        if state == ActionState.LIVE:
            Vote.objects.create(action=poll, voter=str(ada.pk), participant=ada, choices=[oak.pk])

    def close_meanwhile() -> None:
        has_read.wait(timeout=30)
        close(poll)
        publish_board(poll.session_id)
        has_closed.wait(timeout=30)

    all_at_once([vote_unguarded, close_meanwhile])
    assert LiveAction.objects.get(pk=poll.pk).state == ActionState.CLOSED
    part = LiveBoard.objects.get(session=poll.session_id).viewer[f"action:{poll.public_id}"]
    assert (Vote.objects.count(), part["results"]["voters"]) == (1, 0)


def test_control_adding_up_counters_loses_votes(poll):
    """What the board does not do: read a counter, add one, write it."""
    counts = LiveAction.objects.get(pk=poll.pk)
    counts.setup = {"count": 0}
    counts.save()
    everybody_has_read = Barrier(CALLERS)

    def add_one() -> None:
        row = LiveAction.objects.get(pk=poll.pk)
        everybody_has_read.wait(timeout=30)
        row.setup = {"count": row.setup["count"] + 1}
        row.save(update_fields=["setup"])

    all_at_once([add_one] * CALLERS)
    assert LiveAction.objects.get(pk=poll.pk).setup["count"] < CALLERS
