"""Rooms follow their pages. Fan-out only; no rule lives here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from live_control.actions.rooms import close_room, sync_event
from live_control.models import LiveRoom
from site_pages.versions import event_changed

if TYPE_CHECKING:
    from site_pages.models import EventPage


@receiver(event_changed)
def on_event_changed(event: EventPage | None, **kwargs: Any) -> None:
    """Something was published or taken back, or has other times: its rooms follow."""
    if event is not None:
        sync_event(event)


@receiver(pre_delete, sender=LiveRoom)
def on_room_to_be_deleted(instance: LiveRoom, **kwargs: Any) -> None:
    """With its session's page; whom to put out is known only while they are there."""
    with transaction.atomic():
        close_room(instance)
