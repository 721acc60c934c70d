"""A copied event at other dates: every time moved by whole days on the event's own clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.dateparse import parse_datetime
from wagtail.models import Page, Revision

from site_pages.models import EventPage, SessionPage

TIMES = ("starts_at", "ends_at")
# What was true of the original days only; timed publishing would have run, or would run, at a time of the original.
GONE: dict[str, Any] = {
    "is_cancelled": False,
    "recording_url": "",
    "recording_file": "",
    "go_live_at": None,
    "expire_at": None,
}
SESSION_FIELDS = (*TIMES, "is_cancelled", "recording_url", "recording_file")


def shift_event(event: EventPage, *, first_day: date) -> None:
    """Let the event begin on this day, its sessions with it; rows and every revision of them.

    A different day makes it another edition: nothing of it is cancelled, recorded or timed yet.
    """
    days = (first_day - event.starts_at.astimezone(event.zone).date()).days
    if not days:
        return
    with transaction.atomic():
        sessions = list(SessionPage.objects.for_event(event))
        for page in (event, *sessions):
            _shift_page(page, days=days, zone=event.zone)
        EventPage.objects.filter(pk=event.pk).update(
            starts_at=event.starts_at, ends_at=event.ends_at, is_cancelled=False
        )
        SessionPage.objects.bulk_update(sessions, SESSION_FIELDS, batch_size=200)
        pages = Page.objects.descendant_of(event, inclusive=True)
        pages.update(go_live_at=None, expire_at=None)
        _shift_revisions([str(pk) for pk in pages.values_list("pk", flat=True)], days=days, zone=event.zone)


def _shift_page(page: EventPage | SessionPage, *, days: int, zone: ZoneInfo) -> None:
    for name in TIMES:
        if moment := getattr(page, name):
            setattr(page, name, shifted(moment, days=days, zone=zone))
    for name, value in GONE.items():
        if hasattr(page, name):
            setattr(page, name, value)


def _shift_revisions(page_ids: Iterable[str], *, days: int, zone: ZoneInfo) -> None:
    changed = []
    for revision in Revision.page_revisions.filter(object_id__in=page_ids).iterator(chunk_size=200):
        content = revision.content
        for name in TIMES:
            if moment := parse_datetime(content.get(name) or ""):
                content[name] = shifted(moment, days=days, zone=zone).isoformat()
        content.update({name: value for name, value in GONE.items() if name in content})
        revision.approved_go_live_at = None
        changed.append(revision)
    Revision.objects.bulk_update(changed, ["content", "approved_go_live_at"], batch_size=200)


def shifted(moment: datetime, *, days: int, zone: ZoneInfo) -> datetime:
    """The same time of day on the event's clock, some days later or earlier, whatever the clocks did between."""
    local = moment.astimezone(zone).replace(tzinfo=None) + timedelta(days=days)
    return local.replace(tzinfo=zone).astimezone(UTC)
