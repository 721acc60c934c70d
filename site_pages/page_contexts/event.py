"""The event's landing page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.http import HttpRequest
from django.utils import timezone as clock

from site_pages.addresses import address_of, path_of
from site_pages.body import body_images
from site_pages.choices import AccessMode, EventStatus, SponsorTier
from site_pages.contexts import Context, fills
from site_pages.extensions import render_panel
from site_pages.kept import kept
from site_pages.models import EventOrganization, EventPage, EventSponsor, Organization, SiteImage
from site_pages.offers import offers_of
from site_pages.page_contexts.frame import frame_of
from site_pages.page_contexts.landing import Programme, featured_of, leading_people, outline_of, read_programme
from site_pages.pictures import load_images, share_renditions
from site_pages.programme import Slot
from site_pages.routing import brings
from site_pages.structured_data import EventDetails, Part, Person

PICTURE_KINDS = ("cover", "card", "portrait", "logo", "figure", "tile")
MOST_ON_NOW = 4


@dataclass(frozen=True, slots=True)
class Supporter:
    """A sponsor as the landing page names it."""

    name: str
    link: str
    logo: SiteImage | None


@dataclass(frozen=True, slots=True)
class SupporterTier:
    """The sponsors of one tier."""

    key: str
    label: str
    supporters: list[Supporter]


@fills(EventPage)
def fill_event(page: EventPage, request: HttpRequest) -> Context:
    """Queries: frame (2), programme, sponsors, pictures; and those of images in the body."""
    frame = frame_of(page, request, event=page)
    landing = kept(request, "landing", lambda: read_landing(page))
    return landing | {
        "event": page,
        "url": path_of(page),
        "status": page.status,
        "has_recordings": frame.has_recordings and not page.is_cancelled,
        # What tickets cost and whether any are left changes without a new version.
        "event_details": replace(landing["event_details"], offers=offers_of(page)),
        "prices": render_panel("prices", page, request),
        "has_photos": frame.has_photos,
        "sections": frame.section_slugs,
    }


def read_landing(page: EventPage) -> Context:
    """What every visitor sees of the programme, the people and the supporters."""
    programme = read_programme(page)
    # By the page's own relations, so that a preview shows those of the draft.
    sponsors = list(page.event_sponsors.select_related("sponsor").order_by("sort_order"))
    organizations = organizations_of(page)
    featured, people = featured_of(programme.shown), leading_people(programme)
    in_body = list(body_images(page.body))
    images = load_images(
        [
            page.hero_image_id,
            page.logo_id,
            page.share_image_id,
            *(person.photo_id for person in people),
            *(programme.image_ids.get(slot.key) for slot in featured),
            *(sponsor.sponsor.logo_id for sponsor in sponsors),
            *(image.pk for image in in_body),
        ],
        kinds=PICTURE_KINDS,
    )
    give_images(page, images)
    share_renditions(images, in_body)
    return {
        "programme": programme,
        "days": outline_of(programme.shown),
        "on_now": on_now(programme) if page.status == EventStatus.LIVE else [],
        "featured": [(slot, images.get(programme.image_ids.get(slot.key, 0))) for slot in featured],
        "people": [(person, images.get(person.photo_id or 0)) for person in people],
        "people_count": len(programme.portraits),
        "tiers": tiers_of(sponsors, images),
        "organizations": organizations,
        "event_details": details_of(page, programme, organizations),
        "is_free": page.access_mode != AccessMode.TICKETED,
    }


def organizations_of(page: EventPage) -> list[Organization]:
    """Those that came with the page (routing.py); in a preview those of the draft."""
    if page.event_organizations.is_deferring or not hasattr(page, "organization_rows"):
        links = page.event_organizations.select_related("organization").order_by("sort_order")
        return [link.organization for link in links]
    return [Organization(**row) for row in page.organization_rows]


brings(
    EventPage,
    organization_rows=ArraySubquery(
        EventOrganization.objects.filter(event=OuterRef("pk"))
        .order_by("sort_order", "pk")
        .values(row=JSONObject(name="organization__name", link="organization__link"))
    ),
)


def details_of(page: EventPage, programme: Programme, organizations: list[Organization]) -> EventDetails:
    """The same content for the page's structured data."""
    address = address_of(page)
    return EventDetails(
        parts=[
            Part(
                slot.title,
                f"{address}sessions/{slot.slug}/",
                slot.starts_at,
                slot.ends_at,
                slot.format,
                slot.is_cancelled,
            )
            for slot in programme.slots
        ],
        performers=[Person(one.name, f"{address}speakers/{one.slug}/") for one in programme.portraits.values()],
        organizations=organizations,
    )


def give_images(page: EventPage, images: dict[int, SiteImage]) -> None:
    """Put the images that are already read onto the page, so that nobody asks for them again."""
    for name in ("hero_image", "logo", "share_image"):
        image_id = getattr(page, f"{name}_id")
        if image_id in images:
            setattr(page, name, images[image_id])


def on_now(programme: Programme) -> list[Slot]:
    """What is running; when nothing is, what begins next."""
    running = [slot for slot in programme.shown if slot.stage == "live"]
    if running:
        return running[:MOST_ON_NOW]
    now = clock.now()
    coming = [slot for slot in programme.shown if slot.starts_at > now]
    return [slot for slot in coming if slot.starts_at == coming[0].starts_at][:MOST_ON_NOW]


def tiers_of(sponsors: list[EventSponsor], images: dict[int, SiteImage]) -> list[SupporterTier]:
    """Tiers in the order of their rank, each with its sponsors in the organizers' order."""
    ranks = {value: rank for rank, value in enumerate(SponsorTier.values)}
    ordered = sorted(sponsors, key=lambda sponsor: ranks[sponsor.tier])
    return [
        SupporterTier(
            tier,
            str(SponsorTier(tier).label),
            [Supporter(one.sponsor.name, one.sponsor.link, images.get(one.sponsor.logo_id or 0)) for one in members],
        )
        for tier, members in groupby(ordered, key=attrgetter("tier"))
    ]
