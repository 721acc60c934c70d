"""What is done about recordings that are over: which one the page plays, and trying a failed one again.

None of them is thrown away: a session's recordings stay as rows with their files (docs/live-sessions.md).
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from live_control.actions import recordings
from live_control.actions.recorded_files import show_on
from live_control.choices import Provider, RecordingState
from live_control.errors import WrongState
from live_control.models import Recording
from live_control.recorded import may_retry
from notifications.errors import NotFound
from site_pages.models import SessionPage

# Of which there is something to do again: what was sent, or what the provider has.
TASKS = {Provider.EMBEDDED: "take_in_upload", Provider.DAILY: "copy_recording"}


def recording_of(session: SessionPage, public_id: UUID) -> Recording:
    """A recording of this session, however it was made. Raises NotFound."""
    found = Recording.objects.filter(session=session.pk, public_id=public_id).first()
    if found is None:
        raise NotFound(_("There is no such recording."))
    return found


def choose(recording: Recording) -> Recording:
    """The page plays this one from now on, and no longer one takes its place. Raises WrongState until it is ready.

    What the page played before is kept: a recording in its row, an editor's file in the page's history.
    """
    if recording.state != RecordingState.READY or not recording.file:
        raise WrongState(_("This recording is not ready."))
    with transaction.atomic():
        page = SessionPage.objects.select_for_update(of=("self",)).get(pk=recording.session_id)
        Recording.objects.filter(session=page.pk).exclude(pk=recording.pk).update(chosen_at=None)
        show_on(page, recording)
        recordings.change(recording, chosen_at=clock.now())
    recording.refresh_from_db()
    return recording


def retry(recording: Recording) -> Recording:
    """Make the file fit for players, or copy it, once more. Raises WrongState where there is nothing of it."""
    with transaction.atomic():
        row = Recording.objects.select_for_update().get(pk=recording.pk)
        if not may_retry(row):
            raise WrongState(_("Nothing of this recording is there to try again with."))
        recordings.change(row, state=RecordingState.COPYING, failure="", attempts=0)
        recordings.tell_page(row)
        recordings.wake(TASKS[Provider(row.provider)], row)
    row.refresh_from_db()
    return row
