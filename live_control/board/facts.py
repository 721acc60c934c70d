"""Reads what a board shows: thirteen queries at most, however much there is (docs/decisions/0010-live-board.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Case, Count, IntegerField, Q, Value, When

from live_control.board.polls import Tally
from live_control.choices import ActionState, Kind, PollType, QuestionState, StagePlace
from live_control.models import (
    LiveAction,
    LiveRoom,
    Participant,
    PollOption,
    Question,
    Recording,
    SignupAnswer,
)
from site_pages.models import SessionPage

MOST_QUESTIONS, MOST_WAITING, MOST_PEOPLE, MOST_TEXTS, MOST_RECORDINGS = 50, 100, 100, 100, 20
OF_SESSION = ("starts_at", "ends_at", "is_cancelled", "is_recorded", "recording_file")
# Open pages tell every twenty seconds that somebody is there (stream/presence.py).
INSIDE = timedelta(seconds=60)

# One pass over the votes of all polls: how many people, then how many for each choice (`choice` is null in the first).
COUNT_VOTES = """
SELECT action_id, NULL AS choice, count(*) FROM live_control_vote WHERE action_id = ANY(%(polls)s) GROUP BY 1
UNION ALL
SELECT action_id, choice, count(*) FROM live_control_vote, unnest(choices) AS choice
WHERE action_id = ANY(%(polls)s) GROUP BY 1, 2
"""
# The newest texts of each open poll, by the index of its votes.
READ_TEXTS = """
SELECT poll, vote.text FROM unnest(%(polls)s) AS poll
CROSS JOIN LATERAL (
    SELECT id, text FROM live_control_vote WHERE action_id = poll ORDER BY id DESC LIMIT %(most)s
) AS vote ORDER BY poll, vote.id
"""


@dataclass(slots=True)
class Facts:
    """The rows behind one session's board, as they were when they were read."""

    now: datetime
    session: SessionPage
    room: LiveRoom | None
    actions: Sequence[LiveAction] = ()
    options: dict[int, list[PollOption]] = field(default_factory=dict)
    tallies: dict[int, Tally] = field(default_factory=dict)
    signups: dict[int, int] = field(default_factory=dict)
    questions: Sequence[Question] = ()
    waiting: Sequence[Question] = ()
    people: Sequence[Participant] = ()
    counts: dict[str, int] = field(default_factory=dict)
    # The newest first.
    recordings: Sequence[Recording] = ()

    @property
    def recording(self) -> Recording | None:
        return self.recordings[0] if self.recordings else None


def read_facts(session_id: int, now: datetime) -> Facts:
    """Raises SessionPage.DoesNotExist."""
    session = SessionPage.objects.only(*OF_SESSION).get(pk=session_id)
    facts = Facts(now, session, LiveRoom.objects.filter(session=session_id).first())
    _read_actions(facts)
    _read_questions(facts)
    _read_people(facts)
    made = Recording.objects.filter(session=session_id).order_by("-started_at", "-pk")
    facts.recordings = list(made[:MOST_RECORDINGS])
    return facts


def _read_actions(facts: Facts) -> None:
    actions = LiveAction.objects.of_session(facts.session.pk).exclude(state=ActionState.ARCHIVED)
    add_actions(facts, list(actions.order_by("position", "pk")))


def add_actions(facts: Facts, actions: Sequence[LiveAction]) -> None:
    """These actions with their options, and how they stand. Four queries at most."""
    facts.actions = actions
    polls = [action for action in facts.actions if action.kind == Kind.POLL]
    facts.options = _grouped(PollOption.objects.filter(action__in=polls).order_by("position", "pk"))
    facts.tallies = read_tallies(polls)
    signups = SignupAnswer.objects.filter(action__in=[a for a in facts.actions if a.kind == Kind.SIGNUP])
    facts.signups = dict(signups.values_list("action").annotate(people=Count("pk")))


def _grouped(options: Iterable[PollOption]) -> dict[int, list[PollOption]]:
    found: dict[int, list[PollOption]] = defaultdict(list)
    for option in options:
        found[option.action_id].append(option)
    return found


def read_tallies(polls: Sequence[LiveAction]) -> dict[int, Tally]:
    """How these polls stand, counted from their rows. Two queries."""
    tallies = {poll.pk: Tally() for poll in polls}
    if not tallies:
        return tallies
    texts = [poll.pk for poll in polls if poll.poll_type == PollType.TEXT]
    with connection.cursor() as cursor:
        cursor.execute(COUNT_VOTES, {"polls": list(tallies)})
        for poll, choice, count in cursor.fetchall():
            if choice is None:
                tallies[poll].voters = count
            else:
                tallies[poll].counts[choice] = count
        if texts:
            cursor.execute(READ_TEXTS, {"polls": texts, "most": MOST_TEXTS})
            for poll, text in cursor.fetchall():
                tallies[poll].texts.append(text)
    return tallies


def _read_questions(facts: Facts) -> None:
    asked = Question.objects.filter(session=facts.session.pk)
    rank = {QuestionState.ANSWERING: 0, QuestionState.SHOWN: 1, QuestionState.ANSWERED: 2}
    steps = [When(state=state, then=Value(place)) for state, place in rank.items()]
    shown = asked.public().annotate(rank=Case(*steps, output_field=IntegerField()))
    facts.questions = list(shown.order_by("rank", "-is_pinned", "-upvotes", "asked_at", "pk")[:MOST_QUESTIONS])
    queue = asked.filter(state=QuestionState.QUEUE).select_related("participant")
    facts.waiting = list(queue.order_by("asked_at", "pk")[:MOST_WAITING])
    # Counting is a query of its own only where there are more than were read.
    facts.counts["waiting"] = queue.count() if len(facts.waiting) == MOST_WAITING else len(facts.waiting)


def _read_people(facts: Facts) -> None:
    inside = Participant.objects.filter(session=facts.session.pk).inside()
    acting = inside.filter(Q(hand_raised_at__isnull=False) | ~Q(stage=StagePlace.AUDIENCE))
    # Backwards by name it is: on stage, invited, audience. So nobody on stage is cut off.
    facts.people = list(acting.order_by("-stage", "hand_raised_at", "pk")[: MOST_PEOPLE * 2])
    facts.counts["inside"] = inside.filter(last_seen_at__gt=facts.now - INSIDE).count()
