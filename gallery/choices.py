"""The states and kinds of galleries, photos, ZIP jobs and orders."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class GalleryStatus(models.TextChoices):
    """See gallery/lifecycle.py: what is stored is only how it was found last."""

    DRAFT = "draft", _("not open yet")
    ACTIVE = "active", _("open")
    CLOSED = "closed", _("closed")
    ARCHIVED = "archived", _("archived")
    PURGED = "purged", _("photos deleted")


class Compression(models.TextChoices):
    COMPRESSED = "compressed", _("made smaller on the phone, without location")
    RAW = "raw", _("originals as they were taken")


class MediaStatus(models.TextChoices):
    PENDING = "pending", _("on its way")
    UPLOADED = "uploaded", _("shown")
    HIDDEN = "hidden", _("hidden")
    WITHDRAWN = "withdrawn", _("taken back by its guest")
    REJECTED = "rejected", _("refused")
    PURGED = "purged", _("deleted")


# What organizers see; everything else is gone, or has not come.
KEPT_STATUSES = (MediaStatus.UPLOADED, MediaStatus.HIDDEN)


class ZipState(models.TextChoices):
    PROCESSING = "processing", _("being made")
    COMPLETE = "complete", _("ready")
    PARTIAL = "partial", _("ready in part")
    FAILED = "failed", _("failed")
    EXPIRED = "expired", _("no longer kept")


class OrderState(models.TextChoices):
    PENDING = "pending", _("to be paid")
    APPLIED = "applied", _("done")
    FAILED = "failed", _("not paid")
    SUPERSEDED = "superseded", _("replaced by a later one")


class MediaType(models.TextChoices):
    """What guests may send; decided by the first bytes, never by a name (gallery/pictures/kinds.py)."""

    JPEG = "image/jpeg", "JPEG"
    PNG = "image/png", "PNG"
    WEBP = "image/webp", "WebP"
    HEIC = "image/heic", "HEIC"
    HEIF = "image/heif", "HEIF"
    AVIF = "image/avif", "AVIF"
    GIF = "image/gif", "GIF"
