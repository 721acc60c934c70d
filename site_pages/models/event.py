"""The event: landing page and root of a mini-site."""

from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone as clock
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page, PageManager
from wagtail.search import index

from site_pages.admin.widgets import ColorInput
from site_pages.api_fields import BlocksField
from site_pages.blocks import BODY_BLOCKS, BodyBlock
from site_pages.choices import AccessMode, Category, Format, SponsorTier
from site_pages.headless_preview import HeadlessPreview
from site_pages.models.base import SitePage
from site_pages.page_forms import EventPageForm
from site_pages.page_rights import EventRights
from site_pages.querysets import EventQuerySet
from site_pages.routes import EventRoutes
from site_pages.states import EventTiming
from site_pages.validators import validate_hex_color, validate_origins, validate_timezone

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

EventManager = PageManager.from_queryset(EventQuerySet)


class EventPage(HeadlessPreview, EventRoutes, RoutablePageMixin, SitePage):
    """`/events/<event>/`. Status follows from the clock and is never stored (spec 1)."""

    short_description = models.CharField(_("short description"), max_length=300, blank=True)
    body = StreamField(BodyBlock(BODY_BLOCKS), blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    timezone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_timezone])
    format = models.CharField(_("format"), max_length=20, choices=Format.choices, default=Format.IN_PERSON)
    city = models.CharField(_("city"), max_length=120, blank=True)
    category = models.CharField(_("category"), max_length=20, choices=Category.choices, default=Category.CONFERENCE)
    access_mode = models.CharField(_("access"), max_length=20, choices=AccessMode.choices, default=AccessMode.TICKETED)
    is_featured = models.BooleanField(_("featured"), default=False)
    is_cancelled = models.BooleanField(_("cancelled"), default=False)
    is_listed = models.BooleanField(
        _("listed"),
        default=True,
        help_text=_("Off: only people who know the address find it; no list, feed or search engine shows it."),
    )
    hero_image = models.ForeignKey(
        "site_pages.SiteImage", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    accent_color = models.CharField(
        _("accent colour"), max_length=7, default="#0f5c55", validators=[validate_hex_color]
    )
    logo = models.ForeignKey("site_pages.SiteImage", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    venue = models.ForeignKey(
        "site_pages.Venue", on_delete=models.SET_NULL, null=True, blank=True, related_name="events"
    )
    front_end_origins = models.TextField(
        _("other front ends"),
        blank=True,
        max_length=2000,
        validators=[validate_origins],
        help_text=_(
            "Web addresses, one on each line, whose pages may read this event's API in a visitor's browser. "
            "Like https://www.example.org, without a path."
        ),
    )
    # What an imported schedule calls this event, so that importing again finds it.
    import_key = models.CharField(max_length=255, blank=True, editable=False)

    objects = EventManager()
    route_related: ClassVar[tuple[str, ...]] = ("venue",)
    base_form_class = EventPageForm
    # The group, version and roles are made for the copy; an imported schedule finds the original, not the copy.
    exclude_fields_in_copy: ClassVar[list[str]] = [*SitePage.exclude_fields_in_copy, "import_key"]

    parent_page_types: ClassVar[list[str]] = ["site_pages.EventIndexPage"]
    subpage_types: ClassVar[list[str]] = [
        "site_pages.SessionIndexPage",
        "site_pages.SpeakerIndexPage",
        "site_pages.VenuePage",
        "site_pages.SponsorIndexPage",
        "site_pages.TicketsPage",
        "site_pages.FaqPage",
        "site_pages.ContactPage",
        "site_pages.ArchivePage",
        "site_pages.PhotosPage",
    ]

    content_panels: ClassVar[list[object]] = [
        HelpPanel(
            _("Saving creates the mini-site's section pages below this event. They go live with its first publication.")
        ),
        *Page.content_panels,
        FieldPanel("short_description"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldPanel("timezone"),
                FieldRowPanel([FieldPanel("format"), FieldPanel("category")]),
                FieldRowPanel([FieldPanel("city"), FieldPanel("venue")]),
            ],
            heading=_("When and where"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("hero_image"),
                FieldRowPanel([FieldPanel("accent_color", widget=ColorInput()), FieldPanel("logo")]),
            ],
            heading=_("Theme"),
        ),
        FieldPanel("body"),
        InlinePanel("event_organizations", heading=_("Organizations"), label=_("organization")),
        InlinePanel("event_sponsors", heading=_("Sponsors"), label=_("sponsor")),
        InlinePanel("faqs", heading=_("Questions and answers"), label=_("question")),
    ]
    settings_panels: ClassVar[list[object]] = [
        *SitePage.settings_panels,
        FieldPanel("access_mode"),
        FieldPanel("is_listed"),
        FieldPanel("is_featured"),
        FieldPanel("is_cancelled"),
        FieldPanel("front_end_origins"),
    ]
    search_fields: ClassVar[list[object]] = [
        *Page.search_fields,
        index.SearchField("short_description"),
        index.SearchField("body"),
        index.SearchField("city"),
        index.FilterField("category"),
        index.FilterField("format"),
        index.FilterField("city"),
        index.FilterField("access_mode"),
        index.FilterField("starts_at"),
        index.FilterField("ends_at"),
        index.FilterField("is_featured"),
        index.FilterField("is_listed"),
        index.FilterField("is_cancelled"),
    ]
    api_fields: ClassVar[list[APIField]] = [
        *SitePage.api_fields,
        APIField("short_description", writable=True),
        APIField("body", writable=True),
        APIField("body_blocks", serializer=BlocksField(source="body")),
        APIField("starts_at", writable=True),
        APIField("ends_at", writable=True),
        APIField("timezone", writable=True),
        APIField("status"),
        APIField("format", writable=True),
        APIField("city", writable=True),
        APIField("category", writable=True),
        APIField("access_mode", writable=True),
        APIField("is_featured", writable=True),
        APIField("is_cancelled", writable=True),
        APIField("hero_image", writable=True),
        APIField("accent_color", writable=True),
        APIField("logo", writable=True),
        APIField("venue", writable=True),
        APIField("event_organizations", writable=True),
        APIField("event_sponsors", writable=True),
        APIField("faqs", writable=True),
    ]

    class Meta:
        verbose_name = _("event")
        indexes = [
            models.Index(fields=["starts_at"], name="event_starts_at"),
            models.Index(fields=["ends_at"], name="event_ends_at"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="event_ends_after_start")
        ]

    def clean(self) -> None:
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The event must end after it starts.")})
        if len(self.title.strip()) < 3 or len(self.title) > 200:
            raise ValidationError({"title": _("The title needs 3 to 200 characters.")})

    def permissions_for_user(self, user: "User | AnonymousUser") -> EventRights:
        return EventRights(user, self)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def status(self) -> str:
        """Where the event stands now (spec 1)."""
        return EventTiming(self.starts_at, self.ends_at, self.live, self.is_cancelled).status(clock.now())

    @property
    def is_free(self) -> bool:
        return self.access_mode != AccessMode.TICKETED


class EventOrganization(Orderable):
    """An organization that puts the event on."""

    event = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="event_organizations")
    organization = models.ForeignKey("site_pages.Organization", on_delete=models.CASCADE, related_name="+")

    panels: ClassVar[list[object]] = [FieldPanel("organization")]
    api_fields: ClassVar[list[APIField]] = [APIField("organization", writable=True)]


class EventSponsor(Orderable):
    """A sponsor and what it is to this event."""

    event = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="event_sponsors")
    sponsor = models.ForeignKey("site_pages.Sponsor", on_delete=models.CASCADE, related_name="event_sponsors")
    tier = models.CharField(_("tier"), max_length=20, choices=SponsorTier.choices, default=SponsorTier.PARTNER)

    panels: ClassVar[list[object]] = [FieldRowPanel([FieldPanel("sponsor"), FieldPanel("tier")])]
    api_fields: ClassVar[list[APIField]] = [APIField("sponsor", writable=True), APIField("tier", writable=True)]


class EventFaq(Orderable):
    """One question with its answer."""

    event = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="faqs")
    question = models.CharField(_("question"), max_length=300)
    answer = RichTextField(_("answer"), features=["bold", "italic", "link", "ol", "ul"])

    panels: ClassVar[list[object]] = [FieldPanel("question"), FieldPanel("answer")]
    api_fields: ClassVar[list[APIField]] = [APIField("question", writable=True), APIField("answer", writable=True)]
