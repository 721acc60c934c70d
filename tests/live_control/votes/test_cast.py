"""Casting votes: what counts, what is refused, and what a secret poll keeps."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from live_control.actions.ballots import Answer, Ballot, read_ballot
from live_control.actions.votes import cast_vote, cast_votes
from live_control.errors import PollClosed, TicketOver, VoteFixed
from live_control.models import LiveAction, LiveBoard, Participant, Vote
from live_control.stream.tickets import Audience, StreamTicket
from notifications.errors import InvalidInput, NotFound
from tests.factories.live import action_in, event_around, live_session, options_of, person_in, poll_in
from tests.factories.site_pages import SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(event_index):
    return live_session()


def ballot_of(person: Participant, poll: LiveAction, *options: Any, **answer: Any) -> Ballot:
    chosen = tuple(str(getattr(option, "public_id", option)) for option in options)
    return Ballot(person.session_id, person.pk, person.seat, poll.public_id, Answer(chosen, **answer))


def rows(poll: LiveAction) -> list[list[int]]:
    return [vote.choices for vote in Vote.objects.filter(action=poll).order_by("pk")]


def test_vote_is_a_row_and_marks_the_board(session):
    ada, poll = person_in(session), poll_in(session)
    oak = options_of(poll)[0]
    assert cast_vote(ballot_of(ada, poll, oak)) == Answer((str(oak.public_id),))
    vote = Vote.objects.get()
    assert (vote.voter, vote.participant, vote.choices) == (str(ada.pk), ada, [oak.pk])
    assert vote.cast_at is not None
    assert LiveBoard.objects.get().marked == 1  # made with it


def test_later_vote_replaces_the_earlier_one(session):
    ada, poll = person_in(session), poll_in(session)
    oak, steel = options_of(poll)
    cast_votes([ballot_of(ada, poll, oak)])
    cast_votes([ballot_of(ada, poll, steel)])
    assert rows(poll) == [[steel.pk]]


def test_two_votes_of_one_person_in_one_batch_count_once(session):
    """A double click; both are answered, the last one counts."""
    ada, poll = person_in(session), poll_in(session)
    oak, steel = options_of(poll)
    answers = cast_votes([ballot_of(ada, poll, oak), ballot_of(ada, poll, steel)])
    assert answers == [Answer((str(oak.public_id),)), Answer((str(steel.public_id),))]
    assert rows(poll) == [[steel.pk]]


def test_fixed_vote_stays_and_its_repetition_is_answered(session):
    ada, poll = person_in(session), poll_in(session, setup={"may_change": False})
    oak, steel = options_of(poll)
    first = ballot_of(ada, poll, oak)
    cast_vote(first)
    assert cast_vote(first) == first.answer
    with pytest.raises(VoteFixed):
        cast_vote(ballot_of(ada, poll, steel))
    assert rows(poll) == [[oak.pk]]


def test_of_two_fixed_votes_in_one_batch_the_first_counts(session):
    ada, poll = person_in(session), poll_in(session, setup={"may_change": False})
    oak, steel = options_of(poll)
    first, second = cast_votes([ballot_of(ada, poll, oak), ballot_of(ada, poll, steel)])
    assert (first, type(second)) == (Answer((str(oak.public_id),)), VoteFixed)
    assert rows(poll) == [[oak.pk]]


def test_several_answers_of_a_poll_that_takes_them(session):
    ada, poll = person_in(session), poll_in(session, poll_type="multiple")
    oak, steel = options_of(poll)
    cast_vote(ballot_of(ada, poll, steel, oak))
    assert rows(poll) == [[oak.pk, steel.pk]]


def test_rating_and_text_are_kept(session):
    ada = person_in(session)
    rating, text = poll_in(session, poll_type="rating"), poll_in(session, poll_type="text")
    cast_votes([ballot_of(ada, rating, rating=4), ballot_of(ada, text, text="More tar")])
    assert list(Vote.objects.order_by("action").values_list("choices", "text")) == [([4], ""), ([], "More tar")]


@pytest.mark.parametrize(
    ("poll_type", "answer", "field"),
    [
        ("single", {}, "options"),
        ("single", {"rating": 3}, "options"),
        ("single", {"text": "Oak"}, "options"),
        ("single", {"options": (str(uuid.uuid4()),)}, "options"),
        ("multiple", {}, "options"),
        ("rating", {"rating": 0}, "rating"),
        ("rating", {"rating": 6}, "rating"),
        ("rating", {}, "rating"),
        ("rating", {"rating": 3, "text": "x"}, "rating"),
        ("text", {"text": ""}, "text"),
        ("text", {"text": "x" * 501}, "text"),
        ("text", {"text": "a\0b"}, "text"),
        ("text", {"text": "x", "rating": 3}, "text"),
    ],
)
def test_answer_that_does_not_fit_is_refused_beside_its_field(session, poll_type, answer, field):
    ada, poll = person_in(session), poll_in(session, poll_type=poll_type)
    with pytest.raises(InvalidInput) as refusal:
        cast_vote(ballot_of(ada, poll, *answer.pop("options", ()), **answer))
    assert list(refusal.value.fields) == [field]
    assert rows(poll) == []


def test_two_answers_of_a_poll_that_takes_one_are_refused(session):
    ada, poll = person_in(session), poll_in(session)
    with pytest.raises(InvalidInput):
        cast_vote(ballot_of(ada, poll, *options_of(poll)))


def test_option_of_another_poll_is_refused(session):
    ada, poll = person_in(session), poll_in(session)
    with pytest.raises(InvalidInput):
        cast_vote(ballot_of(ada, poll, options_of(poll_in(session))[0]))


@pytest.mark.parametrize(("state", "error"), [("draft", NotFound), ("closed", PollClosed), ("archived", NotFound)])
def test_poll_that_is_not_open_takes_no_votes(session, state, error):
    ada, poll = person_in(session), poll_in(session, state)
    with pytest.raises(error):
        cast_vote(ballot_of(ada, poll, options_of(poll)[0]))
    assert rows(poll) == []


def test_poll_of_another_session_is_not_there(session):
    other = SessionFactory(event=event_around(session), title="Masts")
    poll = poll_in(session)
    with pytest.raises(NotFound):
        cast_vote(ballot_of(person_in(other), poll, options_of(poll)[0]))


def test_ticket_of_another_session_opens_nothing(session):
    poll = poll_in(session)
    with pytest.raises(TicketOver):
        cast_vote(Ballot(session.pk + 1, person_in(session).pk, 1, poll.public_id, Answer()))


def test_what_is_no_poll_is_not_there(session):
    ada = person_in(session)
    with pytest.raises(NotFound):
        cast_vote(ballot_of(ada, action_in(session, "announcement")))


@pytest.mark.parametrize("change", [{"out": "ejected"}, {"seat": 2}])
def test_whoever_is_out_or_sits_elsewhere_does_not_vote(session, change):
    ada, poll = person_in(session), poll_in(session)
    ballot = ballot_of(ada, poll, options_of(poll)[0])
    Participant.objects.filter(pk=ada.pk).update(**change)
    with pytest.raises(TicketOver):
        cast_vote(ballot)


def test_refusal_of_one_leaves_the_others(session):
    ada, grace, poll = person_in(session), person_in(session), poll_in(session)
    oak = options_of(poll)[0]
    answers = cast_votes([ballot_of(ada, poll), ballot_of(grace, poll, oak)])
    assert [type(answer) for answer in answers] == [InvalidInput, Answer]
    assert rows(poll) == [[oak.pk]]


def test_secret_vote_keeps_neither_who_nor_when(session):
    ada, poll = person_in(session), poll_in(session, is_secret=True)
    oak, steel = options_of(poll)
    cast_vote(ballot_of(ada, poll, oak))
    cast_vote(ballot_of(ada, poll, steel))
    vote = Vote.objects.get()
    assert (vote.participant, vote.cast_at, vote.choices, len(vote.voter)) == (None, None, [steel.pk], 64)
    assert str(ada.public_id) not in vote.voter


def test_secret_votes_of_one_person_in_two_polls_do_not_match(session):
    ada = person_in(session)
    for _number in range(2):
        poll = poll_in(session, is_secret=True)
        cast_vote(ballot_of(ada, poll, options_of(poll)[0]))
    assert Vote.objects.values("voter").distinct().count() == 2


def test_hundred_votes_take_as_many_queries_as_one(session, django_assert_max_num_queries):
    poll, fixed = poll_in(session), poll_in(session, setup={"may_change": False})
    oak, other = options_of(poll)[0], options_of(fixed)[0]
    LiveBoard.objects.create(session=session)
    people = [person_in(session) for _number in range(50)]
    ballots = [ballot_of(person, poll, oak) for person in people]
    ballots += [ballot_of(person, fixed, other) for person in people]
    with django_assert_max_num_queries(9):  # two of them hold the transaction
        cast_votes(ballots)
    assert Vote.objects.count() == 100


TICKET = StreamTicket(session=1, participant=2, seat=3, audience=Audience.VIEWER, until=0)


def test_ballot_is_read_from_json():
    poll = uuid.uuid4()
    ballot = read_ballot({"poll": str(poll), "options": ["b", "a", "b"], "text": " x "}, TICKET)
    assert ballot == Ballot(1, 2, 3, poll, Answer(("b", "a"), None, "x"))


@pytest.mark.parametrize("given", [None, [], "x", {"options": "a"}, {"options": [1]}, {"rating": True}, {"text": 1}])
def test_what_is_no_ballot_is_refused(given):
    given = {"poll": str(uuid.uuid4()), **given} if isinstance(given, dict) else given
    with pytest.raises(InvalidInput):
        read_ballot(given, TICKET)


def test_what_is_no_id_is_not_there():
    with pytest.raises(NotFound):
        read_ballot({"poll": "1 OR 1=1"}, TICKET)
