"""Making the pictures of an event, or of single images, away from any request."""

from __future__ import annotations

from collections.abc import Iterable

from site_pages.models import EventPage, SiteImage
from site_pages.picture_uses import picture_uses
from site_pages.renditions import KINDS, all_specs, make_renditions, plain_specs
from site_pages.selectors import event_ids_showing
from site_pages.versions import raise_versions


def make_event_pictures(event: EventPage) -> None:
    """Make the sizes in which pages and API show the event's images: first what every reader needs, then the rest.

    Raises the event's version after either, because its answers named placeholders until now.
    """
    for specs_of in (plain_specs, all_specs):
        wanted = [(image, specs_of(kinds)) for image, kinds in picture_uses(event)]
        if [made for image, specs in wanted if (made := make_renditions(image, specs))]:
            raise_versions([event.pk])


def make_plain_pictures(events: Iterable[EventPage]) -> None:
    """Make what every reader of these events needs. Raises no version: it is for content that nobody has read yet."""
    for event in events:
        for image, kinds in picture_uses(event):
            make_renditions(image, plain_specs(kinds))


def make_pictures_of_images(image_ids: Iterable[int], kind: str) -> None:
    """Make the sizes that a reader found missing, and raise the version of everything that shows the image."""
    for image in SiteImage.objects.filter(pk__in=set(image_ids)):
        if make_renditions(image, KINDS[kind].specs):
            raise_versions(event_ids_showing(image))
