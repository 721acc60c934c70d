"""Rows as parts of a board: what each part holds is the table of docs/decisions/0010-live-board.md."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from live_control.board.facts import MOST_PEOPLE, Facts
from live_control.board.polls import is_shown_to_all, results_of
from live_control.choices import ActionState, Kind, RecordingState, StagePlace
from live_control.errors import ProviderFailed
from live_control.media.providers import provider_of
from live_control.models import LiveAction, LiveRoom, Participant, Question, Recording
from live_control.recorded import has_file, may_retry
from site_pages.choices import StreamType
from site_pages.models import SessionPage

Part = dict[str, Any]
# What a kind keeps in its `setup`, and what stands there where it does not.
OF_KIND: dict[str, Part] = {
    Kind.ANNOUNCEMENT: {"text": "", "url": "", "button": ""},
    Kind.DOWNLOAD: {"text": "", "url": "", "file": None},
    Kind.SIGNUP: {"text": "", "fields": []},
}


def iso(moment: datetime | None) -> str | None:
    """In UTC, exactly: what happens by the clock is due at this moment."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None


def session_part(facts: Facts) -> Part:
    page, room = facts.session, facts.room
    return {
        "state": state_of(facts),
        "starts_at": iso(page.starts_at),
        "ends_at": iso(page.ends_at),
        "mode": room.mode if room else StreamType.LIVESTREAM.value,
        "provider": room.provider if room else "",
        "is_recording": facts.recording is not None and facts.recording.state == RecordingState.RECORDING,
        "chat": {"on": bool(room and room.has_chat), "pause": room.chat_pause if room else 0},
        "reactions": bool(room and room.has_reactions),
        "questions": bool(room and room.has_questions),
        "hands": bool(room and room.has_hands),
    }


def state_of(facts: Facts) -> str:
    """By the programme: people may come in a while before it begins, and wait then."""
    page = facts.session
    if page.is_cancelled or (page.ends_at is not None and facts.now >= page.ends_at):
        return "ended"
    return "live" if page.starts_at is not None and facts.now >= page.starts_at else "waiting"


def stage_part(facts: Facts) -> list[Part]:
    on_stage = [person for person in facts.people if person.stage == StagePlace.STAGE]
    on_stage.sort(key=lambda person: (person.stage_since or facts.now, person.pk))
    return [
        {"id": str(person.public_id), "name": person.name, "role": person.role, "media_id": person.media_id}
        for person in on_stage
    ]


def action_part(action: LiveAction, facts: Facts) -> Part:
    """One action as everybody sees it."""
    part = {
        "id": str(action.public_id),
        "kind": action.kind,
        "state": action.state,
        "title": action.title,
        "is_pinned": action.is_pinned,
        "opened_at": iso(action.opened_at),
    }
    if action.kind == Kind.POLL:
        return part | poll_part(action, facts)
    part |= {name: action.setup.get(name, default) for name, default in OF_KIND[action.kind].items()}
    if action.kind == Kind.ANNOUNCEMENT:
        part["shown_until"] = iso(action.shown_until)
    return part


def poll_part(poll: LiveAction, facts: Facts) -> Part:
    options = facts.options.get(poll.pk, [])
    results = results_of(poll, options, facts.tallies[poll.pk]) if is_shown_to_all(poll) else None
    return {
        "poll_type": poll.poll_type,
        "is_secret": poll.is_secret,
        "may_change": poll.setup.get("may_change", True),
        "options": [{"id": str(option.public_id), "label": option.label} for option in options],
        "shows": poll.show_results,
        "results": results,
    }


def questions_part(facts: Facts) -> list[Part]:
    return [
        {
            "id": str(question.public_id),
            "text": question.text,
            "name": question.name or None,
            "state": question.state,
            "is_pinned": question.is_pinned,
            "upvotes": question.upvotes,
            "asked_at": iso(question.asked_at),
        }
        for question in facts.questions
    ]


def crew_actions_part(facts: Facts) -> list[Part]:
    """Prepared ones too, and always how they stand."""
    return [crew_action_part(action, facts) for action in facts.actions]


def crew_action_part(action: LiveAction, facts: Facts) -> Part:
    if action.kind == Kind.POLL:
        tally = facts.tallies[action.pk]
        results, answers = results_of(action, facts.options.get(action.pk, []), tally), tally.voters
    else:
        results, answers = None, facts.signups.get(action.pk, 0)
    own = {"is_released": action.is_released, "closed_at": iso(action.closed_at), "position": action.position}
    return {**action_part(action, facts), **own, "results": results, "answers": answers}


def queue_part(facts: Facts) -> Part:
    return {"questions": [_waiting(question) for question in facts.waiting], "count": facts.counts["waiting"]}


def _waiting(question: Question) -> Part:
    """Who asked anonymously is so for the crew, too."""
    asker = question.participant if question.name else None
    return {
        "id": str(question.public_id),
        "text": question.text,
        "name": question.name or None,
        "is_anonymous": not question.name,
        "participant": str(asker.public_id) if asker else None,
        "asked_at": iso(question.asked_at),
    }


def people_part(facts: Facts) -> Part:
    hands = [(person.hand_raised_at, person.pk, person) for person in facts.people if person.hand_raised_at]
    invited = [person for person in facts.people if person.stage == StagePlace.INVITED]
    return {
        "inside": facts.counts["inside"],
        "on_stage": sum(person.stage == StagePlace.STAGE for person in facts.people),
        "invited": [person_shape(person) for person in invited[:MOST_PEOPLE]],
        "hands": [person_shape(person) for _raised, _pk, person in sorted(hands)[:MOST_PEOPLE]],
    }


def person_shape(person: Participant) -> Part:
    return {
        "id": str(person.public_id),
        "name": person.name,
        "role": person.role,
        "stage": person.stage,
        "hand_raised_at": iso(person.hand_raised_at),
        "is_muted": person.is_muted,
    }


def recording_part(facts: Facts) -> Part | None:
    recording = facts.recording
    if recording is None:
        return None
    return {
        "id": str(recording.public_id),
        "state": recording.state,
        "started_at": iso(recording.started_at),
        "failure": recording.failure,
    }


def recordings_part(facts: Facts) -> list[Part]:
    """All that were made, the newest first: `is_shown` is the one that the page plays."""
    return [recording_shape(recording, facts.session) for recording in facts.recordings]


def recording_shape(recording: Recording, session: SessionPage) -> Part:
    return {
        "id": str(recording.public_id),
        "state": recording.state,
        "provider": recording.provider,
        "started_at": iso(recording.started_at),
        "ended_at": iso(recording.ended_at),
        "duration": recording.duration,
        "size": recording.size,
        "failure": recording.failure,
        "broke_off": recording.broke_off,
        "is_shown": bool(recording.file) and recording.file.name == session.recording_file.name,
        "has_file": has_file(recording),
        "may_retry": may_retry(recording),
    }


def room_part(facts: Facts) -> Part | None:
    room = facts.room
    if room is None:
        return None
    return {
        "provider": room.provider,
        "state": room.state,
        "failure": room.failure,
        "stage_used": room.stage_used,
        "stage_limit": room.stage_limit,
        "room_limit": room_limit(room),
        "starts_recording": room.starts_recording,
        "is_recorded": facts.session.is_recorded,
        "admits_guests": room.admits_guests,
    }


def room_limit(room: LiveRoom) -> int | None:
    """How many the provider takes; None where it takes all, or is not set up (any more)."""
    try:
        return provider_of(room).room_limit
    except ProviderFailed:
        return None


def on_screen(facts: Facts) -> list[LiveAction]:
    """Live ones, closed ones until they are put away, announcements until their time (ActionQuerySet.on_screen)."""
    return [
        action
        for action in facts.actions
        if action.state in {ActionState.LIVE, ActionState.CLOSED}
        and (action.shown_until is None or action.shown_until > facts.now)
    ]
