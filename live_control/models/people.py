"""Who is in a session online, and was."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone as clock
from django.utils.translation import gettext_lazy as _

from live_control.choices import LiveRole, Out, StagePlace
from live_control.querysets import ParticipantQuerySet


class Participant(models.Model):
    """One person in one session, with what they are allowed there; also the attendance list."""

    # Also the user id at the media provider (at most 36 characters).
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey("site_pages.SessionPage", on_delete=models.CASCADE, related_name="participants")
    # `user:<id>`, `ticket:<id>`, `guest:<random>` as ticketing's places have them; `crew:<user id>` for the crew.
    holder = models.CharField(max_length=60)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=12, choices=LiveRole.choices)
    # Raised by every join: one seat per ticket, the last one counts. The crew may sit on several.
    seat = models.PositiveIntegerField(default=1)

    stage = models.CharField(max_length=10, choices=StagePlace.choices, default=StagePlace.AUDIENCE)
    stage_since = models.DateTimeField(null=True, blank=True)
    hand_raised_at = models.DateTimeField(null=True, blank=True)
    # The id that the media provider gave this person's connection, as their page reported it.
    media_id = models.CharField(max_length=64, blank=True)

    is_muted = models.BooleanField(_("muted in the chat"), default=False)
    said_at = models.DateTimeField(null=True, blank=True)
    out = models.CharField(max_length=12, choices=Out.choices, blank=True, default=Out.NONE)

    first_seen_at = models.DateTimeField(default=clock.now)
    last_seen_at = models.DateTimeField(default=clock.now)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ["first_seen_at", "pk"]
        verbose_name = _("participant")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["session", "last_seen_at"], name="participant_seen"),
            models.Index(
                fields=["session", "hand_raised_at"],
                condition=Q(hand_raised_at__isnull=False),
                name="participant_hand",
            ),
            models.Index(fields=["session", "stage"], condition=~Q(stage="audience"), name="participant_stage"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["session", "holder"], name="one_participant_per_holder"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.role}"
