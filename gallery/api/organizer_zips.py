"""`/api/organizer/events/{id}/download-all` and `/api/organizer/jobs/{job_id}`: all photos as ZIPs (spec 5)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status

from accounts.authentication import Caller, OrganizerAuth
from accounts.schemas import REFUSALS
from gallery import rules
from gallery.actions.zips import expire_if_wrong, request_zip
from gallery.api.gallery_of import EVENT, gallery_of
from gallery.api.zip_schemas import DownloadAllIn, DownloadAllOut, ZipJobOut
from gallery.models import ZipJob
from gallery.zips.shown import seconds_left, shown
from notifications.errors import NotFound

router = Router(tags=["Photo galleries"], auth=OrganizerAuth())
Json = dict[str, Any]


@router.post(EVENT + "/download-all", response={202: DownloadAllOut, **REFUSALS})
def download_all(request: HttpRequest, event_id: UUID, given: DownloadAllIn) -> Status[Json]:
    """Have archives made of the gallery's photos. The same photos twice are one job.

    Each holds at most 1,000 files and 2 GiB. 409 `NOTHING_TO_DOWNLOAD` where there are no photos.
    """
    gallery, caller = gallery_of(request, event_id, scope=rules.MODERATE), request.auth  # type: ignore[attr-defined]
    job = request_zip(gallery, exclude_hidden=given.exclude_hidden, by=caller.user)
    return Status(202, {"job_id": job.public_id, "status": job.state, "estimated_time_seconds": seconds_left(job)})


@router.get("/organizer/jobs/{job_id}", response={200: ZipJobOut, **REFUSALS})
def get_job(request: HttpRequest, job_id: UUID) -> Json:
    """How a download stands; its links are signed anew for every answer.

    Hiding a photo, or its guest taking it back, ends every download that holds it: it is `expired` then.
    """
    return job_json(expire_if_wrong(job_of(request, job_id)))


def job_of(request: HttpRequest, job_id: UUID) -> ZipJob:
    """Raises NotFound: a missing right and a missing job look the same. Two queries."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    job = ZipJob.objects.select_related("gallery").filter(public_id=job_id).first()
    if job is None or not caller.may(rules.MODERATE, event_id=job.gallery.event_id):
        raise NotFound(_("There is no such download."))
    return job


def job_json(job: ZipJob) -> Json:
    now = shown(job)
    only = now.downloads[0] if len(now.downloads) == 1 else None
    return {
        "job_id": job.public_id,
        "status": now.state,
        "progress": now.progress,
        "estimated_time_seconds": seconds_left(job),
        "downloads": [asdict(one) for one in now.downloads],
        "download_url": only.download_url if only else None,
        "file_size_bytes": only.file_size_bytes if only else None,
        "missing": now.missing,
        "missing_count": now.missing_count,
        "created_at": job.created_at,
        "expires_at": job.expires_at,
    }
