"""What an event's list of online sessions shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from live_control.choices import ActionState, RecordingState
from live_control.models import LiveAction, LiveRoom, Recording
from site_pages.choices import Format, SessionState
from site_pages.models import EventPage, SessionPage

OVER = frozenset({SessionState.ENDED, SessionState.RECORDED, SessionState.CANCELLED})


@dataclass(frozen=True, slots=True)
class OnlineSession:
    """One row: `room` is None until the session is published."""

    session: SessionPage
    room: LiveRoom | None
    prepared: int
    shown: int
    recording: Recording | None

    @property
    def state(self) -> str:
        """`draft`, or what the clock makes of it."""
        return self.session.state if self.session.live else "draft"

    @property
    def is_over(self) -> bool:
        """It gets no room any more."""
        return self.session.state in OVER

    @property
    def has_failed(self) -> bool:
        return self.recording is not None and self.recording.state == RecordingState.FAILED


def online_sessions(event: EventPage) -> list[OnlineSession]:
    """The event's sessions that are held online, drafts included: what is on, what comes, what was. Four queries."""
    online = SessionPage.objects.for_event(event).exclude(format=Format.IN_PERSON)
    sessions = as_they_are_needed(list(online.in_programme_order()))
    keys = [session.pk for session in sessions]
    rooms = {room.session_id: room for room in LiveRoom.objects.filter(session__in=keys)}
    prepared, shown = Q(state=ActionState.DRAFT), Q(state__in=[ActionState.LIVE, ActionState.CLOSED])
    actions = LiveAction.objects.filter(session__in=keys).order_by().values("session")
    counts = {row["session"]: row for row in actions.annotate(prepared=Count("pk", prepared), shown=Count("pk", shown))}
    newest = Recording.objects.filter(session__in=keys).order_by("session", "-started_at", "-pk").distinct("session")
    recordings = {recording.session_id: recording for recording in newest}
    none = {"prepared": 0, "shown": 0}
    return [
        OnlineSession(
            session,
            rooms.get(session.pk),
            counts.get(session.pk, none)["prepared"],
            counts.get(session.pk, none)["shown"],
            recordings.get(session.pk),
        )
        for session in sessions
    ]


def as_they_are_needed(sessions: Sequence[SessionPage]) -> list[SessionPage]:
    """Of sessions in the programme's order: what is on first, then what comes, the last that was before the others."""
    over = [one for one in sessions if one.state in OVER]
    ahead = [one for one in sessions if one.state not in OVER]
    return sorted(ahead, key=lambda one: one.state != SessionState.LIVE) + over[::-1]
