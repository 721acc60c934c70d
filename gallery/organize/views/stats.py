"""A gallery in figures and bars; the same numbers stand in tables."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone as clock
from django.views.decorators.http import require_safe

from gallery.models import Gallery
from gallery.organize.uploaders import top_uploaders
from gallery.organize.views.none import with_gallery
from gallery.rules import MODERATING_ROLES
from gallery.stats import stats_of
from site_pages.organizer.charts import chart_of, hours_chart
from site_pages.organizer.workspace import Workspace, organizer_view, show


@organizer_view("photos", roles=MODERATING_ROLES)
@require_safe
@with_gallery
def stats(request: HttpRequest, workspace: Workspace, gallery: Gallery) -> HttpResponse:
    """Five queries of its own, whatever was uploaded."""
    figures = stats_of(gallery)
    # Photos may come after the last day, never before the first upload.
    until = min(max([*figures.per_day, gallery.event_date]), clock.localdate())
    context = {
        "gallery": gallery,
        "tab": "stats",
        "figures": figures,
        "places_left": max(0, gallery.max_guests - gallery.guests_used),
        "day_chart": chart_of(figures.per_day, until=until, write=str),
        "hour_chart": hours_chart(by_hour(figures.per_hour)),
        "uploaders": top_uploaders(gallery),
    }
    return show(request, workspace, "gallery/organize/stats", context)


def by_hour(per_hour: dict[datetime, int]) -> list[int]:
    """Photos by the hour of the day, several days together."""
    counts = [0] * 24
    for begins, count in per_hour.items():
        counts[begins.hour] += count
    return counts
