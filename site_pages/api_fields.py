"""Fields of Wagtail's page API (v2 and v3) that its own serializers do not have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.fields import Field
from wagtail.blocks import StreamValue
from wagtail.images.api.fields import ImageRenditionField

if TYPE_CHECKING:
    from site_pages.models import SiteImage


class SrcsetField(Field):
    """An image as `<img>` wants it: `src`, `srcset`, size, alternative text. Usage: source="*"."""

    def to_representation(self, image: SiteImage) -> dict[str, Any] | None:
        from site_pages.api.lookups import image_lookup  # reads the models that declare this field

        return image_lookup([image.pk]).get(image.pk)


class ShareCardField(ImageRenditionField):
    """Wagtail's field, for the card that a worker makes: null while it is not there. Usage: source="share_image"."""

    def __init__(self, **options: Any) -> None:
        super().__init__("fill-1200x630|format-jpeg", **options)

    def to_representation(self, image: SiteImage) -> dict[str, Any] | None:
        from site_pages.pictures import renditions_of  # reads the models that declare this field

        made = self.filter_spec in renditions_of(image, "share")
        shown: dict[str, Any] | None = super().to_representation(image) if made else None
        return shown


class BlocksField(Field):
    """A body whose references are resolved: the same typed blocks as in Foyer's own API."""

    def to_representation(self, value: StreamValue) -> list[dict[str, Any]]:
        from site_pages.api.lookups import Lookups  # reads the models that declare this field
        from site_pages.body_json import BodyWriter, References

        references = References()
        references.add_body(value.raw_data)
        return BodyWriter(Lookups(references)).body(value.raw_data)
