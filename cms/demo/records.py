"""Creates the records that the demo's pages refer to: speakers, sponsors, organizations, venues, tracks."""

from __future__ import annotations

from urllib.parse import urlencode

from wagtail.models import Collection

from cms.demo.bodies import rich_text
from cms.demo.media import create_logo, create_portrait
from cms.demo.texts import EventText, OrganizationText, SpeakerText, SponsorText, TrackText, VenueText
from site_pages.models import EventPage, Organization, Room, SiteImage, Speaker, Sponsor, Track, Venue

MAP_ADDRESS = "https://www.openstreetmap.org/"
COUNTRIES = {"NL": "Netherlands", "IN": "India", "PT": "Portugal"}


def create_speaker(text: SpeakerText, *, home_event: EventPage, collection: Collection) -> Speaker:
    return Speaker.objects.create(
        name=text.name,
        slug=text.slug,
        headline=text.headline,
        organization=text.organization,
        bio=rich_text(text.bio),
        photo=create_portrait(text, collection=collection),
        website=text.website,
        github=text.github,
        linkedin=text.linkedin,
        mastodon=text.mastodon,
        email=text.email,
        home_event=home_event,
    )


def create_sponsor(text: SponsorText, *, home_event: EventPage, collection: Collection) -> Sponsor:
    return Sponsor.objects.create(
        name=text.name,
        link=text.link,
        description=rich_text(text.description),
        logo=create_logo(text, collection=collection),
        home_event=home_event,
    )


def create_organization(text: OrganizationText, *, home_event: EventPage) -> Organization:
    return Organization.objects.create(
        name=text.name, link=text.link, description=rich_text(text.description), home_event=home_event
    )


def create_venue(text: VenueText, *, home_event: EventPage, image: SiteImage) -> Venue:
    """The venue with its rooms. The link marks its place on OpenStreetMap."""
    marker = urlencode({"mlat": text.latitude, "mlon": text.longitude})
    venue = Venue(
        name=text.name,
        address=text.address,
        city=text.city,
        country=COUNTRIES[text.country],
        map_link=f"{MAP_ADDRESS}?{marker}#map=16/{text.latitude}/{text.longitude}",
        image=image,
        travel=rich_text(text.travel),
        accessibility=rich_text(text.accessibility),
        home_event=home_event,
    )
    venue.rooms.set(
        [
            Room(name=room.name, capacity=room.capacity, accessibility_notes=room.accessibility, sort_order=position)
            for position, room in enumerate(text.rooms)
        ]
    )
    venue.save()
    return venue


def create_tracks(tracks: tuple[TrackText, ...], *, event: EventPage) -> dict[str, Track]:
    """The event's tracks by the names that its texts use."""
    return {
        text.slug: Track.objects.create(event=event, name=text.name, color=text.colour, sort_order=position)
        for position, text in enumerate(tracks)
    }


def rooms_by_name(event: EventText, *, venue: Venue | None) -> dict[str, Room]:
    """The venue's rooms by the names that the event's texts use."""
    if venue is None or event.venue is None:
        return {}
    saved = {room.name: room for room in venue.rooms.all()}
    return {text.slug: saved[text.name] for text in event.venue.rooms}
