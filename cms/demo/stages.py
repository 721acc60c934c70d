"""Gives the demo's sessions what happens in them: rooms, prepared and open actions, questions, votes of the past."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import transaction

from accounts.models import User
from live_control.actions.ballots import Answer, Ballot
from live_control.actions.prepare import Draft, create_action
from live_control.actions.questions import ask, move_question, upvote
from live_control.actions.rooms import sync_event
from live_control.actions.seats import admit
from live_control.actions.show import close_action, open_action, release_results
from live_control.actions.votes import cast_votes
from live_control.choices import ActionState, Kind, LiveRole, Provider, QuestionState, RecordingState
from live_control.models import LiveAction, Participant, Recording
from site_pages.models import EventPage, SessionPage

STAGES = Path(__file__).parent / "live"
Table = Mapping[str, Any]
# How long what was on screen in a session of the past stayed there.
SHOWN_FOR = timedelta(minutes=4)


@dataclass(frozen=True, slots=True)
class Stage:
    """A session of the demo while it is filled: who is in it, by name."""

    session: SessionPage
    guests: Mapping[str, Participant]
    organizer: User | None


def fill_stages(*, now: datetime, organizer: User | None) -> int:
    """Rooms for every event that is held online, and what the files say. Returns how many actions there are."""
    for event in EventPage.objects.live():
        sync_event(event)
    filled = 0
    for path in sorted(STAGES.glob("*.toml")):
        event = EventPage.objects.filter(slug=path.stem).first()
        if event is None:
            continue
        with path.open("rb") as file:
            rows = tomllib.load(file)["sessions"]
        for row in rows:
            session = SessionPage.objects.for_event(event).get(slug=row["slug"])
            filled += _fill(session, row, now=now, organizer=organizer)
    return filled


def _fill(session: SessionPage, row: Table, *, now: datetime, organizer: User | None) -> int:
    """Actions first. What a session that is over has, was then; only one that has begun has anything."""
    if session.starts_at is None or session.starts_at >= now or LiveAction.objects.of_session(session.pk).exists():
        return 0
    with transaction.atomic():
        stage = Stage(session, _guests(session, row["guests"]), organizer)
        for action in row["actions"]:
            _put_up(action, stage)
        for question in row.get("questions", []):
            _question(question, stage)
        if "recorded_after" in row:
            _recording(session, minutes=row["recorded_after"])
    return len(row["actions"])


def _guests(session: SessionPage, names: Sequence[str]) -> dict[str, Participant]:
    return {
        name: admit(session, holder=f"guest:{uuid4().hex}", user=None, name=name, role=LiveRole.VIEWER).participant
        for name in names
    }


def _put_up(row: Table, stage: Stage) -> None:
    session = stage.session
    assert session.starts_at is not None
    setup = dict(row["setup"])
    if setup.get("document") == "slides":
        setup["document"] = _any_slides(session)
    action = create_action(session, Kind(row["kind"]), Draft(row["title"], setup), by=stage.organizer)
    if row["state"] == ActionState.DRAFT:
        return
    action = open_action(action)
    _vote(action, row.get("votes", []), stage)
    if row["state"] == ActionState.CLOSED:
        action = close_action(action)
    if row.get("released"):
        action = release_results(action)
    if "after" in row:
        opened = session.starts_at + timedelta(minutes=row["after"])
        LiveAction.objects.filter(pk=action.pk).update(opened_at=opened, closed_at=opened + SHOWN_FOR)


def _any_slides(session: SessionPage) -> int:
    """The first document of the event's programme."""
    siblings = session.get_siblings().values("pk")
    found = SessionPage.objects.filter(pk__in=siblings, session_documents__isnull=False).order_by("starts_at", "pk")
    document: int = found.values_list("session_documents__document", flat=True)[0]
    return document


def _vote(action: LiveAction, choices: Sequence[int], stage: Stage) -> None:
    options = [str(option.public_id) for option in action.options.all()]
    ballots = [
        Ballot(action.session_id, voter.pk, voter.seat, action.public_id, Answer((options[choice],)))
        for voter, choice in zip(stage.guests.values(), choices, strict=False)
    ]
    cast_votes(ballots)


def _question(row: Table, stage: Stage) -> None:
    asker = stage.guests[row["by"]]
    question = ask(asker, row["text"], key=uuid4())
    if row["state"] == QuestionState.QUEUE:
        return
    question = move_question(question, QuestionState.SHOWN)
    for participant in list(stage.guests.values())[: row.get("upvotes", 0)]:
        question = upvote(participant, question)
    if row["state"] != QuestionState.SHOWN:
        move_question(question, row["state"])


def _recording(session: SessionPage, *, minutes: int) -> None:
    """When the recording that the page plays began; its chapters are counted from there."""
    assert session.starts_at is not None
    Recording.objects.create(
        session=session,
        provider=Provider.EMBEDDED,
        state=RecordingState.READY,
        started_at=session.starts_at + timedelta(minutes=minutes),
        ended_at=session.ends_at,
        file=session.recording_file.name,
        poster=session.recording_poster.name,
    )
