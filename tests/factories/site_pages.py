"""Events, sessions and shared records; pages are made and published by the actions the product uses."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import factory
from django.core.files.images import ImageFile
from django.utils.text import slugify
from PIL import Image

from site_pages.actions import create_event, create_session, ensure_site_root, publish_page
from site_pages.models import EventPage, Room, SessionPage, SiteImage, Speaker, Sponsor, Track, Venue

START = datetime(2030, 5, 6, 7, 0, tzinfo=UTC)


class ImageFactory(factory.django.DjangoModelFactory):
    """A small plain picture."""

    class Meta:
        model = SiteImage

    title = factory.Sequence(lambda n: f"Image {n}")
    description = "A plain field of colour"

    @factory.lazy_attribute_sequence
    def file(self, n: int) -> ImageFile:
        buffer = BytesIO()
        Image.new("RGB", (640, 400), "#0f5c55").save(buffer, "PNG")
        return ImageFile(buffer, name=f"image-{n}.png")


class EventFactory(factory.Factory):
    """A published event with its sections; `published=False` leaves it a draft."""

    class Meta:
        model = EventPage

    title = factory.Sequence(lambda n: f"Event {n}")
    slug = factory.LazyAttribute(lambda event: slugify(event.title))
    short_description = "A gathering of people who care."
    starts_at = START
    ends_at = factory.LazyAttribute(lambda event: event.starts_at + timedelta(days=2))
    timezone = "Europe/Berlin"
    city = "Berlin"

    @classmethod
    def _create(cls, model_class: type[EventPage], *args: Any, **kwargs: Any) -> EventPage:
        published = kwargs.pop("published", True)
        user = kwargs.pop("user", None)
        ensure_site_root(hostname="localhost", port=80)
        event = create_event(model_class(**kwargs), user=user)
        if published:
            publish_page(event)
        return event


class SessionFactory(factory.Factory):
    """A published session of `event`; `speakers=[…]` puts people on it."""

    class Meta:
        model = SessionPage

    title = factory.Sequence(lambda n: f"Session {n}")
    slug = factory.LazyAttribute(lambda session: slugify(session.title))
    starts_at = START + timedelta(hours=1)
    ends_at = factory.LazyAttribute(lambda session: session.starts_at and session.starts_at + timedelta(minutes=45))

    @classmethod
    def _create(cls, model_class: type[SessionPage], *args: Any, **kwargs: Any) -> SessionPage:
        published = kwargs.pop("published", True)
        event = kwargs.pop("event", None) or EventFactory()
        speakers = kwargs.pop("speakers", [])
        session = model_class(**kwargs)
        for order, speaker in enumerate(speakers):
            session.session_speakers.create(speaker=speaker, sort_order=order)
        session = create_session(event, session)
        if published:
            publish_page(session)
        return session


class SpeakerFactory(factory.django.DjangoModelFactory):
    """A person on stage."""

    class Meta:
        model = Speaker

    name = factory.Sequence(lambda n: f"Speaker {n}")
    slug = factory.LazyAttribute(lambda speaker: slugify(speaker.name))


class SponsorFactory(factory.django.DjangoModelFactory):
    """A supporter."""

    class Meta:
        model = Sponsor

    name = factory.Sequence(lambda n: f"Sponsor {n}")


class VenueFactory(factory.django.DjangoModelFactory):
    """A place in Berlin."""

    class Meta:
        model = Venue

    name = factory.Sequence(lambda n: f"Venue {n}")
    city = "Berlin"


class RoomFactory(factory.django.DjangoModelFactory):
    """A room."""

    class Meta:
        model = Room

    venue = factory.SubFactory(VenueFactory)
    name = factory.Sequence(lambda n: f"Room {n}")


class TrackFactory(factory.django.DjangoModelFactory):
    """A track of `event`."""

    class Meta:
        model = Track

    name = factory.Sequence(lambda n: f"Track {n}")
