"""What live sessions hold of a person, for their data export (spec 2)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from accounts.data_export import register_export
from accounts.selectors import verified_emails
from live_control.models import Participant, PollOption, Question, RecordingWish, SignupAnswer, Vote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User

Rows = dict[int, list[dict[str, Any]]]


def live_part(user: User) -> dict[str, Any]:
    """Where they were and what they sent there; secret votes are nobody's. Seven queries."""
    people = list(Participant.objects.filter(user=user).select_related("session").order_by("first_seen_at", "pk"))
    keys = [person.pk for person in people]
    votes, questions, signups = votes_of(keys), questions_of(keys), signups_of(keys)
    wishes = RecordingWish.objects.filter(email__in=verified_emails({user.pk})).order_by("asked_at", "pk")
    return {
        "sessions": [
            {
                "session": person.session.title,
                "name": person.name,
                "role": person.role,
                "first_seen_at": person.first_seen_at,
                "last_seen_at": person.last_seen_at,
                "votes": votes[person.pk],
                "questions": questions[person.pk],
                "signups": signups[person.pk],
            }
            for person in people
        ],
        "recording_wishes": list(wishes.values("session__title", "email", "asked_at", "told_at")),
    }


def by_person(rows: Iterable[tuple[int, dict[str, Any]]]) -> Rows:
    found: Rows = defaultdict(list)
    for key, row in rows:
        found[key].append(row)
    return found


def votes_of(keys: list[int]) -> Rows:
    """Two queries: ratings are their own words, options have labels."""
    votes = list(Vote.objects.filter(participant__in=keys).select_related("action").order_by("cast_at", "pk"))
    options = PollOption.objects.filter(action__in={vote.action_id for vote in votes})
    labels = {option.pk: option.label for option in options}
    return by_person(
        (
            vote.participant_id or 0,
            {
                "poll": vote.action.title,
                "answer": vote.text or [labels.get(choice, choice) for choice in vote.choices],
                "cast_at": vote.cast_at,
            },
        )
        for vote in votes
    )


def questions_of(keys: list[int]) -> Rows:
    asked = Question.objects.filter(participant__in=keys).order_by("asked_at", "pk")
    return by_person(
        (one.participant_id or 0, {"text": one.text, "state": one.state, "asked_at": one.asked_at}) for one in asked
    )


def signups_of(keys: list[int]) -> Rows:
    answered = SignupAnswer.objects.filter(participant__in=keys).select_related("action").order_by("answered_at", "pk")
    return by_person(
        (one.participant_id, {"signup": one.action.title, "answers": one.answers, "answered_at": one.answered_at})
        for one in answered
    )


def register() -> None:
    """Called by AppConfig.ready."""
    register_export("live_sessions", live_part)
