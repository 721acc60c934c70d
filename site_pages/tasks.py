"""Work on pages away from the request: timed publishing, image sizes, caches in front of the site."""

import httpx
from celery import shared_task
from django.core.management import call_command

from site_pages import picture_actions
from site_pages.cdn import purge
from site_pages.models import EventPage


@shared_task
def publish_scheduled_pages() -> None:
    """Publish and unpublish what editors have timed (Wagtail's own command, once a minute)."""
    call_command("publish_scheduled", verbosity=0)


@shared_task(autoretry_for=(httpx.HTTPError,), retry_backoff=5, retry_backoff_max=300, max_retries=6)
def purge_caches(addresses: list[str], keys: list[str]) -> None:
    """Tell the cache in front of the site what to forget."""
    purge(addresses, keys)


@shared_task
def make_event_pictures(event_id: int) -> None:
    """Make the sizes in which the event's pages and the API show its pictures."""
    event = EventPage.objects.filter(pk=event_id).first()
    if event is not None:
        picture_actions.make_event_pictures(event)


@shared_task
def make_pictures_of_images(image_ids: list[int], kind: str) -> None:
    """Make the sizes of images that a reader was to see before they were there."""
    picture_actions.make_pictures_of_images(image_ids, kind)
