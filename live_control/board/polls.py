"""How a poll stands, and who may see it (spec 4, "Actions")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from live_control.choices import ActionState, PollType, ShowResults
from live_control.models import LiveAction, PollOption

RATINGS = range(1, 6)
Results = dict[str, Any]


@dataclass(slots=True)
class Tally:
    """Counted votes: `counts` by an option's primary key, or by the rating."""

    voters: int = 0
    counts: dict[int, int] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)


def results_of(poll: LiveAction, options: Sequence[PollOption], tally: Tally) -> Results:
    """As they are shown; every option is there, also those that nobody chose."""
    if poll.poll_type == PollType.TEXT:
        return {"voters": tally.voters, "texts": tally.texts}
    if poll.poll_type == PollType.RATING:
        total = sum(rating * count for rating, count in tally.counts.items())
        average = round(total / tally.voters, 2) if tally.voters else None
        counts = {str(rating): tally.counts.get(rating, 0) for rating in RATINGS}
        return {"voters": tally.voters, "average": average, "counts": counts}
    return {
        "voters": tally.voters,
        "options": {str(option.public_id): tally.counts.get(option.pk, 0) for option in options},
    }


def is_shown_to_all(poll: LiveAction) -> bool:
    """Whether every viewer sees how it stands. Texts are read by the crew before anybody else sees them."""
    if poll.show_results == ShowResults.NEVER:
        return False
    if poll.is_released:
        return True
    return poll.show_results == ShowResults.ALWAYS and poll.poll_type != PollType.TEXT


def is_shown_to_voters(poll: LiveAction) -> bool:
    """Whether those who have voted see it, and they alone."""
    return (
        poll.show_results == ShowResults.AFTER_VOTE
        and poll.state in {ActionState.LIVE, ActionState.CLOSED}
        and poll.poll_type != PollType.TEXT
        and not poll.is_released
    )
