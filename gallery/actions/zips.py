"""Asking for a ZIP of a gallery's photos, and what ends its life (spec 5, "ZIP"); making it is in zip_work.py.

The same wish finds the same job. An archive is handed out only while every photo in it is still wished for: hiding or
taking back one of them ends the job, and its objects go.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

import structlog
from django.db import transaction
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from accounts.models import User
from gallery.choices import ZipState
from gallery.models import Gallery, ZipJob, ZipPart
from gallery.storage.contract import StorageTrouble
from gallery.storage.stores import zip_store
from gallery.zips.plan import is_wrong, wish_for
from notifications.errors import Conflict, TooManyRequests
from notifications.work import hand_to_worker

log = structlog.get_logger("foyer.gallery")
MOST_RUNNING = 3
# A finished job with less time left than this is not handed out for a new wish.
WORTH_HAVING = timedelta(hours=1)
REMOVED_AT_ONCE = 200
LIVE = (ZipState.PROCESSING, ZipState.COMPLETE, ZipState.PARTIAL)
UNFINISHED = (ZipState.PARTIAL, ZipState.FAILED)


class NothingToPack(Conflict):
    """The gallery has no photos, or none that are shown."""

    code = "NOTHING_TO_DOWNLOAD"

    def __init__(self) -> None:
        super().__init__(_("There are no photos to download."))


def request_zip(gallery: Gallery, *, exclude_hidden: bool, by: User | None) -> ZipJob:
    """The job that makes, or has made, archives of the photos as they are now.

    Where time ran out, asking again goes on with what is not done yet. Raises NothingToPack, and TooManyRequests while
    others are being made.
    """
    now = clock.now()
    wish = wish_for(gallery.pk, exclude_hidden=exclude_hidden, until=now)
    if not wish.files:
        raise NothingToPack
    with transaction.atomic():
        # One at a time: two clicks at once find one job.
        Gallery.objects.select_for_update(no_key=True).get(pk=gallery.pk)
        if found := known_job(gallery, wish.digest, now=now):
            return found
        if ZipJob.objects.filter(gallery=gallery, state=ZipState.PROCESSING).count() >= MOST_RUNNING:
            text = _("Other downloads of this gallery are being made. Please wait until one is ready.")
            raise TooManyRequests(text, retry_after=60)
        job = unfinished_job(gallery, wish.digest, now=now) or ZipJob(gallery=gallery, digest=wish.digest)
        if job.pk is None:
            job.requested_by, job.exclude_hidden = by, exclude_hidden
            job.created_at, job.bytes_total = now, wish.size
        job.state = ZipState.PROCESSING
        job.started_at = job.finished_at = job.expires_at = job.lease_until = None
        job.save()
        transaction.on_commit(wake_worker, robust=True)
    return job


def known_job(gallery: Gallery, digest: str, *, now: datetime) -> ZipJob | None:
    """The job of the same wish that is being made, or was made and can still be fetched for a while."""
    jobs = ZipJob.objects.filter(gallery=gallery, digest=digest)
    found = jobs.filter(state__in=[ZipState.PROCESSING, ZipState.COMPLETE]).first()
    if found is None or found.state == ZipState.PROCESSING:
        return found
    if is_wrong(found):
        end([found], now=now)
        return None
    assert found.expires_at is not None
    if found.expires_at - now < WORTH_HAVING:
        # It stays until it expires, but is not found any more.
        ZipJob.objects.filter(pk=found.pk).update(digest=unfindable(found))
        return None
    return found


def unfinished_job(gallery: Gallery, digest: str, *, now: datetime) -> ZipJob | None:
    """A job of the same wish whose time ran out, with what it has done so far."""
    jobs = ZipJob.objects.filter(gallery=gallery, digest=digest, state__in=UNFINISHED, expires_at__gt=now)
    left = ZipPart.objects.filter(is_complete=False, removed_at=None)
    job = jobs.filter(parts__in=left).select_for_update(of=("self",)).first()
    return None if job is None or is_wrong(job) else job


def unfindable(job: ZipJob) -> str:
    """A digest that no wish has."""
    return sha256(f"{job.digest} {job.public_id}".encode()).hexdigest()


def wake_worker() -> None:
    from gallery.tasks_zips import work_on_zips  # the task calls these actions

    hand_to_worker(work_on_zips, expires=60)


def expire_wrong_zips(gallery_id: int) -> int:
    """End the jobs that hold a photo which was hidden or taken back meanwhile; how many. At most a query for each."""
    jobs = ZipJob.objects.filter(gallery=gallery_id, state__in=LIVE)
    return end([job for job in jobs if is_wrong(job)], now=clock.now())


def expire_if_wrong(job: ZipJob) -> ZipJob:
    """The job as it is now, before its links are handed out: an archive with a hidden photo ends here at the latest."""
    if job.state in {ZipState.COMPLETE, ZipState.PARTIAL} and is_wrong(job):
        end([job], now=clock.now())
        job.refresh_from_db()
    return job


def end(jobs: list[ZipJob], *, now: datetime) -> int:
    """No link is handed out any more; the objects are removed by a worker after the commit, or by the sweep."""
    ended = ZipJob.objects.filter(pk__in=[job.pk for job in jobs], state__in=LIVE)
    count = ended.update(state=ZipState.EXPIRED, expires_at=now, lease_until=None)
    if count:
        transaction.on_commit(wake_remover, robust=True)
    return count


def wake_remover() -> None:
    from gallery.tasks_zips import remove_zips  # the task calls these actions

    hand_to_worker(remove_zips, expires=60)


def remove_expired_zips() -> int:
    """End the jobs whose time is over, and remove from the store what ended jobs have there; how many archives.

    Run every few minutes. What the store refuses now is tried again in the next run.
    """
    now = clock.now()
    over = ZipJob.objects.filter(state__in=[ZipState.COMPLETE, ZipState.PARTIAL], expires_at__lte=now)
    over.update(state=ZipState.EXPIRED)
    parts = ZipPart.objects.to_be_removed(now).defer("plan").order_by("pk")
    return sum(remove_archive(part) for part in parts[:REMOVED_AT_ONCE])


def remove_archive(part: ZipPart) -> bool:
    """Remove an archive, and what was sent of it; whether the store did it. Twice is once."""
    store = zip_store()
    try:
        if part.multipart_id:
            store.abort_multipart(part.key, upload_id=part.multipart_id)
        store.delete([part.key])
    except StorageTrouble as error:
        log.warning("zip_not_removed", job=part.job_id, number=part.number, error=str(error))
        return False
    ZipPart.objects.filter(pk=part.pk).update(removed_at=clock.now(), multipart_id="", etags=[])
    return True
