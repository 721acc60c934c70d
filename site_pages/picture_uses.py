"""Which picture an event's pages and API answers show in which kind, so that a worker can make them in time."""

from __future__ import annotations

from collections import defaultdict

from site_pages.body_json import References
from site_pages.models import (
    EventOrganization,
    EventPage,
    EventSponsor,
    HomePage,
    PhotosPage,
    PlatformSettings,
    SessionPage,
    SiteImage,
    Speaker,
)
from site_pages.models.base import SectionPage

Kinds = dict[int | None, set[str]]
IN_BODY = frozenset({"figure", "tile", "api"})


def picture_uses(event: EventPage) -> list[tuple[SiteImage, set[str]]]:
    """The images of the event and of what surrounds it, and the kinds each is wanted in. At most twenty queries."""
    kinds: Kinds = defaultdict(set)
    add_site(kinds)
    add_event(kinds, event)
    add_programme(kinds, event)
    add_sections(kinds, event)
    kinds.pop(None, None)
    return [(image, kinds[image.pk]) for image in SiteImage.objects.filter(pk__in=kinds).order_by("pk")]


def add_site(kinds: Kinds) -> None:
    """The front page's body and the platform's mark, which stand around every event."""
    for logo_id in PlatformSettings.objects.values_list("logo_id", flat=True):
        kinds[logo_id] |= {"logo", "share"}
    for page in HomePage.objects.live():
        kinds[page.share_image_id].add("share")
        add_body(kinds, page.body.raw_data)


def add_event(kinds: Kinds, event: EventPage) -> None:
    """The event's own, its supporters' and its venue's."""
    kinds[event.hero_image_id] |= {"cover", "card", "share", "api"}
    kinds[event.logo_id] |= {"logo", "api"}
    kinds[event.share_image_id] |= {"share", "api"}
    if event.venue:
        kinds[event.venue.image_id] |= {"figure", "api"}
    for logo_id in EventSponsor.objects.filter(event=event).values_list("sponsor__logo_id", flat=True):
        kinds[logo_id] |= {"logo", "api"}
    for logo_id in EventOrganization.objects.filter(event=event).values_list("organization__logo_id", flat=True):
        kinds[logo_id] |= {"logo", "api"}
    add_body(kinds, event.body.raw_data)


def add_programme(kinds: Kinds, event: EventPage) -> None:
    """The sessions' and the speakers'."""
    sessions = SessionPage.objects.for_event(event).live()
    for session in sessions.only("image_id", "share_image_id", "body"):
        kinds[session.image_id] |= {"card", "figure", "share", "api"}
        kinds[session.share_image_id] |= {"share", "api"}
        add_body(kinds, session.body.raw_data)
    for photo_id in Speaker.objects.on_sessions(sessions).values_list("photo_id", flat=True):
        kinds[photo_id] |= {"portrait", "share", "api"}


def add_sections(kinds: Kinds, event: EventPage) -> None:
    """The share images of the sections, and the organizers' own photos. One query for each class of section."""
    for model in SectionPage.__subclasses__():
        for share_id in model.objects.child_of(event).live().values_list("share_image_id", flat=True):
            kinds[share_id] |= {"share", "api"}
    for photos in PhotosPage.objects.child_of(event).live():
        add_body(kinds, photos.body.raw_data)


def add_body(kinds: Kinds, raw: list[dict[str, object]]) -> None:
    """The images of an editor's body, and the portraits of the people it names. One query where it names any."""
    found = References()
    found.add_body(raw)
    for image_id in found.images:
        kinds[image_id] |= IN_BODY
    if found.speakers:
        for photo_id in Speaker.objects.filter(pk__in=found.speakers).values_list("photo_id", flat=True):
            kinds[photo_id] |= {"portrait", "api"}
