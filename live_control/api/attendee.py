"""`/api/live/…`: what people in a session do, with the stream ticket that joining gave them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from live_control import selectors
from live_control.actions import chat, people, questions, reactions, signups, stage, votes
from live_control.actions.ballots import Answer, Ballot
from live_control.api import attendee_schemas as schemas
from live_control.api.auth import LiveAuth, Sitting
from live_control.board.read import parts_for, whole_board
from live_control.models import LiveBoard, LiveRoom, Participant

router = Router(tags=["In a session"], auth=LiveAuth())
Json = dict[str, Any]


def sitting(request: HttpRequest) -> Sitting:
    found: Sitting = request.auth  # type: ignore[attr-defined]
    return found


def participant_in(request: HttpRequest) -> Participant:
    return sitting(request).participant


@router.get("/live/me", response={200: schemas.MeOut, **schemas.REFUSALS})
def get_me(request: HttpRequest) -> Json:
    """Who the ticket's holder is in the room, and what they have done there."""
    participant = participant_in(request)
    return selectors.me(participant, LiveRoom.objects.filter(session=participant.session_id).first())


@router.get("/live/board", response={200: schemas.BoardOut, **schemas.REFUSALS})
def get_board(request: HttpRequest) -> Json:
    """What is on screen now, for pages that cannot hold a stream open."""
    seat = sitting(request)
    board = LiveBoard.objects.filter(session=seat.ticket.session).first() or LiveBoard()
    parts = dict(parts_for(seat.ticket.audience, board))
    for name in selectors.voted_parts(seat.participant, board) & parts.keys():
        parts[name] = {**parts[name], "results": board.results[name]}
    return whole_board(board.version, parts)


@router.post("/live/votes", response={200: schemas.VoteOut, **schemas.REFUSALS})
def cast_vote(request: HttpRequest, given: schemas.VoteIn) -> Json:
    """Vote, or change one's vote while that is possible. Sent twice, it counts once."""
    seat = sitting(request)
    answer = Answer(tuple(str(one) for one in dict.fromkeys(given.options)), given.rating, given.text.strip())
    ballot = Ballot(seat.ticket.session, seat.participant.pk, seat.participant.seat, given.poll, answer)
    mine = votes.cast_vote(ballot).as_json()
    return {"poll": given.poll, "mine": mine, "results": selectors.results_for_voter(seat.ticket.session, given.poll)}


@router.post("/live/reactions", response={204: None, **schemas.REFUSALS})
def react(request: HttpRequest, given: schemas.ReactionIn) -> Status:
    """Show a reaction to everybody who is there now."""
    reactions.react(participant_in(request), given.kind)
    return Status(204, None)


@router.post("/live/questions", response={200: schemas.QuestionOut, **schemas.REFUSALS})
def ask_question(request: HttpRequest, given: schemas.QuestionIn) -> Json:
    """Ask. It waits until an organizer shows it."""
    participant = participant_in(request)
    asked = questions.ask(participant, given.text, key=given.key, is_anonymous=given.is_anonymous)
    return selectors.question_json(asked)


@router.post("/live/questions/{question_id}/upvote", response={200: schemas.QuestionOut, **schemas.REFUSALS})
def upvote_question(request: HttpRequest, question_id: UUID) -> Json:
    """Want to hear the answer, too. Twice is once."""
    participant = participant_in(request)
    question = selectors.shown_question(participant.session_id, question_id)
    return selectors.question_json(questions.upvote(participant, question))


@router.delete("/live/questions/{question_id}/upvote", response={200: schemas.QuestionOut, **schemas.REFUSALS})
def withdraw_upvote(request: HttpRequest, question_id: UUID) -> Json:
    """Not any more. Twice is once."""
    participant = participant_in(request)
    question = selectors.question_of(participant.session_id, question_id)
    return selectors.question_json(questions.withdraw_upvote(participant, question))


@router.post("/live/chat", response={200: schemas.ChatOut, **schemas.REFUSALS}, by_alias=True)
def say_in_chat(request: HttpRequest, given: schemas.ChatIn) -> Json:
    """Say something to everybody who is there now."""
    return chat.say(participant_in(request), given.text)


@router.post("/live/signups", response={200: schemas.SignupOut, **schemas.REFUSALS})
def sign_up(request: HttpRequest, given: schemas.SignupIn) -> Json:
    """Fill in a quick sign-up. Sent again, it replaces what was sent before."""
    participant = participant_in(request)
    action = selectors.action_of(participant.session_id, given.action)
    answer = signups.sign_up(participant, action, given.answers)
    return {"action": action.public_id, "answers": answer.answers}


@router.post("/live/hand", response={204: None, **schemas.REFUSALS})
def move_hand(request: HttpRequest, given: schemas.HandIn) -> Status:
    """Raise one's hand, or lower it."""
    move = stage.raise_hand if given.is_raised else stage.lower_hand
    move(participant_in(request))
    return Status(204, None)


STEPS = {"enter": stage.enter_stage, "decline": stage.leave_stage, "leave": stage.leave_stage}


@router.post("/live/stage", response={204: None, **schemas.REFUSALS})
def step_on_stage(request: HttpRequest, given: schemas.StageIn) -> Status:
    """Accept an invitation or come on stage by oneself, decline, or go back to the audience."""
    STEPS[given.step](participant_in(request))
    return Status(204, None)


@router.post("/live/media", response={204: None, **schemas.REFUSALS})
def report_media(request: HttpRequest, given: schemas.MediaIn) -> Status:
    """Say what the media provider calls this page's connection, so that others know whose picture it is."""
    people.note_media(participant_in(request), given.media_id)
    return Status(204, None)


@router.post("/live/leave", response={204: None, **schemas.REFUSALS})
def leave_session(request: HttpRequest) -> Status:
    """Leave: off the stage, and the place online is free. Joining again is possible."""
    people.leave(participant_in(request))
    return Status(204, None)
