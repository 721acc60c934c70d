"""Recordings of a session that Daily carries, on their way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone as clock

from live_control import tasks
from live_control.actions import recordings
from live_control.models import Recording
from site_pages.models import SessionPage
from tests.fakes.daily import FakeDaily


def over(session: SessionPage) -> None:
    """It ended eleven minutes ago."""
    SessionPage.objects.filter(pk=session.pk).update(
        starts_at=clock.now() - timedelta(hours=1), ends_at=clock.now() - timedelta(minutes=11)
    )


def begun(session: SessionPage) -> Recording:
    recording = recordings.start(session, by=None)
    tasks.start_recording(recording.pk)
    return Recording.objects.get(pk=recording.pk)


def finished(daily: FakeDaily, session: SessionPage, told: Callable[[], None]) -> Recording:
    """Ended, and Daily has told that its file is there."""
    recording = begun(session)
    recordings.stop(session)
    tasks.stop_recording(recording.pk)
    daily.recordings.finish()
    told()
    return Recording.objects.get(pk=recording.pk)
