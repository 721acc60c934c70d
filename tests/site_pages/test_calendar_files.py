"""Calendar files written and read back with icalendar, and the links into web calendars."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from icalendar import Calendar

from site_pages.calendar_file import CalendarFile, Gone, write_calendar, zone_component
from site_pages.calendar_links import CalendarEntry, google_link, outlook_link, place_text, time_text

BASE = settings.BASE_URL


def entry(starts_at: datetime, ends_at: datetime, zone: str, **fields: Any) -> CalendarEntry:
    values: dict[str, Any] = {
        "public_id": uuid4(),
        "title": "Opening",
        "description": "Words",
        "location": "",
        "url": f"{BASE}/",
        "changed_at": datetime(2026, 1, 1, 12, 30, 15, 999, tzinfo=UTC),
    }
    return CalendarEntry(starts_at=starts_at, ends_at=ends_at, zone=ZoneInfo(zone), **values | fields)


def read_back(*entries: CalendarEntry, **fields: Any) -> Calendar:
    file = CalendarFile(name="Tidewater", url=f"{BASE}/", sequence=7, entries=entries, **fields)
    return Calendar.from_ical(write_calendar(file))


@pytest.mark.parametrize(
    ("zone", "start", "offsets"),
    [
        ("Africa/Kampala", datetime(2026, 3, 29, 0, 30, tzinfo=UTC), (3, 3)),
        # Both changes of the clock happen between start and end.
        ("Europe/Berlin", datetime(2026, 3, 29, 0, 30, tzinfo=UTC), (1, 2)),
        ("Europe/Berlin", datetime(2026, 10, 24, 23, 30, tzinfo=UTC), (2, 1)),
        ("America/Los_Angeles", datetime(2026, 3, 8, 9, 30, tzinfo=UTC), (-8, -7)),
        ("America/Los_Angeles", datetime(2026, 11, 1, 7, 30, tzinfo=UTC), (-7, -8)),
        # Crosses midnight in the zone, and the end of the year.
        ("Africa/Kampala", datetime(2026, 12, 31, 20, 0, tzinfo=UTC), (3, 3)),
    ],
)
def test_times_come_back_as_the_same_moments_in_the_zone(zone: str, start: datetime, offsets: tuple[int, int]):
    end = start + timedelta(hours=3)

    calendar = read_back(entry(start, end, zone))

    event = calendar.walk("VEVENT")[0]
    assert (event.start.astimezone(UTC), event.end.astimezone(UTC)) == (start, end)
    assert event["dtstart"].params == {"TZID": zone}
    assert (event.start.utcoffset(), event.end.utcoffset()) == tuple(timedelta(hours=hours) for hours in offsets)
    assert [component["tzid"] for component in calendar.walk("VTIMEZONE")] == [zone]


@pytest.mark.parametrize(
    ("zone", "second_round"),
    [
        ("Europe/Berlin", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2026, 11, 1, 9, 30, tzinfo=UTC)),
    ],
)
def test_time_that_the_clock_shows_twice_is_written_in_utc(zone: str, second_round: datetime):
    event = read_back(entry(second_round, second_round + timedelta(minutes=45), zone)).walk("VEVENT")[0]

    assert (event.start, event.end) == (second_round, second_round + timedelta(minutes=45))
    assert event["dtstart"].params == {}


@pytest.mark.parametrize(
    ("zone", "changes"),
    [
        ("Europe/Berlin", {("DAYLIGHT", "20260329T020000"), ("STANDARD", "20261025T030000")}),
        ("America/Los_Angeles", {("DAYLIGHT", "20260308T020000"), ("STANDARD", "20261101T020000")}),
    ],
)
def test_zone_changes_are_written_in_the_local_time_before_the_change(zone: str, changes: set[tuple[str, str]]):
    written = {
        (period.name, moment.to_ical().decode())
        for period in zone_component(zone, 2026, 2026).subcomponents
        for moment in [period["dtstart"]]
    }

    assert written - {("STANDARD", "20260101T000000")} == changes


def test_zone_rules_cover_the_years_around_the_entries():
    ten_years = [
        entry(datetime(year, 7, 1, 10, tzinfo=UTC), datetime(year, 7, 1, 11, tzinfo=UTC), "Europe/Berlin")
        for year in (2026, 2035)
    ]

    zone = read_back(*ten_years).walk("VTIMEZONE")[0].to_tz()

    assert [one.starts_at.astimezone(zone).utcoffset() for one in ten_years] == [timedelta(hours=2)] * 2


def test_entry_in_utc_needs_no_zone():
    calendar = read_back(entry(datetime(2026, 1, 1, 9, tzinfo=UTC), datetime(2026, 1, 1, 10, tzinfo=UTC), "UTC"))

    assert (calendar.walk("VTIMEZONE"), str(calendar.walk("VEVENT")[0].start.tzinfo)) == ([], "UTC")


def test_same_content_gives_the_same_bytes():
    one = entry(datetime(2026, 1, 1, 9, tzinfo=UTC), datetime(2026, 1, 1, 10, tzinfo=UTC), "Europe/Berlin")
    file = CalendarFile("Tidewater", f"{BASE}/", 7, [one])

    assert write_calendar(file) == write_calendar(file)
    assert b"DTSTAMP:20260101T123015Z" in write_calendar(file)


def test_session_that_left_is_cancelled_without_words():
    public_id = uuid4()

    gone = read_back(gone=[Gone(public_id, datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC))]).walk("VEVENT")[0]

    assert {
        name: str(value.to_ical(), "ascii") if hasattr(value, "to_ical") else value for name, value in gone.items()
    } == {
        "UID": f"{public_id}@foyer",
        "SEQUENCE": "7",
        "DTSTAMP": "20260102T030405Z",
        "DTSTART": "20260102T030405Z",
        "STATUS": "CANCELLED",
        "TRANSP": "TRANSPARENT",
    }


def test_links_open_web_calendars_with_the_entry():
    one = entry(
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 2, 30, tzinfo=UTC),
        "Europe/Berlin",
        title="Signs & counters + more",
        location="Pump Room",
    )

    google, outlook = urlsplit(google_link(one)), urlsplit(outlook_link(one))

    assert (google.scheme, google.netloc, parse_qs(google.query)) == (
        "https",
        "calendar.google.com",
        {
            "action": ["TEMPLATE"],
            "text": ["Signs & counters + more"],
            "dates": ["20261025T013000Z/20261025T023000Z"],
            "ctz": ["Europe/Berlin"],
            "details": ["Words"],
            "location": ["Pump Room"],
        },
    )
    assert (outlook.scheme, outlook.netloc, parse_qs(outlook.query)) == (
        "https",
        "outlook.live.com",
        {
            "path": ["/calendar/action/compose"],
            "rru": ["addevent"],
            "subject": ["Signs & counters + more"],
            "startdt": ["2026-10-25T01:30:00Z"],
            "enddt": ["2026-10-25T02:30:00Z"],
            "body": ["Words"],
            "location": ["Pump Room"],
        },
    )
    assert "+" not in google.query + outlook.query


def test_link_of_a_long_description_holds_only_the_address():
    one = entry(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC), "UTC", description="x" * 1001)

    assert parse_qs(urlsplit(google_link(one)).query)["details"] == [f"{BASE}/"]


def test_time_is_told_with_its_zone():
    berlin = ZoneInfo("Europe/Berlin")
    start = datetime(2026, 10, 24, 21, tzinfo=UTC)

    assert time_text(start, start + timedelta(minutes=30), berlin) == "2026-10-24 23:00 to 23:30 (Europe/Berlin)"
    assert (
        time_text(start, start + timedelta(hours=2), berlin) == "2026-10-24 23:00 to 2026-10-25 01:00 (Europe/Berlin)"
    )


@pytest.mark.parametrize(
    ("mode", "room", "expected"),
    [
        ("virtual", "", "Online"),
        ("in-person", "", "Berlin"),
        ("in-person", "Pump Room", "Pump Room, Berlin"),
        ("hybrid", "", "Berlin, and online"),
    ],
)
def test_place_is_told_as_far_as_it_is_known(mode: str, room: str, expected: str):
    assert place_text(mode, room=room, venue=None, city="Berlin") == expected
