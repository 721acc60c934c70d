"""Records shared by events: speakers, sponsors, organizations, venues with rooms; tracks of one event.

A speaker or sponsor is one record across events; role and tier belong to the relation (spec 1).
"""

import uuid
from typing import ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.models import Orderable, PreviewableMixin, RevisionMixin
from wagtail.search import index

from site_pages.querysets import SharedRecordQuerySet, SpeakerQuerySet
from site_pages.validators import validate_hex_color

RECORD_PREVIEW = "site_pages/admin/record_preview.html"
SIMPLE_TEXT = ["bold", "italic", "link", "ol", "ul"]


class SharedRecord(index.Indexed, models.Model):
    """What every shared record has. `home_event` names the event whose organizers may edit it, besides staff."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    home_event = models.ForeignKey(
        "site_pages.EventPage",
        verbose_name=_("managed by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Organizers of this event may edit the record; everybody else may only use it."),
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class Speaker(PreviewableMixin, RevisionMixin, SharedRecord):
    """A person on stage."""

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("slug"), max_length=120, unique=True, allow_unicode=True)
    headline = models.CharField(_("headline"), max_length=200, blank=True, help_text=_("What they do, in one line."))
    organization = models.CharField(_("organization"), max_length=200, blank=True)
    bio = RichTextField(_("biography"), blank=True, features=SIMPLE_TEXT)
    photo = models.ForeignKey(
        "site_pages.SiteImage", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    email = models.EmailField(
        _("e-mail"), blank=True, help_text=_("Never shown. It recognises the speaker at sign-in.")
    )
    website = models.URLField(_("website"), blank=True)
    github = models.URLField("GitHub", blank=True)
    linkedin = models.URLField("LinkedIn", blank=True)
    x = models.URLField("X", blank=True)
    mastodon = models.URLField("Mastodon", blank=True)
    # What an imported schedule calls this person, so that importing again finds the same record.
    import_key = models.CharField(max_length=255, blank=True, editable=False)

    objects = SpeakerQuerySet.as_manager()

    search_fields: ClassVar[list[object]] = [
        index.SearchField("name", boost=4),
        index.AutocompleteField("name"),
        index.SearchField("organization"),
        index.SearchField("headline"),
        index.FilterField("home_event"),
    ]

    api_fields: ClassVar[list[APIField]] = [
        APIField("public_id"),
        APIField("name", writable=True),
        APIField("slug", writable=True),
        APIField("headline", writable=True),
        APIField("organization", writable=True),
        APIField("bio", writable=True),
        APIField("photo", writable=True),
        APIField("website", writable=True),
        APIField("github", writable=True),
        APIField("linkedin", writable=True),
        APIField("x", writable=True),
        APIField("mastodon", writable=True),
    ]

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        indexes = [models.Index(fields=["home_event", "import_key"], name="speaker_import_key")]

    def __str__(self) -> str:
        return self.name

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return RECORD_PREVIEW

    @property
    def links(self) -> list[tuple[str, str]]:
        """The filled links as (label, address), in a fixed order."""
        pairs = [
            (_("Website"), self.website),
            ("GitHub", self.github),
            ("LinkedIn", self.linkedin),
            ("X", self.x),
            ("Mastodon", self.mastodon),
        ]
        return [(str(label), address) for label, address in pairs if address]


class Sponsor(PreviewableMixin, RevisionMixin, SharedRecord):
    """A company or institution that supports events."""

    name = models.CharField(_("name"), max_length=200)
    logo = models.ForeignKey("site_pages.SiteImage", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    link = models.URLField(_("link"), blank=True)
    description = RichTextField(_("description"), blank=True, features=SIMPLE_TEXT)

    objects = SharedRecordQuerySet.as_manager()

    search_fields: ClassVar[list[object]] = [
        index.SearchField("name", boost=4),
        index.AutocompleteField("name"),
        index.FilterField("home_event"),
    ]

    api_fields: ClassVar[list[APIField]] = [
        APIField("public_id"),
        APIField("name", writable=True),
        APIField("logo", writable=True),
        APIField("link", writable=True),
        APIField("description", writable=True),
    ]

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("sponsor")
        verbose_name_plural = _("sponsors")

    def __str__(self) -> str:
        return self.name

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return RECORD_PREVIEW


class Organization(RevisionMixin, SharedRecord):
    """Who puts an event on."""

    name = models.CharField(_("name"), max_length=200)
    logo = models.ForeignKey("site_pages.SiteImage", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    link = models.URLField(_("link"), blank=True)
    description = RichTextField(_("description"), blank=True, features=SIMPLE_TEXT)

    objects = SharedRecordQuerySet.as_manager()

    search_fields: ClassVar[list[object]] = [
        index.SearchField("name", boost=4),
        index.AutocompleteField("name"),
        index.FilterField("home_event"),
    ]

    api_fields: ClassVar[list[APIField]] = [
        APIField("public_id"),
        APIField("name", writable=True),
        APIField("logo", writable=True),
        APIField("link", writable=True),
        APIField("description", writable=True),
    ]

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")

    def __str__(self) -> str:
        return self.name


class Venue(RevisionMixin, SharedRecord, ClusterableModel):
    """A place with its rooms."""

    name = models.CharField(_("name"), max_length=200)
    address = models.TextField(_("address"), blank=True, max_length=500)
    city = models.CharField(_("city"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=120, blank=True)
    map_link = models.URLField(_("map link"), max_length=500, blank=True)
    image = models.ForeignKey(
        "site_pages.SiteImage", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    travel = RichTextField(_("getting there"), blank=True, features=[*SIMPLE_TEXT, "h3"])
    accessibility = RichTextField(_("accessibility"), blank=True, features=[*SIMPLE_TEXT, "h3"])

    objects = SharedRecordQuerySet.as_manager()

    search_fields: ClassVar[list[object]] = [
        index.SearchField("name", boost=4),
        index.AutocompleteField("name"),
        index.SearchField("city"),
        index.FilterField("home_event"),
    ]

    api_fields: ClassVar[list[APIField]] = [
        APIField("public_id"),
        APIField("name", writable=True),
        APIField("address", writable=True),
        APIField("city", writable=True),
        APIField("country", writable=True),
        APIField("map_link", writable=True),
        APIField("image", writable=True),
        APIField("travel", writable=True),
        APIField("accessibility", writable=True),
        APIField("rooms", writable=True),
    ]

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("venue")
        verbose_name_plural = _("venues")

    def __str__(self) -> str:
        return f"{self.name}, {self.city}" if self.city else self.name


class Room(Orderable):
    """A room of a venue."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    venue = ParentalKey(Venue, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(_("name"), max_length=200)
    capacity = models.PositiveIntegerField(_("capacity"), null=True, blank=True)
    accessibility_notes = models.CharField(_("accessibility"), max_length=300, blank=True)

    api_fields: ClassVar[list[APIField]] = [
        APIField("public_id"),
        APIField("name", writable=True),
        APIField("capacity", writable=True),
        APIField("accessibility_notes", writable=True),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        constraints = [models.UniqueConstraint(fields=["venue", "name"], name="room_name_unique_in_venue")]

    def __str__(self) -> str:
        return self.name


class Track(index.Indexed, models.Model):
    """A thread through one event's programme."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey("site_pages.EventPage", on_delete=models.CASCADE, related_name="tracks")
    name = models.CharField(_("name"), max_length=200)
    color = models.CharField(_("colour"), max_length=7, default="#4b5563", validators=[validate_hex_color])
    sort_order = models.PositiveIntegerField(_("position"), default=0)
    updated_at = models.DateTimeField(auto_now=True)

    search_fields: ClassVar[list[object]] = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("event"),
    ]

    api_fields: ClassVar[list[APIField]] = [
        APIField("public_id"),
        APIField("name", writable=True),
        APIField("color", writable=True),
        APIField("sort_order", writable=True),
    ]

    class Meta:
        ordering = ["event_id", "sort_order", "name", "pk"]
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        constraints = [models.UniqueConstraint(fields=["event", "name"], name="track_name_unique_in_event")]

    def __str__(self) -> str:
        return self.name
