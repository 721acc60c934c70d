"""Vocabulary of this room's tables; chains, never writes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from live_control.choices import ActionState, Provider, QuestionState, RecordingState, RoomState, StagePlace


class RoomQuerySet(models.QuerySet[Any]):
    def unmade(self) -> RoomQuerySet:
        """Those that the provider has still to be told about."""
        return self.filter(state__in=[RoomState.WAITING, RoomState.FAILED])


class ParticipantQuerySet(models.QuerySet[Any]):
    def inside(self) -> ParticipantQuerySet:
        """Those whom nobody has put out."""
        return self.filter(out="")

    def on_stage(self) -> ParticipantQuerySet:
        return self.filter(stage=StagePlace.STAGE).order_by("stage_since", "pk")

    def with_hand_up(self) -> ParticipantQuerySet:
        """In the order in which they raised it."""
        return self.filter(hand_raised_at__isnull=False).order_by("hand_raised_at", "pk")


class ActionQuerySet(models.QuerySet[Any]):
    def of_session(self, session_id: int) -> ActionQuerySet:
        return self.filter(session=session_id)

    def on_screen(self, now: datetime) -> ActionQuerySet:
        """Live ones, and closed ones that are still shown; announcements until their time."""
        unspent = Q(shown_until=None) | Q(shown_until__gt=now)
        return self.filter(unspent, state__in=[ActionState.LIVE, ActionState.CLOSED])


class AudienceQuestionQuerySet(models.QuerySet[Any]):
    def public(self) -> AudienceQuestionQuerySet:
        """What everybody in the room may read."""
        return self.filter(state__in=[QuestionState.SHOWN, QuestionState.ANSWERING, QuestionState.ANSWERED])


class RecordingQuerySet(models.QuerySet[Any]):
    def running(self) -> RecordingQuerySet:
        return self.filter(state__in=[RecordingState.STARTING, RecordingState.RECORDING])

    def silent(self, since: datetime) -> RecordingQuerySet:
        """Made in a browser that has sent nothing since then."""
        return self.filter(provider=Provider.EMBEDDED, touched_at__lt=since)

    def unfinished(self) -> RecordingQuerySet:
        """Not on the page yet, and not given up."""
        return self.exclude(state__in=[RecordingState.READY, RecordingState.FAILED])
