"""A night belongs to the evening before it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from site_pages.days import evening_of, night_after, own_days, programme_day

BERLIN = ZoneInfo("Europe/Berlin")
FRIDAY, SATURDAY = date(2030, 5, 3), date(2030, 5, 4)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2030, 5, 4, 0, 0, tzinfo=BERLIN), FRIDAY),
        (datetime(2030, 5, 4, 3, 59, 59, tzinfo=BERLIN), FRIDAY),
        (datetime(2030, 5, 4, 4, 0, tzinfo=BERLIN), SATURDAY),
        (datetime(2030, 5, 4, 23, 59, tzinfo=BERLIN), SATURDAY),
        # By the clock on the wall, also in the night in which the clocks change.
        (datetime(2030, 3, 31, 3, 59, tzinfo=BERLIN), date(2030, 3, 30)),
        (datetime(2030, 10, 27, 4, 0, tzinfo=BERLIN), date(2030, 10, 27)),
    ],
)
def test_small_hours_are_still_the_evening_before(moment, day):
    assert evening_of(moment) == day


def test_night_without_an_evening_is_a_day_of_its_own():
    night = datetime(2030, 5, 4, 1, 0, tzinfo=BERLIN)
    assert own_days([night]) == set()
    assert programme_day(night, own_days([night])) == SATURDAY
    assert programme_day(night, own_days([night, datetime(2030, 5, 3, 22, 0, tzinfo=BERLIN)])) == FRIDAY


def test_night_after_a_day_ends_on_the_next_date():
    assert night_after(FRIDAY).replace(tzinfo=BERLIN) == datetime(2030, 5, 4, 4, 0, tzinfo=BERLIN)
