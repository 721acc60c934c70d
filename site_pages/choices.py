"""The fixed vocabularies of the content model (spec 1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Format(models.TextChoices):
    IN_PERSON = "in-person", _("in person")
    VIRTUAL = "virtual", _("virtual")
    HYBRID = "hybrid", _("hybrid")


class Category(models.TextChoices):
    CONFERENCE = "conference", _("conference")
    FESTIVAL = "festival", _("festival")
    EXPO = "expo", _("expo")
    SUMMIT = "summit", _("summit")
    WORKSHOP_SERIES = "workshop-series", _("workshop series")
    MEETUP = "meetup", _("meetup")
    WEBINAR = "webinar", _("webinar")


class AccessMode(models.TextChoices):
    OPEN = "open", _("open: a name is enough")
    REGISTRATION = "registration", _("registration: sign in, free of charge")
    TICKETED = "ticketed", _("ticketed: a ticket is needed")


class AccessOverride(models.TextChoices):
    OPEN = "open", _("open: a name is enough")
    REGISTRATION = "registration", _("registration: sign in, free of charge")


class EventStatus(models.TextChoices):
    """Derived from the clock, never stored."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("upcoming")
    LIVE = "live", _("live now")
    COMPLETED = "completed", _("past")
    CANCELLED = "cancelled", _("cancelled")


class SessionState(models.TextChoices):
    """What a session page shows (spec 1, "A session page's states"); derived, never stored."""

    UNSCHEDULED = "unscheduled", _("time to be announced")
    UPCOMING = "upcoming", _("upcoming")
    LIVE = "live", _("live now")
    RECORDED = "recorded", _("recording available")
    ENDED = "ended", _("ended")
    CANCELLED = "cancelled", _("cancelled")


class SessionType(models.TextChoices):
    KEYNOTE = "keynote", _("keynote")
    TALK = "talk", _("talk")
    WORKSHOP = "workshop", _("workshop")
    PANEL = "panel", _("panel")
    NETWORKING = "networking", _("networking")
    EXHIBITION = "exhibition", _("exhibition")
    COMPETITION = "competition", _("competition")
    BREAK = "break", _("break")


class StreamType(models.TextChoices):
    CALL = "call", _("call: everybody may speak")
    LIVESTREAM = "livestream", _("livestream: the audience watches")


class SpeakerRole(models.TextChoices):
    SPEAKER = "speaker", _("speaker")
    MODERATOR = "moderator", _("moderator")
    PANELIST = "panelist", _("panelist")


class SponsorTier(models.TextChoices):
    """In the order in which they are shown."""

    PLATINUM = "platinum", _("platinum")
    GOLD = "gold", _("gold")
    SILVER = "silver", _("silver")
    BRONZE = "bronze", _("bronze")
    PARTNER = "partner", _("partner")
    MEDIA = "media", _("media partner")


class LinkKind(models.TextChoices):
    LINK = "link", _("link")
    SLIDES = "slides", _("slides")
