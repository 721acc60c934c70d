"""The board on its way to pages, through real servers and by both ways between processes."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone as clock

from live_control import bus
from live_control.board.mark import mark_board
from live_control.models import LiveBoard, Participant
from live_control.stream.tickets import Audience
from tests.factories.live import action_in, event_around, live_ticket, options_of, person_in, poll_in, question_by
from tests.factories.site_pages import SessionFactory
from tests.fakes.fault_proxy import Mode
from tests.live_control.stream.served import Page, wait_until

pytestmark = pytest.mark.django_db(transaction=True)
# Several ticks: what has not come by then does not come.
A_WHILE = 1.2


def stored(session) -> LiveBoard:
    return LiveBoard.objects.get(session=session)


def open_poll(session) -> str:
    """A new poll on screen; the name of its part."""
    poll = poll_in(session)
    mark_board(session.pk)
    return f"action:{poll.public_id}"


def test_page_gets_the_whole_board_first(served, session):
    with Page(served, live_ticket(person_in(session))) as page:
        board = page.wait_for("board")
        assert (page.status, board["version"], set(board["parts"])) == (200, 1, {"session", "stage", "questions"})
        assert page.wait_for("me") == {"stage": "audience", "is_muted": False, "hand_raised": False}
        assert page.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert page.headers["x-accel-buffering"] == "no"
        assert "content-encoding" not in page.headers
        assert 500 <= page.retry <= 5_000


def test_change_comes_as_a_change(served, session):
    with Page(served, live_ticket(person_in(session))) as page:
        page.wait_for("board")
        part = open_poll(session)
        change = page.wait_for("change")
        assert (change["from"], change["version"], set(change["set"]), change["gone"]) == (1, 2, {part}, [])


def test_two_processes_show_the_same_board(two, session):
    one, other = two
    with Page(one, live_ticket(person_in(session))) as here, Page(other, live_ticket(person_in(session))) as there:
        here.wait_for("board")
        there.wait_for("board")
        part = open_poll(session)
        for page in (here, there):
            page.wait_for_part(part)
        assert here.version == there.version == stored(session).version
        assert here.parts == there.parts == stored(session).viewer


def test_votes_through_two_processes_are_stored_acknowledged_and_shown_alike(two, session):
    one, other = two
    poll, people = poll_in(session), [person_in(session) for _number in range(12)]
    oak = str(options_of(poll)[0].public_id)
    with Page(one, live_ticket(people[0])) as here, Page(other, live_ticket(people[1])) as there:
        answers = [
            served.post("/api/live/votes", live_ticket(person), {"poll": str(poll.public_id), "options": [oak]})
            for served, person in zip([one, other] * 6, people, strict=True)
        ]
        assert [answer.status_code for answer in answers] == [200] * 12
        assert answers[0].json()["mine"] == {"options": [oak], "rating": None, "text": ""}
        for page in (here, there):
            part = page.wait_for_part(f"action:{poll.public_id}", lambda p: p and p["results"]["voters"] == 12)
            assert part["results"]["options"][oak] == poll.votes.count() == 12


def test_late_joiner_gets_the_board_as_it_is(served, session):
    with Page(served, live_ticket(person_in(session))) as early:
        early.wait_for("board")
        part = open_poll(session)
        early.wait_for_part(part)
        with Page(served, live_ticket(person_in(session))) as late:
            board = late.wait_for("board")
            assert (board["version"], board["parts"]) == (early.version, early.parts)
            assert part in board["parts"]


def test_page_that_comes_back_up_to_date_is_sent_no_board(served, session):
    ada = person_in(session)
    with Page(served, live_ticket(ada)) as page:
        version = page.wait_for("board")["version"]
        with Page(served, live_ticket(ada), version=version) as again:
            again.wait_for("me")
            part = open_poll(session)
            again.wait_for("change")
            assert (again.all("board"), list(again.all("change")[0]["set"])) == ([], [part])


@pytest.mark.parametrize("version", [0, 99])
def test_page_that_comes_back_with_a_gap_gets_the_whole_board(served, session, version):
    with Page(served, live_ticket(person_in(session)), version=version) as page:
        assert page.wait_for("board")["version"] == 1


def test_what_only_the_crew_sees_is_sent_to_the_crew_alone(served, session):
    grace = person_in(session, role="organizer")
    with (
        Page(served, live_ticket(person_in(session))) as viewer,
        Page(served, live_ticket(grace, Audience.CREW)) as crew,
    ):
        viewer.wait_for("board")
        crew.wait_for_part("crew:queue")
        question_by(grace)
        mark_board(session.pk)
        crew.wait_for_part("crew:queue", lambda part: part["count"] == 1)
        open_poll(session)
        change = viewer.wait_for("change")
        assert (change["from"], change["version"]) == (1, 3)
        assert viewer.parts.keys() & {name for name in crew.parts if name.startswith("crew:")} == set()


def test_what_has_its_time_goes_by_the_clock_alone(served, session):
    action = action_in(session, "announcement", shown_until=clock.now() + timedelta(seconds=2))
    with Page(served, live_ticket(person_in(session))) as page:
        part = f"action:{action.public_id}"
        page.wait_for_part(part)
        page.wait_for_part(part, lambda value: value is None)
        assert page.wait_for("change")["gone"] == [part]


def test_mark_of_a_process_that_died_before_telling_is_found(served, session):
    """The mark stands in the table; the look every five seconds sees it."""
    with Page(served, live_ticket(person_in(session))) as page:
        page.wait_for("board")
        poll = poll_in(session)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE live_control_liveboard SET marked = marked + 1")
        page.wait_for_part(f"action:{poll.public_id}")


def test_lost_line_to_postgres_is_opened_again_and_everything_looked_at(served, session):
    ada = person_in(session)
    with Page(served, live_ticket(ada)) as page, Page(served, live_ticket(person_in(session))) as other:
        page.wait_for("board")
        served.app.hub.is_listening.clear()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE query LIKE 'LISTEN %' AND datname = current_database()"
            )
            assert cursor.fetchall() == [(True,)]
        part = open_poll(session)
        Participant.objects.filter(pk=ada.pk).update(out="ejected")  # and nobody hears of it
        other.wait_for_part(part)
        assert page.wait_for("bye") == {"reason": "ejected"}
        assert served.app.hub.is_listening.is_set()


def test_lost_line_to_redis_is_opened_again_and_everything_looked_at(redis_line, served, session):
    with Page(served, live_ticket(person_in(session))) as page:
        page.wait_for("board")
        redis_line.set(Mode.RESET)
        part = open_poll(session)  # its message is lost; nothing fails
        time.sleep(A_WHILE)
        redis_line.set(Mode.PASS)
        page.wait_for_part(part)


def test_board_is_built_again_when_the_database_is_back(served, session):
    with Page(served, live_ticket(person_in(session))) as page:
        page.wait_for("board")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        page.wait_for_part(open_poll(session))


def test_session_that_is_deleted_ends_its_streams(served, session):
    with Page(served, live_ticket(person_in(session))) as page:
        page.wait_for("board")
        number = session.pk
        session.delete()
        bus.send_now({"t": "mark", "s": number})
        assert page.wait_for("bye") == {"reason": "ended"}
        page.wait_for_end()
        wait_until(lambda: number not in served.app.hub.halls)


def test_sessions_keep_their_boards_apart(served, session):
    other = SessionFactory(event=event_around(session), title="Masts", format="virtual")
    with (
        Page(served, live_ticket(person_in(session))) as page,
        Page(served, live_ticket(person_in(other))) as elsewhere,
    ):
        page.wait_for("board")
        elsewhere.wait_for("board")
        page.wait_for_part(open_poll(session))
        assert (elsewhere.version, elsewhere.all("change")) == (1, [])
