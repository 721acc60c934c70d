"""A download of everything: one job, one archive or several."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone as clock
from django.utils.translation import gettext_lazy as _

from gallery.choices import ZipState
from gallery.models.galleries import Gallery
from gallery.querysets import ZipPartQuerySet


class ZipJob(models.Model):
    """Making ZIPs of a gallery's photos. A worker holds it by a lease, so a dead one's job goes on elsewhere."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    gallery = models.ForeignKey(Gallery, on_delete=models.CASCADE, related_name="zip_jobs")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    exclude_hidden = models.BooleanField(default=True)
    # SHA-256 of which photos in which version: the same wish finds the same job.
    digest = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=ZipState.choices, default=ZipState.PROCESSING)
    bytes_total = models.PositiveBigIntegerField(default=0)
    bytes_done = models.PositiveBigIntegerField(default=0)
    # Photos that could not be read, as [{"media_id", "name", "reason"}]; each archive lists its own, too.
    missing = models.JSONField(default=list)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("ZIP job")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["gallery", "digest"], condition=Q(state__in=["processing", "complete"]), name="zip_job_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["created_at"], condition=Q(state="processing"), name="zip_job_waiting"),
            models.Index(
                fields=["expires_at"], condition=Q(state__in=["complete", "partial"]), name="zip_job_expiring"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gallery_id}: {self.state}"


class ZipPart(models.Model):
    """One archive: at most 1,000 files and 2 GiB. Its layout is known before its first byte (gallery/zips/plan.py)."""

    job = models.ForeignKey(ZipJob, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=200)
    files = models.PositiveIntegerField()
    size_bytes = models.PositiveBigIntegerField()
    # Entries in order: [{"media_id", "name", "key", "size", "crc32", "time"}].
    plan = models.JSONField()
    # The store's upload and what it has of it, as [etag, …]: a restart goes on behind the last.
    multipart_id = models.CharField(max_length=200, blank=True)
    etags = models.JSONField(default=list)
    is_complete = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = ZipPartQuerySet.as_manager()

    class Meta:
        ordering = ["job_id", "number"]
        verbose_name = _("ZIP")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["job", "number"], name="zip_part_once"),
            models.CheckConstraint(condition=Q(files__gt=0), name="zip_part_has_files"),
        ]

    def __str__(self) -> str:
        return f"{self.job_id}/{self.number}"
