"""Who works on a ZIP job: one worker, until its lease ends.

The end of the lease is the token: whoever renewed it last may write, anybody else finds that the job is not theirs. So
the job of a worker that died goes on with the next one, and one that was only slow does no harm when it comes back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone as clock

from gallery.choices import ZipState
from gallery.models import ZipJob

# Longer than sending one part ever takes that comes to an end.
LEASE = timedelta(minutes=2)


class LeaseLost(Exception):
    """Another worker has the job, or it has ended meanwhile."""


@dataclass
class Held:
    """A job in this worker's hands until `until`."""

    job: ZipJob
    until: datetime

    def renew(self, **values: Any) -> None:
        """Hold it for longer, and write these values. Raises LeaseLost."""
        until = clock.now() + LEASE
        self._write(lease_until=until, **values)
        self.until = until

    def let_go(self, *, wait: timedelta | None = None, **values: Any) -> None:
        """Others may take it, after `wait`. Raises LeaseLost."""
        self._write(lease_until=clock.now() + wait if wait else None, **values)

    def _write(self, **values: Any) -> None:
        own = ZipJob.objects.filter(pk=self.job.pk, state=ZipState.PROCESSING, lease_until=self.until)
        if not own.update(**values):
            raise LeaseLost
        for name, value in values.items():
            setattr(self.job, name, value)


def take_next() -> Held | None:
    """The job that has waited the longest and that nobody holds; others skip it from now on."""
    now = clock.now()
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    with transaction.atomic():
        waiting = ZipJob.objects.filter(free, state=ZipState.PROCESSING).order_by("created_at", "pk")
        job = waiting.select_for_update(skip_locked=True, of=("self",)).select_related("gallery").first()
        if job is None:
            return None
        job.lease_until = now + LEASE
        job.save(update_fields=["lease_until"])
    return Held(job, job.lease_until)
