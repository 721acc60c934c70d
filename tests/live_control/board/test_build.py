"""What each audience's board holds, and that it is counted from rows."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone as clock

from live_control.board.build import Boards, build_boards
from live_control.models import LiveAction, Recording, SignupAnswer
from site_pages.models import SessionPage
from tests.factories.live import action_in, live_session, options_of, person_in, poll_in, question_by, room_for, vote_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(event_index) -> SessionPage:
    return live_session()


def boards_of(session: SessionPage, now: datetime | None = None) -> Boards:
    return build_boards(session.pk, now or clock.now())


def part_of(session: SessionPage, action: LiveAction):
    return boards_of(session).viewer.get(f"action:{action.public_id}")


def crew_view(session: SessionPage, action: LiveAction):
    return next(part for part in boards_of(session).crew["crew:actions"] if part["id"] == str(action.public_id))


def test_empty_session_has_its_own_parts_alone(session):
    board = boards_of(session)
    assert set(board.viewer) == {"session", "stage", "questions"}
    assert board.viewer["session"] == {
        "state": "live",
        "starts_at": session.starts_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "ends_at": session.ends_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "mode": "livestream",
        "provider": "",
        "is_recording": False,
        "chat": {"on": False, "pause": 0},
        "reactions": False,
        "questions": False,
        "hands": False,
    }
    assert (board.viewer["stage"], board.viewer["questions"], board.results) == ([], [], {})
    assert board.crew == {
        "crew:actions": [],
        "crew:queue": {"questions": [], "count": 0},
        "crew:people": {"inside": 0, "on_stage": 0, "invited": [], "hands": []},
        "crew:recording": None,
        "crew:recordings": [],
        "crew:room": None,
    }


@pytest.mark.parametrize(("minutes", "state"), [(-10, "waiting"), (0, "live"), (600, "ended")])
def test_state_follows_from_the_clock(session, minutes, state):
    at = session.starts_at + timedelta(minutes=minutes)
    assert boards_of(session, at).viewer["session"]["state"] == state


def test_cancelled_session_has_ended(session):
    session.is_cancelled = True
    session.save()
    assert boards_of(session).viewer["session"]["state"] == "ended"


def test_room_says_what_is_switched_on(session):
    room_for(session, has_chat=False, has_hands=False, mode="call")
    Recording.objects.create(session=session, provider="embedded", state="recording")
    part = boards_of(session).viewer["session"]
    assert (part["mode"], part["provider"], part["is_recording"]) == ("call", "embedded", True)
    assert (part["chat"], part["reactions"], part["questions"], part["hands"]) == (
        {"on": False, "pause": 2},
        True,
        True,
        False,
    )
    crew = boards_of(session).crew["crew:room"]
    assert (crew["stage_limit"], crew["room_limit"]) == (4, 12)


def test_room_of_a_provider_that_is_not_set_up_has_no_limit(session, settings):
    settings.DAILY = None
    room_for(session, provider="daily")
    assert boards_of(session).crew["crew:room"]["room_limit"] is None


def test_votes_are_counted_for_each_option(session):
    poll = poll_in(session, options=["Ketch", "Yawl", "Sloop"], poll_type="multiple")
    ketch, yawl, sloop = options_of(poll)
    vote_of(person_in(session), poll, [ketch.pk, yawl.pk])
    vote_of(person_in(session), poll, [yawl.pk])
    assert part_of(session, poll)["results"] == {
        "voters": 2,
        "options": {str(ketch.public_id): 1, str(yawl.public_id): 2, str(sloop.public_id): 0},
    }


def test_ratings_have_an_average(session):
    poll = poll_in(session, poll_type="rating")
    for rating in (5, 4, 4):
        vote_of(person_in(session), poll, [rating])
    counts = {"1": 0, "2": 0, "3": 0, "4": 2, "5": 1}
    assert part_of(session, poll)["results"] == {"voters": 3, "average": 4.33, "counts": counts}


def test_poll_without_votes_has_no_average(session):
    poll = poll_in(session, poll_type="rating")
    assert part_of(session, poll)["results"]["average"] is None


def test_texts_are_the_crews_until_released(session):
    poll = poll_in(session, poll_type="text", show_results="always")
    vote_of(person_in(session), poll, text="More tar")
    known = {"voters": 1, "texts": ["More tar"]}
    assert (part_of(session, poll)["results"], crew_view(session, poll)["results"]) == (None, known)
    LiveAction.objects.update(is_released=True)
    assert part_of(session, poll)["results"] == known


def test_at_most_a_hundred_texts_are_shown_the_newest(session):
    poll = poll_in(session, poll_type="text", show_results="on_release", is_released=True)
    for number in range(102):
        vote_of(person_in(session), poll, text=f"text {number}")
    results = part_of(session, poll)["results"]
    assert (results["voters"], results["texts"][0], results["texts"][-1]) == (102, "text 2", "text 101")


@pytest.mark.parametrize(
    ("shows", "released", "seen"),
    [
        ("always", False, True),
        ("after_vote", False, False),
        ("after_vote", True, True),
        ("on_release", False, False),
        ("on_release", True, True),
        ("never", True, False),
    ],
)
def test_viewers_see_results_when_they_may(session, shows, released, seen):
    poll = poll_in(session, options=["Ketch"], show_results=shows, is_released=released)
    assert (part_of(session, poll)["results"] is not None) is seen
    assert crew_view(session, poll)["results"]["voters"] == 0


def test_results_for_voters_stand_apart(session):
    poll = poll_in(session, options=["Ketch"], show_results="after_vote")
    ketch = options_of(poll)[0]
    vote_of(person_in(session), poll, [ketch.pk])
    board = boards_of(session)
    assert board.results == {f"action:{poll.public_id}": {"voters": 1, "options": {str(ketch.public_id): 1}}}
    assert board.viewer[f"action:{poll.public_id}"]["results"] is None


def test_prepared_and_archived_ones_are_not_on_screen(session):
    draft, archived = poll_in(session, state="draft"), poll_in(session, state="archived")
    assert (part_of(session, draft), part_of(session, archived)) == (None, None)
    assert [part["id"] for part in boards_of(session).crew["crew:actions"]] == [str(draft.public_id)]


def test_announcement_goes_when_its_time_is_up(session):
    later = clock.now() + timedelta(minutes=5)
    setup = {"text": "Lunch", "url": "https://example.org/", "button": "Menu"}
    action = action_in(session, "announcement", shown_until=later, setup=setup)
    part = part_of(session, action)
    assert {name: part[name] for name in setup} == setup
    assert f"action:{action.public_id}" not in boards_of(session, later).viewer


def test_download_and_signup_show_what_they_hold(session):
    file = {"name": "plan.pdf", "size": 10, "type": "application/pdf"}
    download = action_in(session, "download", setup={"url": "/documents/1/plan.pdf", "file": file})
    fields = [{"name": "email", "label": "E-mail", "type": "email", "is_required": True, "choices": []}]
    signup = action_in(session, "signup", setup={"fields": fields})
    SignupAnswer.objects.create(action=signup, participant=person_in(session))
    assert (part_of(session, download)["file"], part_of(session, signup)["fields"]) == (file, fields)
    assert crew_view(session, signup)["answers"] == 1


def test_stage_is_in_the_order_in_which_they_came(session):
    now = clock.now()
    late = person_in(session, "Late", stage="stage", stage_since=now)
    early = person_in(session, "Early", stage="stage", stage_since=now - timedelta(minutes=1), media_id="m1")
    person_in(session, "Out", stage="stage", stage_since=now, out="ejected")
    assert boards_of(session).viewer["stage"] == [
        {"id": str(early.public_id), "name": "Early", "role": "viewer", "media_id": "m1"},
        {"id": str(late.public_id), "name": "Late", "role": "viewer", "media_id": ""},
    ]


def test_crew_sees_hands_in_order_and_who_is_inside(session):
    now = clock.now()
    person_in(session, "Second", hand_raised_at=now, last_seen_at=now - timedelta(hours=1))
    person_in(session, "First", hand_raised_at=now - timedelta(minutes=1))
    person_in(session, "Invited", stage="invited")
    people = boards_of(session).crew["crew:people"]
    assert [person["name"] for person in people["hands"]] == ["First", "Second"]
    assert [person["name"] for person in people["invited"]] == ["Invited"]
    assert (people["inside"], people["on_stage"]) == (2, 0)


def test_questions_are_shown_by_what_is_being_answered_then_by_votes(session):
    ada = person_in(session, "Ada")
    question_by(ada, "answered", state="answered", upvotes=9)
    question_by(ada, "few", state="shown", upvotes=1)
    question_by(ada, "many", state="shown", upvotes=5, name="")
    question_by(ada, "now", state="answering")
    question_by(ada, "waiting")
    question_by(ada, "dismissed", state="dismissed")
    shown = boards_of(session).viewer["questions"]
    assert [question["text"] for question in shown] == ["now", "many", "few", "answered"]
    assert [question["name"] for question in shown] == ["Ada", None, "Ada", "Ada"]


def test_queue_names_nobody_who_asked_anonymously(session):
    ada = person_in(session, "Ada")
    question_by(ada, "named")
    question_by(ada, "anonymous", name="")
    queue = boards_of(session).crew["crew:queue"]
    assert queue["count"] == 2
    assert [(one["name"], one["is_anonymous"], one["participant"]) for one in queue["questions"]] == [
        ("Ada", False, str(ada.public_id)),
        (None, True, None),
    ]


def test_long_queue_is_cut_and_counted(session):
    ada = person_in(session, "Ada")
    for number in range(101):
        question_by(ada, f"question {number}")
    queue = boards_of(session).crew["crew:queue"]
    assert (len(queue["questions"]), queue["count"]) == (100, 101)


def test_full_board_takes_thirteen_queries(session, django_assert_max_num_queries):
    room_for(session)
    ada = person_in(session, "Ada", hand_raised_at=clock.now())
    for _number in range(3):
        poll = poll_in(session, options=["Ketch", "Yawl"])
        vote_of(ada, poll, [options_of(poll)[0].pk])
        vote_of(ada, poll_in(session, poll_type="text", is_released=True), text="More tar")
        SignupAnswer.objects.create(action=action_in(session, "signup"), participant=ada)
    for number in range(101):
        question_by(ada, f"question {number}")
    question_by(ada, state="shown")
    with django_assert_max_num_queries(13):
        boards_of(session)
