"""Speakers' rights follow the programme: a speaker with an address may join the sessions that they are on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from site_pages.models import SessionPage, SessionSpeaker
from ticketing.actions.entitlements import set_speakers
from ticketing.models import Shop

if TYPE_CHECKING:
    from site_pages.models import EventPage


def sync_speakers(event: EventPage) -> None:
    """Make the event's speaker rights equal its published programme. Twice is once. Five queries."""
    with transaction.atomic():
        # One at a time: two publishings at once would read before either has written.
        Shop.objects.get_or_create(event_id=event.pk)
        Shop.objects.select_for_update().get(event_id=event.pk)
        sessions = SessionPage.objects.for_event(event).live().values("pk")
        on_stage = SessionSpeaker.objects.filter(session__in=sessions).exclude(speaker__email="")
        pairs = on_stage.values_list("speaker__email", "session_id")
        set_speakers(event.pk, {(email.strip().lower(), session) for email, session in pairs if email})
