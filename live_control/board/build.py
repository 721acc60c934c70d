"""A session's board, built from rows (docs/decisions/0010-live-board.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from live_control.board import shapes
from live_control.board.facts import read_facts
from live_control.board.polls import is_shown_to_voters, results_of

Parts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Boards:
    """What each audience sees, by part: the crew has the viewers' parts and its own beside them."""

    viewer: Parts
    crew: Parts
    results: Parts


def build_boards(session_id: int, now: datetime) -> Boards:
    """Thirteen queries at most, however many votes, questions and people there are. Raises SessionPage.DoesNotExist."""
    facts = read_facts(session_id, now)
    viewer: Parts = {"session": shapes.session_part(facts), "stage": shapes.stage_part(facts)}
    results: Parts = {}
    for action in shapes.on_screen(facts):
        viewer[part_name(str(action.public_id))] = shapes.action_part(action, facts)
        if is_shown_to_voters(action):
            options = facts.options.get(action.pk, [])
            results[part_name(str(action.public_id))] = results_of(action, options, facts.tallies[action.pk])
    viewer["questions"] = shapes.questions_part(facts)
    crew: Parts = {
        "crew:actions": shapes.crew_actions_part(facts),
        "crew:queue": shapes.queue_part(facts),
        "crew:people": shapes.people_part(facts),
        "crew:recording": shapes.recording_part(facts),
        "crew:recordings": shapes.recordings_part(facts),
        "crew:room": shapes.room_part(facts),
    }
    return Boards(viewer, crew, results)


def part_name(action_id: str) -> str:
    """The part of the action with this public id."""
    return f"action:{action_id}"
