"""Making the archives of a ZIP job, from the store to the store.

Every part of an archive is noted once the store has it, so whoever goes on begins with the next one. A worker does a
job in slices and lets other tasks through in between; ten minutes after it began a job ends with what is complete.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import connection, transaction
from django.utils import timezone as clock

from gallery.actions.zip_plans import bytes_done, leave_out, plan, waits_for_photos
from gallery.actions.zips import end, remove_archive
from gallery.choices import ZipState
from gallery.models import ZipJob, ZipPart
from gallery.storage.contract import PART_BYTES, ObjectMissing, StorageTrouble
from gallery.storage.stores import media_store, zip_store
from gallery.zips.layout import Layout, Unreadable
from gallery.zips.lease import Held, LeaseLost, take_next
from gallery.zips.plan import is_wrong, layout_of
from gallery.zips.transfer import PhotoReader, send, sent_before

log = structlog.get_logger("foyer.gallery")
LIMIT, KEPT = timedelta(minutes=10), timedelta(hours=24)
SLICE = timedelta(seconds=60)
LOOK_AGAIN = timedelta(seconds=5)
AFTER_TROUBLE = timedelta(seconds=15)
# So many jobs at once on all workers: mails must not wait for ZIPs.
AT_ONCE, LOCK = 2, 0x666F7A70  # keeps these advisory locks apart from others of the database
CONTENT_TYPE = "application/zip"


class Enough(Exception):
    """This slice is over."""


class OutOfTime(Exception):
    """The job's ten minutes are over."""


@dataclass
class Work:
    """A job in hand, and when this slice of it ends."""

    held: Held
    slice_ends: datetime

    @property
    def job(self) -> ZipJob:
        return self.held.job

    def heed_the_limit(self) -> None:
        """Raises OutOfTime."""
        assert self.job.started_at is not None, "it is set before anything is made"
        if clock.now() >= self.job.started_at + LIMIT:
            raise OutOfTime

    def look_at_the_clock(self) -> None:
        """After something was done, so that even the shortest slice brings the job on. Raises OutOfTime or Enough."""
        self.heed_the_limit()
        if clock.now() >= self.slice_ends:
            raise Enough


def work_on_next(*, lasting: timedelta = SLICE) -> bool:
    """Work on the job that has waited the longest, for a slice of time; False where there is nothing to do now."""
    with a_place() as is_free:
        held = take_next() if is_free else None
        if held is None:
            return False
        try:
            work_on(Work(held, clock.now() + lasting))
        except LeaseLost:
            clear_away(held.job)
        return True


@contextmanager
def a_place() -> Iterator[bool]:
    """Whether this worker may begin; a place is free again when its connection ends, too."""
    with connection.cursor() as cursor:
        for number in range(AT_ONCE):
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, number])
            if cursor.fetchone()[0]:
                try:
                    yield True
                finally:
                    cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, number])
                return
        yield False


def work_on(work: Work) -> None:
    """Go on with the job until it is done or the slice over. Raises LeaseLost."""
    held = work.held
    try:
        if not work.job.parts.exists() and waits_for_photos(work.job):
            held.let_go(wait=LOOK_AGAIN)
            return
        if work.job.started_at is None:
            held.renew(started_at=clock.now())
        make_archives(work)
    except Enough:
        held.let_go()
    except StorageTrouble as error:
        log.warning("zip_interrupted", job=str(work.job.public_id), error=str(error))
        held.let_go(wait=AFTER_TROUBLE)
    except OutOfTime:
        finish(held)
    else:
        finish(held)


def make_archives(work: Work) -> None:
    """Plan the job, if that is not done, and make one archive after the other."""
    work.heed_the_limit()
    if not work.job.parts.exists():
        plan(work.held)
    undone = list(work.job.parts.filter(is_complete=False).values_list("pk", flat=True))
    for number, key in enumerate(undone):
        if number:
            work.look_at_the_clock()
        # One by one: a plan has a thousand entries.
        make_archive(work, ZipPart.objects.get(pk=key))


def make_archive(work: Work, part: ZipPart) -> None:
    """Send what is not there yet; without a photo that turns out to be unreadable, and once more from the beginning."""
    while True:
        try:
            send_rest(work, part)
        except Unreadable as error:
            if not leave_out(work.held, part, error.key):
                return
        except ObjectMissing:  # the upload has ended: with the archive, or without, and then it begins anew
            work.held.renew()
            work.heed_the_limit()
        else:
            return


def send_rest(work: Work, part: ZipPart) -> None:
    """Raises Unreadable, ObjectMissing, StorageTrouble, LeaseLost, OutOfTime, Enough."""
    store, layout = zip_store(), layout_of(part.plan)
    if open_upload(work.held, part, layout):
        before = bytes_done(work.job)
        pieces = layout.pieces(PhotoReader(media_store(), layout.entries), start=len(part.etags) * PART_BYTES)
        first = len(part.etags) + 1
        with closing(send(pieces, store, key=part.key, upload_id=part.multipart_id, first=first)) as parts:
            for sent in parts:
                part.etags.append(sent.etag)
                reached = min(len(part.etags) * PART_BYTES, layout.size)
                note(work.held, part, etags=part.etags, job_bytes=before + reached)
                if reached < layout.size:
                    work.look_at_the_clock()
        store.complete_multipart(part.key, upload_id=part.multipart_id, etags=part.etags)
    note(work.held, part, is_complete=True, job_bytes=bytes_done(work.job) + layout.size)


def open_upload(held: Held, part: ZipPart, layout: Layout) -> bool:
    """Take up the upload where it broke off, or begin one; False where the archive is there already."""
    store = zip_store()
    if part.multipart_id:
        try:
            there = store.parts(part.key, upload_id=part.multipart_id)
        except ObjectMissing:
            with suppress(ObjectMissing):
                if store.head(part.key).size == layout.size:  # whoever completed it did not get to note it
                    return False
        else:
            part.etags = sent_before(there, part.etags, size=layout.size)
            return True
    upload_id = store.begin_multipart(part.key, content_type=CONTENT_TYPE)
    try:
        note(held, part, multipart_id=upload_id, etags=[], job_bytes=bytes_done(held.job))
    except LeaseLost:
        store.abort_multipart(part.key, upload_id=upload_id)
        raise
    return True


def note(held: Held, part: ZipPart, *, job_bytes: int, **values: Any) -> None:
    """Write how far the archive and its job have come, together. Raises LeaseLost."""
    with transaction.atomic():
        held.renew(bytes_done=job_bytes)
        ZipPart.objects.filter(pk=part.pk).update(**values)
    for name, value in values.items():
        setattr(part, name, value)


def finish(held: Held) -> None:
    """What is complete can be fetched from now on. Raises LeaseLost."""
    job, now = held.job, clock.now()
    with transaction.atomic():
        held.renew()
        made = list(job.parts.values_list("is_complete", flat=True))
        state = ZipState.PARTIAL if any(made) else ZipState.FAILED
        if made and all(made) and not job.missing:
            state = ZipState.COMPLETE
        held.let_go(state=state, finished_at=now, expires_at=now + KEPT)
        if is_wrong(job):
            end([job], now=now)


def clear_away(job: ZipJob) -> None:
    """Remove what this worker has sent of a job that ended under its hands."""
    if ZipJob.objects.filter(pk=job.pk, state=ZipState.EXPIRED).exists():
        for part in job.parts.defer("plan"):
            remove_archive(part)
