"""Events, sessions and shared records; pages are made and published by the actions the product uses."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import factory
from django.core.files.images import ImageFile
from django.db.models import Model
from django.utils.text import slugify
from PIL import Image

from accounts.models import User
from site_pages.actions import create_event, create_session, ensure_site_root, publish_page
from site_pages.event_dates import refusal_of
from site_pages.models import EventIndexPage, EventPage, Room, SessionPage, SiteImage, Speaker, Sponsor, Track, Venue
from tests.remembered import memory

START = datetime(2030, 5, 6, 7, 0, tzinfo=UTC)


def make_site_root() -> EventIndexPage:
    """A site with its home page and an empty event list."""
    index = EventIndexPage.objects.first()
    return index or memory.make(EventIndexPage, {}, lambda: ensure_site_root(hostname="localhost", port=80))


def make_event(*, published: bool = True, user: User | None = None, **fields: Any) -> EventPage:
    event = create_event(EventPage(**fields), user=user)
    if published:
        publish_page(event)
    return event


def make_session(
    *, event: EventPage, published: bool = True, speakers: Sequence[Speaker] = (), **fields: Any
) -> SessionPage:
    session = SessionPage(**fields)
    for order, speaker in enumerate(speakers):
        session.session_speakers.create(speaker=speaker, sort_order=order)
    session = create_session(event, session)
    if published:
        if refusal_of(session.starts_at, session.ends_at, event=event):
            # Public already, as after its event was shortened: tests put sessions at any time.
            SessionPage.objects.filter(pk=session.pk).update(live=True)
        publish_page(session)
    return session


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
        make_site_root()
        return memory.make(model_class, kwargs, lambda: make_event(**kwargs))


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
        wanted = {**kwargs, "event": kwargs.get("event") or EventFactory()}
        return memory.make(model_class, wanted, lambda: make_session(**wanted))


class RecordFactory(factory.django.DjangoModelFactory):
    """A shared record, which pages are made of."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: type[Model], *args: Any, **kwargs: Any) -> Any:
        return memory.make(model_class, kwargs, lambda: model_class._default_manager.create(**kwargs))


class SpeakerFactory(RecordFactory):
    """A person on stage."""

    class Meta:
        model = Speaker

    name = factory.Sequence(lambda n: f"Speaker {n}")
    slug = factory.LazyAttribute(lambda speaker: slugify(speaker.name))


class SponsorFactory(RecordFactory):
    """A supporter."""

    class Meta:
        model = Sponsor

    name = factory.Sequence(lambda n: f"Sponsor {n}")


class VenueFactory(RecordFactory):
    """A place in Berlin."""

    class Meta:
        model = Venue

    name = factory.Sequence(lambda n: f"Venue {n}")
    city = "Berlin"


class RoomFactory(RecordFactory):
    """A room."""

    class Meta:
        model = Room

    venue = factory.SubFactory(VenueFactory)
    name = factory.Sequence(lambda n: f"Room {n}")


class TrackFactory(RecordFactory):
    """A track of `event`."""

    class Meta:
        model = Track

    name = factory.Sequence(lambda n: f"Track {n}")


def count_from_one() -> None:
    """Each test names its things the same, whichever ran before: they are remembered by what they are made of."""
    for kind in (EventFactory, SessionFactory, SpeakerFactory, SponsorFactory, VenueFactory, RoomFactory, TrackFactory):
        kind.reset_sequence()
