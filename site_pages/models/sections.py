"""The section pages of a mini-site, except sessions (models/session.py)."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.fields import StreamField
from wagtail.search import index

from site_pages.api_fields import BlocksField
from site_pages.blocks import BODY_BLOCKS, BodyBlock
from site_pages.headless_preview import HeadlessPreview
from site_pages.models.base import SectionPage
from site_pages.routes import ContactRoutes, SpeakerRoutes


class SpeakerIndexPage(HeadlessPreview, SpeakerRoutes, RoutablePageMixin, SectionPage):
    """`speakers/`: everybody on this event's published sessions; one speaker at `speakers/<slug>/`."""

    class Meta:
        verbose_name = _("speakers page")


class VenuePage(HeadlessPreview, SectionPage):
    """`venue/`: the event's venue with rooms, travel and accessibility."""

    class Meta:
        verbose_name = _("venue page")


class SponsorIndexPage(HeadlessPreview, SectionPage):
    """`sponsors/`: sponsors by tier."""

    class Meta:
        verbose_name = _("sponsors page")


class TicketsPage(HeadlessPreview, SectionPage):
    """`tickets/`: how one gets in."""

    body = StreamField(BodyBlock(BODY_BLOCKS), blank=True)

    content_panels: ClassVar[list[object]] = [*SectionPage.content_panels, FieldPanel("body")]
    search_fields: ClassVar[list[object]] = [*SectionPage.search_fields, index.SearchField("body")]
    api_fields: ClassVar[list[APIField]] = [
        *SectionPage.api_fields,
        APIField("body", writable=True),
        APIField("body_blocks", serializer=BlocksField(source="body")),
    ]

    class Meta:
        verbose_name = _("tickets page")


class FaqPage(HeadlessPreview, SectionPage):
    """`faq/`: the event's questions and answers."""

    class Meta:
        verbose_name = _("questions page")


class ContactPage(HeadlessPreview, ContactRoutes, SectionPage):
    """`contact/`: a form to the event's organizers."""

    class Meta:
        verbose_name = _("contact page")


class ArchivePage(HeadlessPreview, SectionPage):
    """`archive/`: past sessions that have a recording."""

    class Meta:
        verbose_name = _("archive page")


class PhotosPage(HeadlessPreview, SectionPage):
    """`photos/`: pictures of the event."""

    body = StreamField(BodyBlock(BODY_BLOCKS), blank=True)

    content_panels: ClassVar[list[object]] = [*SectionPage.content_panels, FieldPanel("body")]
    api_fields: ClassVar[list[APIField]] = [
        *SectionPage.api_fields,
        APIField("body", writable=True),
        APIField("body_blocks", serializer=BlocksField(source="body")),
    ]

    class Meta:
        verbose_name = _("photos page")
