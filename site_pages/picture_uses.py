"""Which picture an event's pages show in which kind, so that a worker can make them before a reader waits."""

from __future__ import annotations

from collections import defaultdict

from site_pages.body import body_images
from site_pages.models import EventPage, EventSponsor, SessionPage, SiteImage, Speaker
from site_pages.pictures import load_images


def picture_uses(event: EventPage) -> list[tuple[SiteImage, str]]:
    """Images with their existing renditions, and the kind each is wanted in. Six queries and the body's."""
    sessions = SessionPage.objects.for_event(event).live()
    kinds: dict[int | None, set[str]] = defaultdict(set)
    kinds[event.hero_image_id] |= {"cover", "card"}
    kinds[event.logo_id].add("logo")
    for image_id in sessions.values_list("image_id", flat=True):
        kinds[image_id] |= {"card", "figure"}
    for image_id in Speaker.objects.on_sessions(sessions).values_list("photo_id", flat=True):
        kinds[image_id].add("portrait")
    for image_id in EventSponsor.objects.filter(event=event).values_list("sponsor__logo_id", flat=True):
        kinds[image_id].add("logo")
    if event.venue and event.venue.image_id:
        kinds[event.venue.image_id].add("figure")
    for image in body_images(event.body):
        kinds[image.pk] |= {"figure", "tile"}
    images = load_images(kinds, kinds={kind for wanted in kinds.values() for kind in wanted})
    return [(image, kind) for pk, image in images.items() for kind in sorted(kinds[pk])]
