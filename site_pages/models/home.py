"""The platform's front page, the list of events, and the platform's branding."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, PageChooserPanel
from wagtail.api import APIField
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from site_pages.api_fields import BlocksField
from site_pages.blocks import BODY_BLOCKS, BodyBlock
from site_pages.models.base import SitePage
from site_pages.page_rights import EventListRights
from site_pages.routing import DirectRouting
from site_pages.validators import validate_hex_color

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class HomePage(DirectRouting, SitePage):
    """`/`: branding, the featured event as hero, the coming events."""

    tagline = models.CharField(_("tagline"), max_length=200, blank=True)
    intro = models.TextField(_("introduction"), blank=True, max_length=600)
    featured_event = models.ForeignKey(
        "site_pages.EventPage",
        verbose_name=_("featured event"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Shown as the hero. Empty: the next event that is marked as featured."),
    )
    body = StreamField(BodyBlock(BODY_BLOCKS), blank=True)

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["site_pages.EventIndexPage"]

    content_panels: ClassVar[list[object]] = [
        *Page.content_panels,
        FieldPanel("tagline"),
        FieldPanel("intro"),
        PageChooserPanel("featured_event", "site_pages.EventPage"),
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[object]] = [*Page.search_fields, index.SearchField("intro")]
    api_fields: ClassVar[list[APIField]] = [
        *SitePage.api_fields,
        APIField("tagline", writable=True),
        APIField("intro", writable=True),
        APIField("featured_event", writable=True),
        APIField("body", writable=True),
        APIField("body_blocks", serializer=BlocksField(source="body")),
    ]

    class Meta:
        verbose_name = _("home page")


class EventIndexPage(SitePage):
    """`/events/`: every listed event with filters and search."""

    intro = models.TextField(_("introduction"), blank=True, max_length=600)

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["site_pages.HomePage"]
    subpage_types: ClassVar[list[str]] = ["site_pages.EventPage"]

    content_panels: ClassVar[list[object]] = [*Page.content_panels, FieldPanel("intro")]
    api_fields: ClassVar[list[APIField]] = [*SitePage.api_fields, APIField("intro", writable=True)]

    class Meta:
        verbose_name = _("event list")

    def permissions_for_user(self, user: "User | AnonymousUser") -> EventListRights:
        return EventListRights(user, self)


@register_setting(icon="site")
class PlatformSettings(BaseSiteSetting):
    """Branding of the whole platform."""

    name = models.CharField(_("platform name"), max_length=80, default="Foyer")
    logo = models.ForeignKey("site_pages.SiteImage", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    accent_color = models.CharField(
        _("accent colour"), max_length=7, default="#14532d", validators=[validate_hex_color]
    )
    footer_text = models.TextField(_("footer text"), blank=True, max_length=600)
    contact_email = models.EmailField(_("contact address"), blank=True)
    imprint_link = models.URLField(_("imprint"), blank=True)
    privacy_link = models.URLField(_("privacy notice"), blank=True)

    panels: ClassVar[list[object]] = [
        HelpPanel(_("Shown in the header and footer of every page outside an event's own mini-site.")),
        MultiFieldPanel([FieldPanel("name"), FieldPanel("logo"), FieldPanel("accent_color")], heading=_("Brand")),
        MultiFieldPanel(
            [
                FieldPanel("footer_text"),
                FieldPanel("contact_email"),
                FieldPanel("imprint_link"),
                FieldPanel("privacy_link"),
            ],
            heading=_("Footer"),
        ),
    ]

    class Meta:
        verbose_name = _("platform settings")
        permissions: ClassVar[list[tuple[str, str]]] = [("create_event", "Can create events")]
