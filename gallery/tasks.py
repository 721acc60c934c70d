"""What workers and the scheduler run. The tables are the queue; a run that is lost is made good by the next."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from celery import shared_task

from gallery import tasks_zips  # noqa: F401 - Celery finds the tasks of a room here
from gallery.actions import derive, lifecycle, sweeps
from gallery.actions.covers import forget_covers
from gallery.actions.create import forget_requests
from gallery.actions.orders import fail_abandoned
from gallery.actions.purge import purge_due_galleries
from gallery.storage.contract import StorageTrouble

log = structlog.get_logger("foyer.gallery")
# A run ends after this long even when more waits.
PURGE_SECONDS = 600


@shared_task
def derive_photos() -> None:
    """Make thumbnails and previews of what has arrived."""
    derive.derive_due()


@shared_task
def reconcile_statuses() -> None:
    """Store what the clock says of every gallery, at 00:00 and 12:00 UTC (spec 5, Lifecycle)."""
    lifecycle.reconcile_statuses()


@shared_task
def tell_organizers() -> None:
    """Mails that come by the clock: a gallery closes soon, photos will be deleted."""
    lifecycle.tell_closing_soon()
    lifecycle.tell_purge_soon()


@shared_task
def purge_galleries() -> None:
    """Delete the photos of galleries whose time has come."""
    purge_due_galleries(seconds=PURGE_SECONDS)


@shared_task
def sweep_orphans() -> None:
    """Uploads that never came, objects without a photo, orders, keys and covers that nobody goes on with."""
    fail_abandoned()
    forget_requests()
    forget_covers()
    sweeps.give_up_uploads()
    with_store(
        sweeps.remove_gone_photos,
        sweeps.abort_stale_uploads,
        sweeps.remove_stray_objects,
        sweeps.expire_zips,
        sweeps.tidy_disk,
    )


def with_store(*steps: Callable[[], int]) -> None:
    """One after the other; a store that does not answer now keeps none of the others from being tried."""
    for step in steps:
        try:
            step()
        except StorageTrouble as trouble:
            log.warning("store_not_swept", step=step.__name__, problem=str(trouble))
