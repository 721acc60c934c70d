"""A ZIP job as its organizer sees it: the same for the API and for pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone as clock

from gallery.choices import ZipState
from gallery.models import ZipJob, ZipPart
from gallery.storage.stores import zip_store
from gallery.zips.plan import Reason, missing_json

# How many photos that are missing are named; all are counted, and each archive names its own.
MOST_NAMED = 200
# For the guess before the first byte: what a worker moves in a second at a middling store, and how long it takes to
# begin. Never more than the ten minutes after which a job ends.
BYTES_PER_SECOND, BEGINNING, LONGEST = 25_000_000, 5, 600
READY = frozenset({ZipState.COMPLETE, ZipState.PARTIAL})


@dataclass(frozen=True, slots=True)
class Download:
    """One archive that can be fetched now."""

    download_url: str
    file_name: str
    file_size_bytes: int
    files: int


@dataclass(frozen=True, slots=True)
class Shown:
    """How a job stands. `missing` names some of the `missing_count` photos that no archive holds."""

    state: ZipState
    progress: int
    downloads: list[Download] = field(default_factory=list)
    missing: list[dict[str, Any]] = field(default_factory=list)
    missing_count: int = 0


def shown(job: ZipJob) -> Shown:
    """The job now, its links signed anew. At most two queries."""
    now = clock.now()
    state = state_of(job, now=now)
    if state == ZipState.PROCESSING:
        return Shown(state, progress_of(job), missing=job.missing[:MOST_NAMED], missing_count=len(job.missing))
    if state == ZipState.EXPIRED:
        return Shown(state, progress_of(job))
    parts = list(job.parts.defer("plan", "etags"))
    missing, count = lost(job, [part for part in parts if not part.is_complete])
    downloads = [download(job, part, parts=len(parts), now=now) for part in parts if part.is_complete]
    return Shown(state, progress_of(job), downloads if state in READY else [], missing, count)


def state_of(job: ZipJob, *, now: datetime) -> ZipState:
    """By the clock: nobody waits for the task that removes what has expired."""
    state = ZipState(job.state)
    is_over = state in READY and job.expires_at is not None and job.expires_at - now < timedelta(seconds=1)
    return ZipState.EXPIRED if is_over else state


def progress_of(job: ZipJob) -> int:
    """From 0 to 100, which only a job whose archives are all complete reaches."""
    return 100 * job.bytes_done // job.bytes_total if job.started_at and job.bytes_total else 0


def seconds_left(job: ZipJob) -> int:
    """A guess how long it still takes."""
    if job.state != ZipState.PROCESSING:
        return 0
    return min(BEGINNING + (job.bytes_total - job.bytes_done) // BYTES_PER_SECOND, LONGEST)


def download(job: ZipJob, part: ZipPart, *, parts: int, now: datetime) -> Download:
    assert job.expires_at is not None, "finishing a job says until when it is kept"
    number = f"-{part.number}-of-{parts}" if parts > 1 else ""
    name = f"{job.gallery.slug}-photos{number}.zip"
    url = zip_store().presign_get(part.key, filename=name, content_type="application/zip", expires=job.expires_at - now)
    return Download(url, name, part.size_bytes, part.files)


def lost(job: ZipJob, undone: list[ZipPart]) -> tuple[list[dict[str, Any]], int]:
    """Photos that could not be read, and those whose archives nobody got to."""
    count = len(job.missing) + sum(part.files for part in undone)
    named = list(job.missing[:MOST_NAMED])
    if undone and len(named) < MOST_NAMED:
        plan = ZipPart.objects.values_list("plan", flat=True).get(pk=undone[0].pk)
        late = [one for one in plan if "media_id" in one][: MOST_NAMED - len(named)]
        named += [missing_json(one["media_id"], one["name"], Reason.OUT_OF_TIME) for one in late]
    return named, count
