"""A guest's photo, from the permission to send it to its deletion."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone as clock
from django.utils.translation import gettext_lazy as _

from gallery.choices import KEPT_STATUSES, MediaStatus, MediaType
from gallery.models.galleries import Gallery, GuestSession
from gallery.querysets import MediaQuerySet

KEPT = Q(status__in=KEPT_STATUSES)
# A key for each tag of a photo that is kept, which names its state and its gallery, too (migration 0005). So one GIN
# index finds what is shown of a tag in one gallery, however common it is in others, and nothing else is looked at.
# PostgreSQL's own way, btree_gin, is not everywhere (ARCHITECTURE, decision 1).
TAG_KEYS = Func(
    F("tags"),
    F("gallery_id"),
    F("status"),
    function="gallery_tag_keys",
    output_field=ArrayField(models.TextField()),
)


class Media(models.Model):
    """Its objects in the store are named by `public_id` (gallery/storage/keys.py), never after the guest's file."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    gallery = models.ForeignKey(Gallery, on_delete=models.CASCADE, related_name="media")
    guest = models.ForeignKey(GuestSession, on_delete=models.CASCADE, related_name="media")
    # The phone's own name for the upload: a repeated request finds the same row.
    client_upload_id = models.CharField(max_length=64)
    # The guest's name, kept here as the list is sorted by it; follows when the guest changes it.
    uploader = models.CharField(_("taken by"), max_length=60, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=MediaStatus.choices, default=MediaStatus.PENDING)
    # Why it was refused, as a code of gallery/errors.py.
    reason = models.CharField(max_length=40, blank=True)
    size_bytes = models.PositiveBigIntegerField(_("size"))
    mime_type = models.CharField(_("type"), max_length=20, choices=MediaType.choices)
    # Of what was sent, as the phone declared it and `complete` verified it.
    sha256 = models.CharField(max_length=64)
    # An upload in parts, while it is not complete.
    multipart_id = models.CharField(max_length=200, blank=True)
    # Found by the worker. The picture is upright in width and height; `crc32` is of the kept original, for ZIPs.
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    crc32 = models.PositiveBigIntegerField(null=True, blank=True)
    # By the camera's clock; where it says nothing, when it was uploaded, so that lists can be sorted by it.
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)
    # A few colours in place of the picture while it loads (gallery/pictures/placeholder.py), base64.
    placeholder = models.CharField(max_length=60, blank=True)
    # The recipe by which thumbnail and preview were made; 0: not yet.
    recipe = models.PositiveSmallIntegerField(default=0)
    # A worker has it until then, or it is tried again then; how often that has been.
    derive_after = models.DateTimeField(null=True, blank=True)
    derive_attempts = models.PositiveSmallIntegerField(default=0)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("tags"))
    created_at = models.DateTimeField(default=clock.now, editable=False)
    # When `complete` found it whole, set by the server once; lists are sorted by it.
    uploaded_at = models.DateTimeField(_("uploaded"), null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    # When the objects of a withdrawn, refused or purged photo were removed from the store.
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = MediaQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("photo")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["guest", "client_upload_id"], name="media_sent_once"),
            models.CheckConstraint(condition=Q(size_bytes__gt=0), name="media_has_bytes"),
            models.CheckConstraint(
                condition=~KEPT | Q(uploaded_at__isnull=False, taken_at__isnull=False), name="media_kept_has_times"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["gallery", "-uploaded_at", "-id"], include=["status"], condition=KEPT, name="media_by_upload"
            ),
            # A day's photos by the time they were taken stand together, maybe at the far end. None is read on the way.
            models.Index(
                fields=["gallery", "-taken_at", "-id"],
                include=["status", "uploaded_at", "tags", "mime_type"],
                condition=KEPT,
                name="media_by_taking",
            ),
            models.Index(fields=["gallery", "-size_bytes", "-id"], condition=KEPT, name="media_by_size"),
            # Names, and what else is asked of them, are counted without reading a photo.
            models.Index(
                fields=["gallery", "uploader", "-uploaded_at", "-id"],
                include=["status", "tags", "mime_type"],
                condition=KEPT,
                name="media_by_uploader",
            ),
            models.Index(fields=["guest", "-uploaded_at", "-id"], condition=KEPT, name="media_of_guest"),
            # What is counted without reading a photo: the types, and the tags.
            models.Index(fields=["gallery", "status", "mime_type"], condition=KEPT, name="media_by_type"),
            models.Index(fields=["gallery", "status", "tags"], condition=KEPT, name="media_by_tag_set"),
            # Of all photos: PostgreSQL minds the frequencies of an expression only where its index is not partial.
            GinIndex(TAG_KEYS, fastupdate=False, name="media_by_tag_keys"),
            # What the workers look for.
            models.Index(fields=["created_at"], condition=Q(status="pending"), name="media_on_its_way"),
            models.Index(fields=["gallery", "id"], condition=KEPT & Q(recipe=0), name="media_to_derive"),
            models.Index(
                fields=["id"],
                condition=Q(status__in=["withdrawn", "rejected", "purged"], removed_at__isnull=True),
                name="media_to_remove",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
