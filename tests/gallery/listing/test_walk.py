"""Walking all pages while photos come and go: whoever stays is met exactly once, in order (research, section 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gallery.actions.moderation import hide, unhide
from gallery.listing import FEW, Listing, read_page
from gallery.models import GuestSession, Media
from gallery.sorting import ORDERS, Sort
from tests.factories.gallery import gallery_for, guest_of, photo_of

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 20, 12, tzinfo=UTC)
# Few values, microseconds apart, so that most photos stand beside one that is equal.
TIMES = st.integers(0, 3).map(lambda number: START + number * timedelta(microseconds=1))
VALUES = st.fixed_dictionaries(
    {
        "uploaded_at": TIMES,
        "taken_at": TIMES,
        "size_bytes": st.integers(1, 3),
        "uploader": st.sampled_from(["", "Amit", "Zoe"]),
    }
)
SORTS = st.builds(Sort, st.sampled_from(sorted(ORDERS)), st.booleans())
# Between two pages: a photo comes, or one of those that nobody promised to keep is hidden or shown.
EVENTS = st.lists(st.one_of(VALUES, st.integers(0, 5)), max_size=2)


@pytest.fixture
def guest() -> GuestSession:
    return guest_of(gallery_for())


def in_order(photos: list[Media], sort: Sort) -> list[Media]:
    """By Python's own sorting, which keeps what is equal as it is: the last term first."""
    for term in reversed(sort.terms):
        photos = sorted(photos, key=attrgetter(term.lstrip("-")), reverse=term.startswith("-"))
    return photos


@dataclass(frozen=True, slots=True)
class Walk:
    """`few` decides by which of its two ways the list is read."""

    sort: Sort
    limit: int
    few: int


@given(
    stable=st.lists(VALUES, max_size=7),
    loose=st.lists(VALUES, min_size=1, max_size=4),
    between=st.lists(EVENTS, max_size=8),
    walk=st.builds(Walk, SORTS, st.integers(1, 4), st.sampled_from([0, FEW])),
)
@settings(
    max_examples=40,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_walk_meets_whoever_stays_exactly_once(guest, stable, loose, between, walk):
    with transaction.atomic():
        kept = [photo_of(guest, **values).pk for values in stable]
        moving = [photo_of(guest, **values) for values in loose]
        listing = Listing(guest.gallery, sort=walk.sort)
        page = read_page(listing, limit=walk.limit, few=walk.few)
        met = [*page.media]
        while page.next_cursor:
            for event in between.pop(0) if between else []:
                happen(event, guest, moving)
            page = read_page(listing, cursor=page.next_cursor, limit=walk.limit, few=walk.few)
            met += page.media
        pks = [media.pk for media in met]
        assert [pks.count(pk) for pk in kept] == [1] * len(kept)
        assert len(set(pks)) == len(pks)
        assert met == in_order(met, walk.sort)
        assert page.total == len(stable) + len(loose)
        transaction.set_rollback(True)


def happen(event: dict[str, Any] | int, guest: GuestSession, moving: list[Media]) -> None:
    if isinstance(event, dict):
        photo_of(guest, **event)
        return
    media = moving[event % len(moving)]
    media.refresh_from_db()
    change = unhide if media.status == "hidden" else hide
    change(guest.gallery, [media.public_id])
