"""The status follows from the clock, to the second (spec 5, Lifecycle)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from gallery.lifecycle import Window, has_opened, purge_at, status_of, window_of
from gallery.models import Gallery

DAY, NEXT = date(2026, 11, 20), date(2026, 11, 21)
OPENS = datetime(2026, 11, 19, 11, tzinfo=UTC)
CLOSES = datetime(2026, 11, 22, 13, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def gallery(**more: object) -> Gallery:
    return Gallery(event_date=DAY, end_date=NEXT, **more)


def test_window_is_the_days_everywhere_on_earth():
    assert window_of(DAY, NEXT) == Window(OPENS, CLOSES)


@pytest.mark.parametrize(
    ("now", "status"),
    [
        (OPENS - SECOND, "draft"),
        (OPENS, "active"),
        (CLOSES - SECOND, "active"),
        (CLOSES, "closed"),
        (CLOSES + timedelta(days=400), "closed"),
    ],
    ids=["before", "opens", "last second", "closes", "long after"],
)
def test_clock_decides(now: datetime, status: str):
    assert status_of(gallery(status="draft"), now=now) == status
    assert status_of(gallery(status="archived"), now=now) == status


def test_what_was_done_by_hand_comes_before_the_clock():
    by_hand = {"closed_at": OPENS}
    found = [status_of(gallery(**by_hand), now=OPENS)]
    by_hand["archived_at"] = OPENS
    found.append(status_of(gallery(**by_hand), now=OPENS))
    by_hand["purged_at"] = OPENS
    found.append(status_of(gallery(**by_hand), now=OPENS))

    assert found == ["closed", "archived", "purged"]


def test_settings_are_locked_by_the_first_day_even_where_it_was_closed_before():
    assert [has_opened(gallery(closed_at=OPENS - SECOND), now=now) for now in (OPENS - SECOND, OPENS)] == [False, True]


def test_photos_are_deleted_so_many_days_after_archiving(settings):
    settings.GALLERY_RETENTION_DAYS = 30

    assert purge_at(gallery()) is None
    assert purge_at(gallery(archived_at=OPENS)) == OPENS + timedelta(days=30)
    assert purge_at(gallery(archived_at=OPENS, purged_at=OPENS)) is None
