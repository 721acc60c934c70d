"""Who sent the most photos."""

from __future__ import annotations

from django.db.models import Count, Q

from gallery.choices import KEPT_STATUSES
from gallery.models import Gallery, GuestSession

MOST = 10
HERE = Count("media", filter=Q(media__status__in=KEPT_STATUSES))


def top_uploaders(gallery: Gallery) -> list[GuestSession]:
    """At most ten guests with photos, each with `uploads`, the busiest first. One query."""
    guests = GuestSession.objects.filter(gallery=gallery).annotate(uploads=HERE).filter(uploads__gt=0)
    return list(guests.order_by("-uploads", "pk")[:MOST])
