"""What was recorded, and what a media provider tells by itself."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone as clock
from django.utils.translation import gettext_lazy as _

from live_control.choices import Provider, RecordingState
from live_control.querysets import RecordingQuerySet
from site_pages.models.private_files import private_storage, recording_path


def kept_path(recording: "Recording", filename: str) -> str:
    """Beside the files of its session's page, under a name that nobody can guess."""
    return recording_path(recording.session, filename)


class Recording(models.Model):
    """One recording of a session, from its start to the file on the session's page."""

    # The `instanceId` of our own: what a provider says of a recording's start names no room (facts/daily.md, 1.6).
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey("site_pages.SessionPage", on_delete=models.CASCADE, related_name="recordings")
    provider = models.CharField(max_length=10, choices=Provider.choices)
    provider_id = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=12, choices=RecordingState.choices, default=RecordingState.STARTING)
    failure = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    # What a browser has sent of its own recording; the next piece must start here.
    received = models.PositiveBigIntegerField(default=0)
    touched_at = models.DateTimeField(_("last piece"), default=clock.now)
    # The browser that recorded went away: nobody has ended it.
    broke_off = models.BooleanField(default=False)
    # Kept whether the page plays it or another one (docs/live-sessions.md, "Recordings").
    file = models.FileField(storage=private_storage, upload_to=kept_path, blank=True, max_length=255)
    poster = models.FileField(storage=private_storage, upload_to=kept_path, blank=True, max_length=255)
    # Somebody said that the page is to play this one; then no longer one takes its place.
    chosen_at = models.DateTimeField(null=True, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    duration = models.PositiveIntegerField(_("seconds"), null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = RecordingQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        verbose_name = _("recording")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(state__in=["starting", "recording"]), name="one_recording_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["provider", "provider_id"], condition=~Q(provider_id=""), name="recording_known_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.state}"


class RecordingWish(models.Model):
    """Somebody who asked to be told when the recording is there."""

    session = models.ForeignKey("site_pages.SessionPage", on_delete=models.CASCADE, related_name="recording_wishes")
    email = models.EmailField()
    asked_at = models.DateTimeField(default=clock.now)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "email"], name="one_recording_wish")]

    def __str__(self) -> str:
        return f"{self.session_id}"


class MediaEvent(models.Model):
    """What a provider told by webhook: written down first, each once, then worked on."""

    provider = models.CharField(max_length=10, choices=Provider.choices)
    event_id = models.CharField(max_length=100)
    kind = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    received_at = models.DateTimeField(default=clock.now)
    handled_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["received_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["provider", "event_id"], name="media_event_once")]

    def __str__(self) -> str:
        return f"{self.provider}: {self.kind}"
