"""What there is of a recording: its file, or what a browser has sent of it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from live_control.choices import RecordingState

if TYPE_CHECKING:
    from live_control.models import Recording


def may_retry(recording: Recording) -> bool:
    """Whether there is anything to try again with."""
    return recording.state == RecordingState.FAILED and bool(recording.received or recording.provider_id)


def has_file(recording: Recording) -> bool:
    """Whether it can be downloaded: also what a browser has sent and nobody could read."""
    is_raw = recording.state == RecordingState.FAILED and bool(recording.received)
    return bool(recording.file) or is_raw
