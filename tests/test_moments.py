"""How times near the present are told and kept (tests/moments.py)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.moments import UNIQUE, Moments, described_moment, is_lasting

EPOCH = datetime(2031, 3, 9, 12, 0, 7, tzinfo=UTC)
LATER = datetime(2031, 3, 9, 12, 5, 40, tzinfo=UTC)


def kept(text: str, *, number: int = 1) -> Moments:
    begin = EPOCH + timedelta(seconds=1, milliseconds=500)
    return Moments.of(text, epoch=EPOCH, begin=begin, end=begin + timedelta(seconds=2), number=number)


@pytest.mark.parametrize("distance", [timedelta(minutes=3), timedelta(days=-9), timedelta()])
def test_same_distance_in_the_same_quarter_is_the_same_wish(distance):
    assert described_moment(EPOCH + distance, EPOCH) == described_moment(LATER + distance, LATER)
    in_berlin = (LATER + distance).astimezone(ZoneInfo("Europe/Berlin"))
    assert described_moment(EPOCH + distance, EPOCH) == described_moment(in_berlin, LATER)


@pytest.mark.parametrize(("distance", "other"), [(0, 1), (60, -60), (0, 0.5), (-86400, -86401)])
def test_another_distance_is_another_wish(distance, other):
    one, two = (described_moment(EPOCH + timedelta(seconds=number), EPOCH) for number in (distance, other))
    assert one != two


def test_another_quarter_is_another_wish():
    """Somewhere a date may turn in between."""
    later = EPOCH + timedelta(minutes=15)
    assert described_moment(EPOCH, EPOCH) != described_moment(later, later)


def test_far_times_are_told_as_they_are():
    far = EPOCH + timedelta(days=41)
    assert described_moment(far, EPOCH) == described_moment(far, LATER) == repr(far)


@pytest.mark.parametrize(
    "moment",
    [EPOCH + timedelta(days=30), EPOCH - timedelta(days=25), EPOCH + timedelta(microseconds=1)],
)
def test_times_between_near_and_far_and_this_instant_are_no_other_tests(moment):
    assert UNIQUE in described_moment(moment, EPOCH)
    assert is_lasting(described_moment(moment, EPOCH)) is False


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Event now-300.0 in 3", True), ("{'at': '2031-03-09T12:00:00Z'}", False), (repr(date(2031, 3, 9)), True)],
)
def test_wish_for_a_time_in_words_is_not_remembered(text, expected):
    assert is_lasting(text) is expected


def test_near_times_move_with_the_epoch_and_all_else_stays():
    text = (
        '{"starts_at": "2031-03-09T11:55:07+00:00", "ends_at": "2031-03-28T00:00:00Z", "far": "2031-09-09T12:00:00Z", '
        '"day": "2031-03-09", "clock": "12:00:07"}'
    )
    assert kept(text).at(EPOCH) == text
    assert kept(text).at(LATER) == (
        '{"starts_at": "2031-03-09T12:00:40+00:00", "ends_at": "2031-03-28T00:05:33Z", "far": "2031-09-09T12:00:00Z", '
        '"day": "2031-03-09", "clock": "12:00:07"}'
    )


def test_what_was_noted_meanwhile_lies_in_its_slot_before_the_test():
    """With its fraction; the wish for the very second in which it began is a wish."""
    text = "2031-03-09T12:00:08.5+00:00 2031-03-09T12:00:09.123Z 2031-03-09T12:00:08+00:00"
    wished = "2031-03-09T12:00:08+00:00"
    assert kept(text, number=1).at(EPOCH) == f"2031-03-09T11:32:21.5+00:00 2031-03-09T11:32:22.123Z {wished}"
    assert kept(text, number=2).at(EPOCH) == f"2031-03-09T11:32:36.5+00:00 2031-03-09T11:32:37.123Z {wished}"
    assert kept(text, number=110).at(EPOCH) == f"2031-03-09T11:59:36.5+00:00 2031-03-09T11:59:37.123Z {wished}"
