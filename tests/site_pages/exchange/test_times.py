"""When sessions begin and end, in every way that tools write it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from site_pages.exchange.document import ScheduleDocument
from site_pages.exchange.read import read_schedule
from tests.site_pages.exchange.files import schedule


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def only(data: bytes) -> tuple[ScheduleDocument, datetime, datetime]:
    document = read_schedule(data)
    (session,) = document.sessions
    return document, session.starts_at, session.ends_at


@pytest.mark.parametrize(
    ("event", "conference", "starts_at"),
    [
        ({"date": "2024-05-10T10:00:00+05:30"}, {"time_zone_name": "UTC"}, "2024-05-10T04:30+00:00"),
        ({"date": "2024-05-10T10:00:00Z"}, {}, "2024-05-10T10:00+00:00"),
        ({"date": "2024-05-10T10:00:00"}, {"time_zone_name": "Africa/Kampala"}, "2024-05-10T07:00+00:00"),
        ({"date": "2024-05-10T10:00:00"}, {}, "2024-05-10T10:00+00:00"),
        ({"date": "2024-05-10", "start": "10:00"}, {"time_zone_name": "Europe/Berlin"}, "2024-05-10T08:00+00:00"),
        ({"date": "2024-05-11", "start": "01:00"}, {}, "2024-05-11T01:00+00:00"),
        ({"start": "10:00"}, {"time_zone_name": "Europe/Berlin"}, "2024-05-10T08:00+00:00"),
        ({"start": "03:59"}, {}, "2024-05-11T03:59+00:00"),
        ({"start": "04:00"}, {}, "2024-05-10T04:00+00:00"),
        ({"start": "04:00"}, {"day_change": "05:00"}, "2024-05-11T04:00+00:00"),
        ({"start": "00:30"}, {"day_change": "00:00"}, "2024-05-10T00:30+00:00"),
        ({"start": "24:30"}, {}, "2024-05-11T00:30+00:00"),
        ({"start": "0930"}, {}, "2024-05-10T09:30+00:00"),
        ({"start": "9:30 PM"}, {}, "2024-05-10T21:30+00:00"),
    ],
)
def test_read_schedule_start(event: dict[str, Any], conference: dict[str, Any], starts_at: str) -> None:
    _, start, _ = only(schedule({"id": 1, "title": "T", "duration": "01:00", **event}, **conference))
    assert start == utc(starts_at)


def test_read_schedule_start_before_the_days_own_end_is_that_night() -> None:
    day = {
        "date": "2024-05-10",
        "day_start": "2024-05-10T09:00:00+02:00",
        "day_end": "2024-05-11T06:00:00+02:00",
        "rooms": {"A": [{"id": 1, "title": "T", "start": "05:30", "duration": "00:30"}]},
    }
    _, start, _ = only(json.dumps({"conference": {"title": "C", "days": [day]}}).encode())
    assert start == utc("2024-05-11T05:30+02:00")


@pytest.mark.parametrize(
    ("event", "minutes"),
    [
        ({"duration": "00:40"}, 40),
        ({"duration": "00:00"}, 0),
        ({"duration": "1:30"}, 90),
        ({"duration": "40"}, 40),
        ({"duration": 40}, 40),
        ({"duration": "1:00:00"}, 60),
        ({"duration": "00:30:00"}, 30),
        ({"duration": "PT45M"}, 45),
        ({"duration": "P0DT01H30M00S"}, 90),
        ({"duration": "1:02:00:00"}, 26 * 60),
        ({"duration": "00:10", "end": "2024-05-10T11:00:00+00:00"}, 60),
        ({"end": "10:45"}, 45),
        ({"end": "00:30"}, 14 * 60 + 30),
    ],
)
def test_read_schedule_duration(event: dict[str, Any], minutes: int) -> None:
    _, start, end = only(schedule({"id": 1, "title": "T", "date": "2024-05-10T10:00:00Z", **event}))
    assert end - start == timedelta(minutes=minutes)


def test_read_schedule_pretalx_duration_of_three_parts_begins_with_days() -> None:
    event = {"id": 1, "title": "T", "date": "2024-05-10T10:00:00Z", "duration": "1:00:00"}
    tree = json.loads(schedule(event))
    tree["generator"] = {"name": "pretalx", "version": "2025.1.0"}
    _, start, end = only(json.dumps(tree).encode())
    assert end - start == timedelta(days=1)


@pytest.mark.parametrize(
    ("moments", "zone"),
    [
        (["2024-05-10T10:00:00+01:00"], "Etc/GMT-1"),
        (["2024-05-10T10:00:00-05:00"], "Etc/GMT+5"),
        (["2024-05-10T10:00:00+05:30"], "Asia/Kolkata"),
        (["2024-05-10T10:00:00+00:00"], "UTC"),
        (["2024-05-10T10:00:00"], "UTC"),
        (["2024-05-10T10:00:00+01:17"], "UTC"),
        (["2024-05-10T10:00:00+02:00", "2024-05-10T12:00:00+02:00", "2024-05-10T12:00:00+01:00"], "Etc/GMT-2"),
    ],
)
def test_read_schedule_zone_without_a_name(moments: list[str], zone: str) -> None:
    events = [{"id": n, "title": "T", "date": m, "duration": 5} for n, m in enumerate(moments, start=1)]
    tree = {"conference": {"title": "C", "days": [{"rooms": {"A": events}}]}}
    assert read_schedule(json.dumps(tree).encode()).time_zone_name == zone


def test_read_schedule_unknown_zone_is_told() -> None:
    event = {"id": 1, "title": "T", "date": "2024-05-10T10:00:00+02:00", "duration": 5}
    document = read_schedule(schedule(event, time_zone_name="CEST (Berlin)"))
    assert document.time_zone_name == "Etc/GMT-2"
    assert [note.place for note in document.notes] == ["conference.time_zone_name"]
