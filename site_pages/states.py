"""What the clock makes of an event or a session (spec 1, "States"); pure, so that every door says the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from site_pages.choices import EventStatus, Format, SessionState
from site_pages.clock import early_join


@dataclass(frozen=True, slots=True)
class EventTiming:
    """What an event's status depends on besides the clock."""

    starts_at: datetime
    ends_at: datetime
    is_live: bool
    is_cancelled: bool

    def status(self, now: datetime) -> str:
        if not self.is_live:
            return EventStatus.DRAFT.value
        if self.is_cancelled:
            return EventStatus.CANCELLED.value
        if now < self.starts_at:
            return EventStatus.PUBLISHED.value
        return (EventStatus.LIVE if now < self.ends_at else EventStatus.COMPLETED).value


@dataclass(frozen=True, slots=True)
class SessionTiming:
    """What a session's state depends on besides the clock."""

    starts_at: datetime | None
    ends_at: datetime | None
    format: str
    is_cancelled: bool
    has_recording: bool

    def state(self, now: datetime) -> str:
        """What a visitor is shown; a cancelled event cancels its sessions (the caller passes that in)."""
        if self.is_cancelled:
            return SessionState.CANCELLED.value
        if self.starts_at is None or self.ends_at is None:
            return SessionState.UNSCHEDULED.value
        if now >= self.ends_at:
            return (SessionState.RECORDED if self.has_recording else SessionState.ENDED).value
        # In person nobody joins early: the page counts down to the start itself.
        opens_at = self.starts_at if self.format == Format.IN_PERSON else self.starts_at - early_join()
        return (SessionState.LIVE if now >= opens_at else SessionState.UPCOMING).value
