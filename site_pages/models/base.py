"""What every page of the site shares."""

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PublishingPanel
from wagtail.api import APIField
from wagtail.models import Page

from site_pages.api_fields import ShareCardField
from site_pages.contexts import context_of
from site_pages.page_rights import SectionRights
from site_pages.routing import KnownRestrictions

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class SitePage(KnownRestrictions, Page):
    """A page with an opaque public id and an image for shared links."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    share_image = models.ForeignKey(
        "site_pages.SiteImage",
        verbose_name=_("share image"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Shown where a link to this page is shared. Empty: the event's hero image."),
    )

    # A copy is a page of its own; its public id must be new.
    exclude_fields_in_copy: ClassVar[list[str]] = ["public_id"]

    promote_panels: ClassVar[list[object]] = [
        MultiFieldPanel(
            [
                FieldPanel("slug"),
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
                FieldPanel("share_image"),
            ],
            heading=_("Search engines and shared links"),
        ),
    ]
    settings_panels: ClassVar[list[object]] = [PublishingPanel()]

    api_fields: ClassVar[list[APIField]] = [
        APIField("public_id"),
        APIField("share_image", writable=True),
        APIField("share_image_card", serializer=ShareCardField(source="share_image")),
    ]

    class Meta:
        abstract = True

    def with_content_json(self, content: dict[str, object]) -> "SitePage":
        """Keep what belongs to this very page and no editor writes: a copied revision may hold the original's."""
        page: SitePage = super().with_content_json(content)
        for name in self.exclude_fields_in_copy:
            setattr(page, name, getattr(self, name))
        return page

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the template shows, read by the selector that is registered for this class."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | context_of(self, request)


class SectionPage(SitePage):
    """A fixed part of an event's mini-site; its parent is the event."""

    intro = models.TextField(_("introduction"), blank=True, max_length=600)
    show_in_event_menu = models.BooleanField(_("show in event menu"), default=True)

    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["site_pages.EventPage"]
    subpage_types: ClassVar[list[str]] = []

    content_panels: ClassVar[list[object]] = [*Page.content_panels, FieldPanel("intro")]
    # No slug: the addresses of the sections are fixed (spec 1).
    promote_panels: ClassVar[list[object]] = [
        FieldPanel("show_in_event_menu"),
        MultiFieldPanel(
            [FieldPanel("seo_title"), FieldPanel("search_description"), FieldPanel("share_image")],
            heading=_("Search engines and shared links"),
        ),
    ]

    api_fields: ClassVar[list[APIField]] = [
        *SitePage.api_fields,
        APIField("intro", writable=True),
        APIField("show_in_event_menu", writable=True),
    ]

    class Meta:
        abstract = True

    def permissions_for_user(self, user: "User | AnonymousUser") -> SectionRights:
        return SectionRights(user, self)
