"""What an organizer prepares or puts on screen, and what people answer."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone as clock
from django.utils.translation import gettext_lazy as _

from live_control.choices import ActionState, Kind, PollType, ShowResults
from live_control.models.people import Participant
from live_control.querysets import ActionQuerySet


class LiveAction(models.Model):
    """A poll, an announcement, a download or a quick sign-up: `draft → live → closed → archived`.

    `setup` holds what only its kind has (live_control/setups.py checks it); what the database has to hold together
    are columns.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey("site_pages.SessionPage", on_delete=models.CASCADE, related_name="live_actions")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=ActionState.choices, default=ActionState.DRAFT)
    title = models.CharField(max_length=300)
    setup = models.JSONField(default=dict, blank=True)
    position = models.PositiveIntegerField(default=0)
    is_pinned = models.BooleanField(default=False)

    poll_type = models.CharField(max_length=10, choices=PollType.choices, blank=True)
    show_results = models.CharField(max_length=12, choices=ShowResults.choices, blank=True)
    is_secret = models.BooleanField(default=False)
    is_released = models.BooleanField(default=False)

    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # An announcement disappears by itself then.
    shown_until = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("action")
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["session", "state"], name="live_action_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="poll") & ~Q(poll_type="") & ~Q(show_results="")
                | ~Q(kind="poll") & Q(poll_type="", show_results="", is_secret=False),
                name="poll_has_type",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PollOption(models.Model):
    """One answer of a poll. Locked once somebody has voted."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    action = models.ForeignKey(LiveAction, on_delete=models.CASCADE, related_name="options")
    label = models.CharField(max_length=200)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label


class Vote(models.Model):
    """One person's answer to one poll; a later one replaces it. The rows are the truth, counts are read from them.

    `voter` is the participant's primary key, or in a secret poll a keyed digest of it, and then there is neither a
    participant nor a time in the row.
    """

    action = models.ForeignKey(LiveAction, on_delete=models.CASCADE, related_name="votes")
    voter = models.CharField(max_length=64)
    participant = models.ForeignKey(Participant, on_delete=models.SET_NULL, null=True, blank=True, related_name="votes")
    # Options' primary keys, or the one rating.
    choices = ArrayField(models.BigIntegerField(), default=list)
    text = models.CharField(max_length=500, blank=True)
    cast_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "voter"], name="one_vote_per_person")]

    def __str__(self) -> str:
        return f"{self.action_id}"


class SignupAnswer(models.Model):
    """What one person filled into a quick sign-up; sent again, it replaces what they sent before."""

    action = models.ForeignKey(LiveAction, on_delete=models.CASCADE, related_name="answers")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="signups")
    answers = models.JSONField(default=dict)
    answered_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["answered_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["action", "participant"], name="one_signup_per_person")]

    def __str__(self) -> str:
        return f"{self.action_id}"
