"""What workers do about ZIPs. The table of jobs is the queue; a run that is lost is made good by the next."""

from __future__ import annotations

from celery import shared_task

from gallery.actions.zip_work import work_on_next
from gallery.actions.zips import remove_expired_zips
from notifications.work import hand_to_worker


@shared_task
def work_on_zips() -> None:
    """Work on a job for a while; what is left goes to the end of the queue."""
    if work_on_next():
        hand_to_worker(work_on_zips, expires=60)


@shared_task
def remove_zips() -> None:
    """End the downloads whose day is over, and remove what ended ones have in the store."""
    remove_expired_zips()
