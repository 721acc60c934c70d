"""Durations that decide what a page shows."""

from datetime import timedelta

from django.conf import settings


def early_join() -> timedelta:
    """How long before its start a session online may be joined (spec 1; EARLY_JOIN_MINUTES)."""
    return timedelta(minutes=settings.EARLY_JOIN_MINUTES)
