"""What a viewer may not see is in no byte of a viewer's stream (spec 4, "Two planes")."""

from __future__ import annotations

import pytest
from django.utils import timezone as clock

from live_control.board.mark import mark_board
from live_control.models import LiveAction, Question, Recording
from live_control.stream.tickets import Audience
from tests.factories.live import action_in, live_ticket, options_of, person_in, poll_in, question_by, vote_of
from tests.live_control.stream.served import Page

pytestmark = pytest.mark.django_db(transaction=True)
FOR_CREW_ALONE = ("crew:", "draft", "is_released", "answers", "participant", "room_limit", "failure", 'is_muted":true')
HIDDEN_WORDS = ("Hidden draft", "Hidden question", "Hidden text", "Hidden name", "Hidden failure", "hidden@example.org")


def change_everything(session) -> dict[str, LiveAction]:
    """A session through which nothing is released."""
    hidden = person_in(session, "Hidden name", is_muted=True, hand_raised_at=clock.now(), holder="ticket:4711")
    polls = {shows: poll_in(session, show_results=shows) for shows in ("after_vote", "on_release", "never")}
    polls["secret"] = poll_in(session, is_secret=True, show_results="always")
    polls["text"] = poll_in(session, poll_type="text", show_results="always")
    for poll in polls.values():
        options = options_of(poll)
        is_text = poll.poll_type == "text"
        vote_of(hidden, poll, [] if is_text else [options[0].pk], text="Hidden text" if is_text else "")
    poll_in(session, "draft", title="Hidden draft", options=("Hidden option", "Other"))
    action_in(session, "announcement", "draft", title="Hidden draft")
    signup = action_in(session, "signup")
    signup.answers.create(participant=hidden, answers={"email": "hidden@example.org"})
    question_by(hidden, "Hidden question")
    question_by(hidden, "Shown anonymously", name="", state="shown")
    Recording.objects.create(session=session, provider="embedded", state="failed", failure="Hidden failure")
    mark_board(session.pk)
    return polls


def test_viewers_bytes_hold_nothing_of_the_crews(served, session):
    grace = person_in(session, "Grace", role="organizer")
    with (
        Page(served, live_ticket(person_in(session))) as early,
        Page(served, live_ticket(grace, Audience.CREW)) as crew,
    ):
        early.wait_for("board")
        crew.wait_for("board")
        polls = change_everything(session)
        never = f"action:{polls['never'].public_id}"
        early.wait_for_part(never)
        crew.wait_for_part("crew:queue", lambda part: part["count"] == 1)
        Question.objects.filter(state="queue").update(state="dismissed")
        LiveAction.objects.filter(state="live").update(state="closed")
        mark_board(session.pk)
        early.wait_for_part(never, lambda part: part["state"] == "closed")
        with Page(served, live_ticket(person_in(session))) as late:
            late.wait_for_part(never)
            for viewer in (early, late):
                seen = viewer.raw.decode()
                assert [word for word in (*FOR_CREW_ALONE, *HIDDEN_WORDS) if word in seen] == []
                assert viewer.all("results") == []
                results = {name: part["results"] for name, part in viewer.parts.items() if "results" in part}
                secret = results.pop(f"action:{polls['secret'].public_id}")
                assert (secret["voters"], set(results.values())) == (1, {None})
        everything = crew.raw.decode()
        # Not even the crew is told who gave which vote, or who asked anonymously.
        assert [word for word in HIDDEN_WORDS if word not in everything] == ["hidden@example.org"]
        assert "4711" not in everything


def test_secret_voter_is_in_no_bytes_at_all(served, session):
    poll = poll_in(session, is_secret=True, show_results="always")
    ada = person_in(session)
    body = {"poll": str(poll.public_id), "options": [str(options_of(poll)[0].public_id)]}
    grace = person_in(session, "Grace", role="organizer")
    with Page(served, live_ticket(grace, Audience.CREW)) as crew:
        crew.wait_for("board")
        assert served.post("/api/live/votes", live_ticket(ada), body).status_code == 200
        crew.wait_for_part(f"action:{poll.public_id}", lambda part: part and part["results"]["voters"] == 1)
        vote = poll.votes.get()
        seen = crew.raw.decode()
        assert (vote.voter in seen, str(ada.public_id) in seen) == (False, False)
