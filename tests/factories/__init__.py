"""Makers of valid rows; every field a test does not name has a plain, readable value."""

from tests.factories.accounts import EventRoleFactory, UserFactory
from tests.factories.site_pages import (
    EventFactory,
    ImageFactory,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
    SponsorFactory,
    TrackFactory,
    VenueFactory,
)

__all__ = [
    "EventFactory",
    "EventRoleFactory",
    "ImageFactory",
    "RoomFactory",
    "SessionFactory",
    "SpeakerFactory",
    "SponsorFactory",
    "TrackFactory",
    "UserFactory",
    "VenueFactory",
]
