"""A session's room at its media provider, and how the session is run."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from live_control.choices import Provider, RoomState
from live_control.querysets import RoomQuerySet
from site_pages.choices import StreamType


class LiveRoom(models.Model):
    """One room per session that is held online. `actions/rooms.py` keeps it as the page says."""

    session = models.OneToOneField("site_pages.SessionPage", on_delete=models.CASCADE, related_name="live_room")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    provider = models.CharField(max_length=10, choices=Provider.choices)
    # A-Z a-z 0-9 _ - only, at most 40 (facts/daily.md, 1.2).
    name = models.CharField(max_length=40, unique=True)
    mode = models.CharField(max_length=20, choices=StreamType.choices, default=StreamType.LIVESTREAM)
    url = models.URLField(max_length=500, blank=True)

    state = models.CharField(max_length=10, choices=RoomState.choices, default=RoomState.WAITING)
    # Digest of what the provider was last told; another one is told anew.
    told = models.CharField(max_length=64, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    # How many may be on stage at once; claimed like a quota's seats (docs/locking.md).
    stage_limit = models.PositiveIntegerField(default=4)
    stage_used = models.PositiveIntegerField(default=0)

    # What the organizer has switched on.
    has_chat = models.BooleanField(_("chat"), default=True)
    chat_pause = models.PositiveIntegerField(_("seconds between two messages of one person"), default=2)
    has_reactions = models.BooleanField(_("reactions"), default=True)
    has_questions = models.BooleanField(_("questions"), default=True)
    has_hands = models.BooleanField(_("raising hands"), default=True)
    admits_guests = models.BooleanField(_("new guests without an account come in"), default=True)
    starts_recording = models.BooleanField(_("recording starts by itself"), default=False)

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = _("live room")
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state"], name="live_room_state")]
        constraints = [
            models.CheckConstraint(condition=Q(stage_used__lte=F("stage_limit")), name="stage_never_crowded"),
            models.CheckConstraint(condition=Q(stage_used__gte=0), name="stage_never_negative"),
        ]

    def __str__(self) -> str:
        return self.name


class LiveBoard(models.Model):
    """What is on screen in a session: numbered, and stored as it is sent (docs/decisions/0010-live-board.md).

    `marked` counts changes and is raised in the transaction that makes one; `built` is the mark of which the stored
    board knows. So a process that dies between the two leaves a difference that any other one sees.
    """

    session = models.OneToOneField("site_pages.SessionPage", on_delete=models.CASCADE, related_name="live_board")
    marked = models.PositiveBigIntegerField(default=1)
    built = models.PositiveBigIntegerField(default=0)
    version = models.PositiveBigIntegerField(default=0)
    # {part: value}, by audience. `results` has the polls whose counts only those see who have voted.
    viewer = models.JSONField(default=dict)
    crew = models.JSONField(default=dict)
    results = models.JSONField(default=dict)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(built__lte=F("marked")), name="board_built_what_was_marked"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.version}"
