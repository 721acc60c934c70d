"""A recording made in an organizer's browser, sent in pieces that may come again (spec 4, "Recordings").

What counts is `received`: the next piece must begin there. A piece that was written and whose answer was lost is sent
again, and its place is taken by itself.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from live_control.actions import recordings
from live_control.actions.recorded_files import LARGEST, alone_with, finish, part_of
from live_control.choices import Provider, RecordingState
from live_control.errors import WrongState
from live_control.models import Recording
from notifications.errors import Conflict, InvalidInput, NotFound
from site_pages.models import SessionPage

LARGEST_PIECE = 4 * 1024 * 1024
# A browser of which nothing has come for so long does not come back; what it sent is used.
ABANDONED = timedelta(minutes=15)


class WrongOffset(Conflict):
    """The piece does not begin where the last one ended."""

    code = "WRONG_OFFSET"

    def __init__(self, received: int) -> None:
        text = _("The next piece begins at byte %(received)d.") % {"received": received}
        super().__init__(text, fields={"offset": str(received)})


def recording_named(session: SessionPage, public_id: UUID) -> Recording:
    """Raises NotFound, also for a recording that no browser makes."""
    rows = Recording.objects.filter(session=session.pk, provider=Provider.EMBEDDED)
    recording = rows.filter(public_id=public_id).first()
    if recording is None:
        raise NotFound(_("There is no such recording."))
    return recording


def take_piece(recording: Recording, piece: bytes, *, offset: int) -> Recording:
    """Write the next piece. Raises WrongOffset with the right place, InvalidInput, WrongState once it is finished."""
    if not piece or len(piece) > LARGEST_PIECE:
        raise InvalidInput(_("A piece has 1 to %(most)d bytes.") % {"most": LARGEST_PIECE})
    with transaction.atomic():
        row = Recording.objects.select_for_update().get(pk=recording.pk)
        if row.state not in {RecordingState.RECORDING, RecordingState.PROCESSING}:
            raise WrongState(_("This recording takes no more pieces."))
        if offset != row.received:
            raise WrongOffset(row.received)
        if offset + len(piece) > LARGEST:
            raise InvalidInput(_("The recording is too large."))
        path = part_of(row)
        with path.open("r+b" if path.exists() else "wb") as target:
            target.seek(offset)
            target.write(piece)
            target.truncate()
        row.received, row.touched_at = offset + len(piece), clock.now()
        row.save(update_fields=["received", "touched_at"])
    return row


def finish_upload(recording: Recording, *, size: int) -> Recording:
    """All pieces are here: a worker does the rest. Twice is once. Raises WrongOffset where some are missing."""
    with transaction.atomic():
        row = Recording.objects.select_for_update().get(pk=recording.pk)
        if row.state not in {RecordingState.RECORDING, RecordingState.PROCESSING}:
            return row
        if size != row.received or size == 0:
            raise WrongOffset(row.received)
        recordings.hand_in(row)
    row.refresh_from_db()
    return row


def take_in(recording_id: int) -> None:
    """Put what a browser has sent on its page."""
    with alone_with(recording_id) as is_ours:
        rows = Recording.objects.filter(provider=Provider.EMBEDDED, state=RecordingState.COPYING)
        recording = rows.filter(pk=recording_id).first()
        if is_ours and recording is not None:
            finish(recording)


def sweep() -> None:
    """Take up what a lost worker left, and use what a closed browser has sent."""
    sent = Recording.objects.filter(provider=Provider.EMBEDDED)
    for recording_id in sent.filter(state=RecordingState.COPYING).values_list("pk", flat=True)[:20]:
        take_in(recording_id)
    open_ones = sent.filter(state__in=[RecordingState.RECORDING, RecordingState.PROCESSING])
    for recording in open_ones.silent(clock.now() - ABANDONED)[:20]:
        with transaction.atomic():
            recordings.break_off(recording)
