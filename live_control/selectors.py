"""Reads of live sessions that several doors share; each with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from live_control.actions.votes import voter_key
from live_control.board.facts import INSIDE, Facts, add_actions
from live_control.board.shapes import crew_action_part, iso
from live_control.choices import ActionState, Kind, PollType, StagePlace
from live_control.models import (
    LiveAction,
    LiveBoard,
    LiveRoom,
    Participant,
    PollOption,
    Question,
    QuestionVote,
    SignupAnswer,
    Vote,
)
from live_control.querysets import ParticipantQuerySet
from live_control.rules import may_enter_stage
from live_control.setups import as_given
from notifications.errors import NotFound
from site_pages.models import SessionPage

Json = dict[str, Any]
# Nobody asks more than this, and nobody scrolls further.
MOST_OWN_QUESTIONS = 50
PART = "action:"
ON_SCREEN = (ActionState.LIVE, ActionState.CLOSED)


NOTHING_DONE: Json = {"votes": {}, "upvoted": [], "signed_up": [], "questions": []}


def me(participant: Participant, room: LiveRoom | None) -> Json:
    """Who this is in the room, and what they have done there (`me` of the API). Six queries at most."""
    return who(participant, room) | deeds_of(participant)


def newcomer(participant: Participant, room: LiveRoom | None) -> Json:
    """`me` of somebody who has done nothing yet. No query."""
    return who(participant, room) | NOTHING_DONE


def who(participant: Participant, room: LiveRoom | None) -> Json:
    user = participant.user
    return {
        "id": str(participant.public_id),
        "name": participant.name,
        "role": participant.role,
        "stage": participant.stage,
        "hand_raised": participant.hand_raised_at is not None,
        "is_muted": participant.is_muted,
        "may_enter_stage": room is not None and may_enter_stage(participant, room),
        "is_known": user is not None,
        "email": user.email if user else None,
        "phone": user.phone if user else None,
    }


def deeds_of(participant: Participant) -> Json:
    """What somebody has sent in this session. Six queries at most."""
    polls = LiveAction.objects.of_session(participant.session_id).filter(kind=Kind.POLL, state__in=ON_SCREEN)
    signed_up = SignupAnswer.objects.filter(participant=participant, action__session=participant.session_id)
    upvoted = QuestionVote.objects.filter(participant=participant)
    asked = Question.objects.filter(participant=participant).order_by("-asked_at", "-pk")[:MOST_OWN_QUESTIONS]
    return {
        "votes": votes_of(participant, list(polls)),
        "upvoted": [str(one) for one in upvoted.values_list("question__public_id", flat=True)],
        "signed_up": [str(one) for one in signed_up.values_list("action__public_id", flat=True)],
        "questions": [question_json(question) for question in asked],
    }


def votes_of(participant: Participant, polls: Sequence[LiveAction]) -> dict[str, Json]:
    """What this person has answered to these polls, by the poll's public id. Two queries."""
    by_pk = {poll.pk: poll for poll in polls}
    keys = [voter_key(poll, participant) for poll in polls]
    votes = list(Vote.objects.filter(action__in=by_pk, voter__in=keys))
    chosen = {choice for vote in votes for choice in vote.choices}
    options = dict(PollOption.objects.filter(pk__in=chosen, action__in=by_pk).values_list("pk", "public_id"))
    return {str(by_pk[vote.action_id].public_id): vote_json(vote, by_pk[vote.action_id], options) for vote in votes}


def vote_json(vote: Vote, poll: LiveAction, options: Mapping[int, UUID]) -> Json:
    is_rating = poll.poll_type == PollType.RATING
    return {
        "options": [] if is_rating else [str(options[choice]) for choice in vote.choices if choice in options],
        "rating": vote.choices[0] if is_rating and vote.choices else None,
        "text": vote.text,
    }


def voted_parts(participant: Participant, board: LiveBoard) -> set[str]:
    """The board's parts of polls whose results this person sees for having voted. Three queries, none without any."""
    ids = [name.removeprefix(PART) for name in board.results]
    if not ids:
        return set()
    polls = LiveAction.objects.of_session(participant.session_id).filter(public_id__in=ids)
    return {f"{PART}{poll}" for poll in votes_of(participant, list(polls))}


def results_for_voter(session_id: int, poll: UUID) -> Json | None:
    """How the poll stands on the board, for somebody who has voted; None where not even they see it. One query."""
    board = LiveBoard.objects.filter(session=session_id).first()
    name = f"{PART}{poll}"
    if board is None:
        return None
    found: Json | None = board.results.get(name) or board.viewer.get(name, {}).get("results")
    return found


def question_json(question: Question) -> Json:
    """A question as its asker, and the crew, may see it."""
    return {
        "id": str(question.public_id),
        "text": question.text,
        "name": question.name or None,
        "state": question.state,
        "is_pinned": question.is_pinned,
        "upvotes": question.upvotes,
        "asked_at": iso(question.asked_at),
    }


def actions_json(session: SessionPage, actions: Sequence[LiveAction]) -> list[Json]:
    """These actions of the session as the crew sees them, with what one would send to change them. Four queries."""
    facts = Facts(clock.now(), session, None)
    add_actions(facts, actions)
    labels = {pk: [option.label for option in options] for pk, options in facts.options.items()}
    return [
        {**crew_action_part(action, facts), "setup": as_given(action, labels.get(action.pk, []))} for action in actions
    ]


def session_with_id(public_id: UUID) -> SessionPage | None:
    """A session, published or not. One query."""
    return SessionPage.objects.filter(public_id=public_id).first()


def action_of(session_id: int, public_id: UUID) -> LiveAction:
    """An action of this session. Raises NotFound."""
    found = LiveAction.objects.of_session(session_id).select_related("session").filter(public_id=public_id).first()
    if found is None:
        raise NotFound(_("There is no such action."))
    return found


def question_of(session_id: int, public_id: UUID) -> Question:
    """A question of this session. Raises NotFound."""
    asked = Question.objects.select_related("participant").filter(session=session_id, public_id=public_id)
    found = asked.first()
    if found is None:
        raise no_question()
    return found


def shown_question(session_id: int, public_id: UUID) -> Question:
    """A question that everybody in the session may read. Raises NotFound: what waits for the crew is not there."""
    found = Question.objects.public().filter(session=session_id, public_id=public_id).first()
    if found is None:
        raise no_question()
    return found


def no_question() -> NotFound:
    return NotFound(_("There is no such question."))


def person_of(session_id: int, public_id: UUID) -> Participant:
    """Somebody of this session. Raises NotFound."""
    found = Participant.objects.filter(session=session_id, public_id=public_id).first()
    if found is None:
        raise NotFound(_("There is no such person in this session."))
    return found


# How the list of people may be narrowed.
GROUPS = {
    "all": Q(),
    "inside": Q(out=""),
    "hands": Q(out="", hand_raised_at__isnull=False),
    "stage": Q(stage__in=[StagePlace.STAGE, StagePlace.INVITED]),
    "muted": Q(is_muted=True),
    "out": ~Q(out=""),
}


def find_people(session_id: int, *, words: str = "", group: str = "all") -> ParticipantQuerySet:
    """Who is or was in the session, by name. `inside` are those whose page is open now."""
    found: ParticipantQuerySet = Participant.objects.filter(GROUPS[group], session=session_id)
    if group == "inside":
        found = found.filter(last_seen_at__gt=clock.now() - INSIDE)
    for word in words.split():
        found = found.filter(name__icontains=word)
    return found.order_by("name", "pk")


def person_json(participant: Participant, now: datetime) -> Json:
    return {
        "id": str(participant.public_id),
        "name": participant.name,
        "role": participant.role,
        "stage": participant.stage,
        "hand_raised_at": iso(participant.hand_raised_at),
        "is_muted": participant.is_muted,
        "out": participant.out,
        "is_inside": not participant.out and participant.last_seen_at > now - INSIDE,
        "first_seen_at": iso(participant.first_seen_at),
        "last_seen_at": iso(participant.last_seen_at),
    }
