"""Facets and statistics."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone as clock

from gallery.facets import Facet, tags_of, uploaders_of
from gallery.models import Gallery
from gallery.stats import Stats, stats_of
from tests.factories import EventFactory
from tests.factories.gallery import gallery_for, guest_of, photo_of

pytestmark = pytest.mark.django_db
KOLKATA = ZoneInfo("Asia/Kolkata")


@pytest.fixture
def gallery() -> Gallery:
    day = date(2026, 11, 20)
    return gallery_for(EventFactory(timezone="Asia/Kolkata"), event_date=day, end_date=day)


@pytest.fixture
def facets(gallery) -> Gallery:
    amit, zoe, nobody = guest_of(gallery, "Amit"), guest_of(gallery, "Zoe 100%"), guest_of(gallery)
    photo_of(amit, tags=["cake", "dance"])
    photo_of(amit, tags=["cake"])
    photo_of(zoe, tags=["pan_cake"], status="hidden")
    photo_of(nobody, tags=["dance"], status="withdrawn")
    photo_of(nobody)
    photo_of(guest_of(gallery_for(), "Amit"), tags=["cake"])
    return gallery


def test_facets_are_counted_the_most_frequent_first(facets):
    everything = {"words": "", "limit": 500}
    assert uploaders_of(facets, **everything, include_hidden=False) == [Facet("Amit", 2), Facet("-", 1)]
    assert tags_of(facets, **everything, include_hidden=False) == [Facet("cake", 2), Facet("dance", 1)]
    assert uploaders_of(facets, **everything, include_hidden=True)[2] == Facet("Zoe 100%", 1)
    assert tags_of(facets, **everything, include_hidden=True)[2] == Facet("pan_cake", 1)


@pytest.mark.parametrize(
    ("words", "names", "tags"),
    [
        ("MI", ["Amit"], []),
        ("ake", [], ["cake", "pan_cake"]),
        ("%", ["Zoe 100%"], []),
        ("_", [], ["pan_cake"]),
        ("\\", [], []),
        ("-", ["-"], []),
    ],
    ids=["any case", "inside", "percent", "underscore", "backslash", "no name"],
)
def test_facets_are_searched_for_what_was_typed(facets, words, names, tags):
    options = {"words": words, "limit": 500, "include_hidden": True}
    assert [facet.value for facet in uploaders_of(facets, **options)] == names
    assert [facet.value for facet in tags_of(facets, **options)] == tags


def test_facets_are_limited(facets):
    assert tags_of(facets, words="", limit=1, include_hidden=True) == [Facet("cake", 2)]


def test_stats_are_of_what_was_kept_in_the_events_time_zone(gallery):
    amit, zoe = guest_of(gallery, "Amit"), guest_of(gallery, "Zoe")
    guest_of(gallery, "Nobody took a photo")
    evening = datetime(2026, 11, 20, 18, 29, 59, tzinfo=UTC)  # 23:59:59 in Kolkata
    photo_of(amit, at=evening, size_bytes=10)
    photo_of(amit, at=evening - timedelta(minutes=50), size_bytes=20, status="hidden")
    photo_of(zoe, at=evening + timedelta(seconds=1), size_bytes=30)
    photo_of(zoe, at=evening, size_bytes=40, status="withdrawn")
    photo_of(guest_of(gallery_for()), at=evening)

    assert stats_of(gallery) == Stats(
        total=3,
        hidden=1,
        bytes=60,
        guests=2,
        per_day={date(2026, 11, 20): 2, date(2026, 11, 21): 1},
        per_hour={datetime(2026, 11, 20, 23, tzinfo=KOLKATA): 2},
    )


def test_stats_of_an_empty_gallery_are_nothing(gallery):
    assert stats_of(gallery) == Stats(0, 0, 0, 0, {}, {})


def test_stats_of_a_purged_gallery_say_what_there_was(gallery):
    guest = guest_of(gallery)
    photo_of(guest, status="purged", at=datetime(2026, 11, 20, 6, tzinfo=UTC))
    photo_of(guest, status="withdrawn")
    gallery.purged_at = clock.now()

    stats = stats_of(gallery)

    assert (stats.total, stats.bytes, stats.guests, stats.per_day) == (1, 0, 1, {date(2026, 11, 20): 1})
