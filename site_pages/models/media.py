"""Images and documents, custom from the first day so that fields can be added later."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.api import APIField
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from site_pages.api_fields import SrcsetField


class SiteImage(AbstractImage):
    """An image with its description (Wagtail's own field, used as alternative text) and its credit."""

    credit = models.CharField(
        _("credit"), max_length=200, blank=True, help_text=_("Who made it, if that must be said.")
    )

    admin_form_fields = (*Image.admin_form_fields, "credit")

    api_fields: ClassVar[list[APIField]] = [
        APIField("description"),
        APIField("credit"),
        APIField("srcset", serializer=SrcsetField(source="*")),
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]


class SiteRendition(AbstractRendition):
    """One size and format of an image."""

    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class SiteDocument(AbstractDocument):
    """A file that editors attach, such as slides."""

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = [("choose_document", "Can choose document")]
