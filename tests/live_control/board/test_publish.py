"""The stored board: numbered, changed only where something differs, never behind what is marked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone as clock

from live_control.board.mark import mark_board
from live_control.board.publish import publish_board
from live_control.board.read import change_between, next_moment, parts_for
from live_control.models import LiveBoard
from live_control.stream.tickets import Audience
from site_pages.models import SessionPage
from tests.factories.live import action_in, live_session, person_in, poll_in, question_by
from tests.races.crowd import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def session() -> SessionPage:
    """Without the board that came with its room."""
    found = live_session()
    LiveBoard.objects.all().delete()
    return found


def stored(session: SessionPage) -> LiveBoard:
    return LiveBoard.objects.get(session=session)


def test_first_board_is_made(session):
    assert publish_board(session.pk) == 1
    board = stored(session)
    assert (board.version, board.built, board.marked) == (1, 1, 1)
    assert "session" in board.viewer


def test_board_without_a_new_mark_stays(session, django_assert_max_num_queries):
    publish_board(session.pk)
    poll_in(session)
    with django_assert_max_num_queries(4):  # two of them begin and end the transaction
        assert publish_board(session.pk) == 1


def test_mark_without_a_difference_keeps_the_version(session):
    publish_board(session.pk)
    mark_board(session.pk)
    assert publish_board(session.pk) == 1
    assert (stored(session).built, stored(session).marked) == (2, 2)


def test_change_raises_the_version(session):
    publish_board(session.pk)
    poll = poll_in(session)
    mark_board(session.pk)
    assert publish_board(session.pk) == 2
    assert f"action:{poll.public_id}" in stored(session).viewer


def test_session_that_is_gone_has_no_board(session):
    with pytest.raises(SessionPage.DoesNotExist):
        publish_board(session.pk + 1000)
    assert LiveBoard.objects.count() == 0


def test_two_processes_at_once_build_it_once(session):
    """The second does not wait: it has nothing to do but to look again at the next tick."""
    publish_board(session.pk)
    mark_board(session.pk)
    with transaction.atomic():
        publish_board(session.pk)  # and keeps the lock until the end of this transaction

        def other() -> int | None:
            return publish_board(session.pk)

        acts: list[Callable[[], int | None]] = [other, other]
        assert all_at_once(acts) == [None, None]


def test_mark_while_building_is_not_lost(session):
    """What is committed while the board is built raises the mark above what was read before."""
    publish_board(session.pk)
    mark_board(session.pk)
    board = stored(session)
    poll_in(session)
    mark_board(session.pk)
    assert board.marked < stored(session).marked
    assert publish_board(session.pk) == 2


def test_crew_has_the_viewers_parts_and_its_own(session):
    question_by(person_in(session))
    publish_board(session.pk)
    board = stored(session)
    viewer, crew = parts_for(Audience.VIEWER, board), parts_for(Audience.CREW, board)
    assert not [name for name in viewer if name.startswith("crew:")]
    assert crew.keys() - viewer.keys() == {
        "crew:actions",
        "crew:queue",
        "crew:people",
        "crew:recording",
        "crew:recordings",
        "crew:room",
    }


def test_change_says_what_is_new_and_what_is_gone():
    before, after = {"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 4, "d": 5}
    assert change_between(before, after) == {"set": {"b": 4, "d": 5}, "gone": ["c"]}


def test_next_moment_is_the_first_that_comes(session):
    now = clock.now()
    publish_board(session.pk)
    assert next_moment(stored(session).viewer, now) == session.ends_at
    sooner = (now + (session.ends_at - now) / 2).replace(microsecond=0)
    action_in(session, "announcement", shown_until=sooner)
    mark_board(session.pk)
    publish_board(session.pk)
    assert next_moment(stored(session).viewer, now) == sooner
    assert next_moment(stored(session).viewer, session.ends_at) is None
