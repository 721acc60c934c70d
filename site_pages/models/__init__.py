"""All models of the room, in the order in which they build on each other."""

from site_pages.models.event import EventFaq, EventOrganization, EventPage, EventSponsor
from site_pages.models.home import EventIndexPage, HomePage, PlatformSettings
from site_pages.models.media import SiteDocument, SiteImage, SiteRendition
from site_pages.models.records import Organization, Room, Speaker, Sponsor, Track, Venue
from site_pages.models.sections import (
    ArchivePage,
    ContactPage,
    FaqPage,
    PhotosPage,
    SpeakerIndexPage,
    SponsorIndexPage,
    TicketsPage,
    VenuePage,
)
from site_pages.models.session import SessionDocument, SessionIndexPage, SessionLink, SessionPage, SessionSpeaker
from site_pages.models.state import ContactMessage, EventGroup, EventVersion, RemovedContent

__all__ = [
    "ArchivePage",
    "ContactMessage",
    "ContactPage",
    "EventFaq",
    "EventGroup",
    "EventIndexPage",
    "EventOrganization",
    "EventPage",
    "EventSponsor",
    "EventVersion",
    "FaqPage",
    "HomePage",
    "Organization",
    "PhotosPage",
    "PlatformSettings",
    "RemovedContent",
    "Room",
    "SessionDocument",
    "SessionIndexPage",
    "SessionLink",
    "SessionPage",
    "SessionSpeaker",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "Speaker",
    "SpeakerIndexPage",
    "Sponsor",
    "SponsorIndexPage",
    "TicketsPage",
    "Track",
    "Venue",
    "VenuePage",
]
