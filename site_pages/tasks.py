"""Work on pages away from the request: timed publishing, image sizes, caches in front of the site."""

import httpx
from celery import shared_task
from django.core.management import call_command

from site_pages.api import mini_site
from site_pages.cdn import purge
from site_pages.models import EventPage, SiteImage
from site_pages.picture_uses import picture_uses
from site_pages.pictures import make_pictures


@shared_task
def publish_scheduled_pages() -> None:
    """Publish and unpublish what editors have timed (Wagtail's own command, once a minute)."""
    call_command("publish_scheduled", verbosity=0)


@shared_task(autoretry_for=(httpx.HTTPError,), retry_backoff=5, retry_backoff_max=300, max_retries=6)
def purge_caches(addresses: list[str], keys: list[str]) -> None:
    """Tell the cache in front of the site what to forget."""
    purge(addresses, keys)


@shared_task
def make_api_renditions(event_id: int) -> None:
    """Read the event as the API does, which makes the image sizes that are missing, before somebody waits for them."""
    mini_site.load(event_id)


@shared_task
def make_page_pictures(event_id: int) -> None:
    """Make the sizes in which the event's pages show their pictures."""
    event = EventPage.objects.filter(pk=event_id).first()
    for image, kind in picture_uses(event) if event else []:
        make_pictures(image, kind)


@shared_task
def make_pictures_of_image(image_id: int, kind: str) -> None:
    """Make the sizes of one image that a page was asked for before they were there."""
    image = SiteImage.objects.filter(pk=image_id).first()
    if image is not None:
        make_pictures(image, kind)
