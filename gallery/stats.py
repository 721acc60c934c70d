"""A gallery in figures (spec 5, `GET …/gallery/stats`). Hidden photos count: they came, and take room."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Count, DateTimeField, Exists, F, Func, OuterRef, Sum, Value

from gallery.choices import MediaStatus
from gallery.models import Gallery, GuestSession, Media

# Every zone of today is a multiple of this away from UTC, so hours and days of all of them are made of it.
GRAIN = timedelta(minutes=15)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stats:
    """`per_day` and `per_hour` in the event's time zone, without empty ones; hours of the event's days alone."""

    total: int
    hidden: int
    bytes: int
    guests: int
    per_day: dict[date, int]
    per_hour: dict[datetime, int]


def stats_of(gallery: Gallery) -> Stats:
    """Four queries. Of a gallery whose photos are deleted, what there was; nothing of it is stored any more."""
    every = Media.objects.filter(gallery=gallery)
    photos = every.filter(status=MediaStatus.PURGED, uploaded_at__isnull=False) if gallery.purged_at else every.kept()
    by_status = dict(photos.order_by().values_list("status").annotate(Count("pk")))
    stored = 0 if gallery.purged_at else photos.aggregate(stored=Sum("size_bytes"))["stored"] or 0
    seen = photos.filter(guest=OuterRef("pk"))
    guests = GuestSession.objects.filter(Exists(seen), gallery=gallery).count()
    per_day: Counter[date] = Counter()
    per_hour: Counter[datetime] = Counter()
    binned = Func(Value(GRAIN), F("uploaded_at"), Value(EPOCH), function="date_bin", output_field=DateTimeField())
    for begins, count in photos.order_by(binned).values_list(binned).annotate(Count("pk")):
        local = begins.astimezone(gallery.event.zone)
        per_day[local.date()] += count
        if gallery.event_date <= local.date() <= gallery.end_date:
            per_hour[local.replace(minute=0)] += count
    hidden = by_status.get(MediaStatus.HIDDEN, 0)
    return Stats(sum(by_status.values()), hidden, stored, guests, dict(per_day), dict(per_hour))
