"""A recording's file: copied from its provider, made fit for players, kept, and put on the session's page.

The unfinished file lies in the private storage under the recording's id, so a copy that breaks off goes on where it
was. One worker at a time has a recording's file in hand.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import structlog
from django.conf import settings
from django.core.cache import cache
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.models import Q
from django.db.models.fields.files import FieldFile
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from live_control.actions import recordings
from live_control.board.mark import mark_board
from live_control.choices import Provider, RecordingState
from live_control.errors import ProviderFailed
from live_control.media import provider_named
from live_control.media.daily_http import trusted
from live_control.media.seam import RecordedFile
from live_control.media.video import BadVideo, look_at, poster_of, rewrite
from live_control.models import Recording
from live_control.recorded import has_file
from notifications.errors import NotFound
from site_pages.models import SessionPage

log = structlog.get_logger("foyer.live")
LARGEST = 20 * 1024**3
CHUNK = 1024 * 1024
CONNECT_SECONDS, READ_SECONDS = 10.0, 60.0
MOST_TRIES = 40
# Of a provider that says nothing more.
GIVEN_UP = timedelta(days=2)
# An event about a finished recording comes sooner than this, or not at all.
TOLD_WITHIN = timedelta(minutes=3)
AT_ONCE = 20
LOCK = 0x666F7965  # keeps these advisory locks apart from others of the database


def part_of(recording: Recording) -> Path:
    """Where the unfinished file lies."""
    folder = Path(settings.PRIVATE_MEDIA_ROOT) / "recordings" / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{recording.public_id}.part"


def file_of(recording: Recording) -> FieldFile:
    """What can be downloaded of it: also the bytes of a browser that nobody could read. Raises NotFound."""
    if not has_file(recording):
        raise NotFound(_("There is no file of this recording."))
    if recording.file:
        return recording.file
    field = Recording._meta.get_field("file")
    return FieldFile(recording, field, str(part_of(recording).relative_to(settings.PRIVATE_MEDIA_ROOT)))


@contextmanager
def alone_with(recording_id: int) -> Iterator[bool]:
    """Whether this worker has the recording's file for itself; one that dies lets go of it with its connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, recording_id])
        is_ours = bool(cursor.fetchone()[0])
        try:
            yield is_ours
        finally:
            if is_ours:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, recording_id])


def copy(recording_id: int) -> None:
    """Copy a provider's file and put it on the page. Raises ProviderFailed; the task then comes again."""
    with alone_with(recording_id) as is_ours:
        waiting = Recording.objects.filter(provider=Provider.DAILY, state=RecordingState.COPYING)
        recording = waiting.filter(pk=recording_id).first()
        if not is_ours or recording is None:
            return
        Recording.objects.filter(pk=recording_id).update(attempts=recording.attempts + 1)
        if recording.attempts >= MOST_TRIES:
            recordings.fail(recording, _("The recording could not be copied."))
            return
        try:
            read_from_provider(recording)
        except ProviderFailed as error:
            if not error.is_final:
                raise
            recordings.fail(recording, str(error))
            return
        finish(recording)


def read_from_provider(recording: Recording) -> None:
    """Raises ProviderFailed."""
    file = provider_named(recording.provider).file_of(recording)
    if file is None:
        raise ProviderFailed(_("The recording is not there yet."))
    fetch(file, part_of(recording))


def fetch(file: RecordedFile, path: Path) -> None:
    """Read it, from where an earlier try broke off. Raises ProviderFailed; nothing of its address is told."""
    had = path.stat().st_size if path.exists() else 0
    headers = {**file.headers, **({"Range": f"bytes={had}-"} if had else {})}
    timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    client = httpx.Client(verify=trusted(), timeout=timeout, trust_env=False, follow_redirects=False)
    try:
        # A string is sent byte for byte: an address that is encoded anew opens nothing (facts/daily.md, 1.7).
        with client, client.stream("GET", file.url, headers=headers) as answer:
            if answer.status_code == 416:  # all of it is here
                return
            if answer.status_code not in {200, 206}:
                raise ProviderFailed(_("The recording's place answered %(code)s.") % {"code": answer.status_code})
            write(answer, path, begins_anew=answer.status_code == 200)
    except httpx.HTTPError as error:
        raise ProviderFailed(_("The recording broke off (%(error)s).") % {"error": type(error).__name__}) from None


def write(answer: httpx.Response, path: Path, *, begins_anew: bool) -> None:
    """Append what comes; refused where it is too much, or more than the disk bears."""
    length = int(answer.headers.get("Content-Length") or 0)
    size = 0 if begins_anew else path.stat().st_size
    if size + length > LARGEST or length > shutil.disk_usage(path.parent).free:
        raise ProviderFailed(_("The recording is too large."), is_final=True)
    with path.open("wb" if begins_anew else "ab") as target:
        for piece in answer.iter_bytes(CHUNK):
            size += len(piece)
            if size > LARGEST:
                raise ProviderFailed(_("The recording is too large."), is_final=True)
            target.write(piece)


def finish(recording: Recording) -> None:
    """The file is here: look at it, keep it with a poster, and put both on the page that is to play it.

    What cannot be read stays where it lies, so that it can be tried again (`kept_recordings.retry`).
    """
    path = part_of(recording)
    if not recording.file:
        try:
            keep(recording, path)
        except BadVideo as error:
            recordings.fail(recording, str(error))
            if recording.provider != Provider.EMBEDDED:
                path.unlink(missing_ok=True)  # it is fetched again
            return
    path.unlink(missing_ok=True)
    with transaction.atomic():
        page = SessionPage.objects.select_for_update(of=("self",)).get(pk=recording.session_id)
        if may_take_place(page, recording):
            show_on(page, recording)
        ended_at = recording.ended_at or clock.now()
        recordings.change(recording, state=RecordingState.READY, failure="", ended_at=ended_at)


class Moved(File):
    """A file that the storage takes as it lies there, without copying it."""

    def temporary_file_path(self) -> str:
        return str(self.name)


def keep(recording: Recording, path: Path) -> None:
    """Move it into the storage, fit for players, with a picture of it. Raises BadVideo."""
    whole = path
    if recording.provider == Provider.EMBEDDED:
        whole = path.with_suffix(".whole")
        rewrite(path, whole)
    facts = look_at(whole)
    size, poster = whole.stat().st_size, poster_of(whole, facts)
    storage, name = recording.file.storage, recording.file.field.generate_filename(recording, f"_.{facts.suffix}")
    with whole.open("rb") as content:
        recording.file = storage.save(name, Moved(content, name=str(whole)))
    if poster is not None:
        recording.poster.save("poster.jpg", ContentFile(poster), save=False)
    recording.size, recording.duration = size, facts.duration
    recording.save(update_fields=["file", "poster", "size", "duration"])


def may_take_place(page: SessionPage, recording: Recording) -> bool:
    """An editor's file stands, and so does what somebody has chosen; of the others the longest is played."""
    if not page.has_recording:
        return True
    former = shown_on(page)
    if former is None or former.chosen_at is not None:
        return False
    return former.pk == recording.pk or (former.duration or 0) < (recording.duration or 0)


def shown_on(page: SessionPage) -> Recording | None:
    """Which of ours the page plays; None for an editor's own file or address."""
    if not page.recording_file:
        return None
    return Recording.objects.filter(session=page.pk, file=page.recording_file.name).first()


def show_on(page: SessionPage, recording: Recording) -> None:
    """Publish the page as it is, with this recording. What an editor has not published stays a draft, with it too.

    A poster that an editor has made stands. Call it in a transaction that holds the page.
    """
    draft = page.get_latest_revision_as_object() if page.has_unpublished_changes else None
    is_ours = Recording.objects.filter(session=page.pk, poster=page.recording_poster.name or None).exists()
    page.recording_file = recording.file.name
    if is_ours or not page.recording_poster:
        page.recording_poster = recording.poster.name
    revision = page.save_revision(clean=False)
    if page.live:
        revision.publish(skip_permission_checks=True)
    if draft is not None:
        draft.recording_file, draft.recording_poster = page.recording_file.name, page.recording_poster.name
        draft.save_revision(clean=False)
    mark_board(page.pk)


def sweep() -> None:
    """The safety net: ask for what no event told, and take up copies that were left."""
    now = clock.now()
    over = Q(state=RecordingState.RECORDING, session__ends_at__lt=now)
    over |= Q(state=RecordingState.PROCESSING, ended_at__lt=now - TOLD_WITHIN)
    waiting = Recording.objects.filter(over, provider=Provider.DAILY).select_related("session__live_room")
    for recording in waiting.order_by("-started_at")[:AT_ONCE]:
        ask_after(recording)
    for recording in Recording.objects.filter(provider=Provider.DAILY, state=RecordingState.COPYING)[:AT_ONCE]:
        pause = min(60 * 2**recording.attempts, 3600)
        if cache.add(f"recording-copied:{recording.pk}", 1, timeout=pause):
            recordings.wake("copy_recording", recording)


def ask_after(recording: Recording) -> None:
    """By GET /recordings of its room: what is finished is copied, what never comes is given up."""
    room = getattr(recording.session, "live_room", None)
    if room is None or room.provider != Provider.DAILY:
        return
    try:
        found = provider_named(recording.provider).finished_recording(room, recording)
    except ProviderFailed:
        return
    named = Recording.objects.filter(provider=recording.provider, provider_id=found).exclude(pk=recording.pk)
    if found and not named.exists():  # else it is another one's, which began in the same two minutes
        with transaction.atomic():
            recordings.change(recording, state=RecordingState.COPYING, provider_id=found)
            recordings.wake("copy_recording", recording)
    elif recording.started_at < clock.now() - GIVEN_UP:
        recordings.fail(recording, _("Daily has no such recording."))
