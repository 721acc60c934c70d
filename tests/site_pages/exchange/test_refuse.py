"""Refusing: what cannot be understood is named with its place and its reason."""

import json
from typing import Any

import pytest

from site_pages.exchange.errors import ScheduleRefused
from site_pages.exchange.read import read_schedule
from tests.site_pages.exchange.files import schedule

GOOD = {"id": 1, "title": "T", "start": "10:00", "duration": "00:30"}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"date": "2024-13-45T10:00:00+01:00"}, 'days[0].rooms["A"][0].date'),
        ({"date": "0001-01-01T10:00:00Z"}, 'days[0].rooms["A"][0].date'),
        ({"start": "25 o'clock"}, 'days[0].rooms["A"][0].start'),
        ({"start": None}, 'days[0].rooms["A"][0].start'),
        ({"duration": "-00:30"}, 'days[0].rooms["A"][0].duration'),
        ({"duration": None}, 'days[0].rooms["A"][0].duration'),
        ({"duration": "9999:00"}, 'days[0].rooms["A"][0].duration'),
        ({"end": "2024-05-10T09:00:00"}, 'days[0].rooms["A"][0].duration'),
        ({"title": "a\x00b"}, 'days[0].rooms["A"][0].title'),
        ({"title": [1]}, 'days[0].rooms["A"][0].title'),
        ({"persons": 7}, 'days[0].rooms["A"][0].persons'),
        ({"persons": [7]}, 'days[0].rooms["A"][0].persons[0]'),
    ],
)
def test_read_schedule_impossible_session_is_refused_with_its_place(change: dict[str, Any], place: str) -> None:
    with pytest.raises(ScheduleRefused) as caught:
        read_schedule(schedule(GOOD | change))
    assert [problem.place for problem in caught.value.problems] == [place]
    assert place in caught.value.message


@pytest.mark.parametrize(
    ("conference", "place"),
    [
        ({"start": "2024-02-31"}, "conference.start"),
        ({"start": "2024-05-12", "end": "2024-05-10"}, "conference.end"),
        ({"days": 3}, "conference.days"),
        ({"days": ["monday"]}, "days[0]"),
        ({"days": [{"date": "soon", "rooms": {}}]}, "days[0].date"),
        ({"days": [{"date": "2024-05-10", "rooms": {"A": ["talk"]}}]}, 'days[0].rooms["A"][0]'),
        ({"title": None, "acronym": ""}, "conference.title"),
    ],
)
def test_read_schedule_impossible_conference_is_refused_with_its_place(conference: dict[str, Any], place: str) -> None:
    with pytest.raises(ScheduleRefused) as caught:
        read_schedule(schedule(GOOD, **conference))
    assert caught.value.problems[0].place == place


@pytest.mark.parametrize("key", ["guid", "id"])
def test_read_schedule_same_session_twice_is_refused(key: str) -> None:
    value = "a0000000-0000-4000-8000-000000000001" if key == "guid" else 7
    events = [{"title": t, "start": s, "duration": 30, key: value} for t, s in (("A", "10:00"), ("B", "11:00"))]
    tree = {"conference": {"title": "C", "days": [{"date": "2024-05-10", "rooms": {"R": events}}]}}
    with pytest.raises(ScheduleRefused) as caught:
        read_schedule(json.dumps(tree).encode())
    (problem,) = caught.value.problems
    assert problem.place == f'days[0].rooms["R"][1].{key}'
    assert problem.reason == f'{value} is given twice, first in days[0].rooms["R"][0]'


def test_read_schedule_same_talk_in_the_same_place_twice_is_refused() -> None:
    event = GOOD | {"guid": "a0000000-0000-4000-8000-000000000001"}
    tree = {"conference": {"title": "C", "days": [{"date": "2024-05-10", "rooms": {"R": [event, event]}}]}}
    with pytest.raises(ScheduleRefused) as caught:
        read_schedule(json.dumps(tree).encode())
    assert [problem.place for problem in caught.value.problems] == ['days[0].rooms["R"][1].guid']


def test_read_schedule_every_problem_is_listed_up_to_fifty() -> None:
    events = [{"id": n, "title": "T", "start": "?", "duration": 5} for n in range(1, 71)]
    tree = {"conference": {"title": "C", "days": [{"date": "2024-05-10", "rooms": {"R": events}}]}}
    with pytest.raises(ScheduleRefused) as caught:
        read_schedule(json.dumps(tree).encode())
    assert (len(caught.value.problems), caught.value.more) == (50, 20)


BOMB = (
    '<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    "<schedule><conference><title>&b;</title></conference></schedule>"
)
EXTERNAL = (
    '<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<schedule><conference><title>&x;</title></conference></schedule>"
)


@pytest.mark.parametrize(
    ("data", "place", "reason"),
    [
        (b"", "line 1 column 1", "not JSON: Expecting value"),
        (b"BEGIN:VCALENDAR", "line 1 column 1", "not JSON: Expecting value"),
        (b'{"schedule": ', "line 1 column 14", "not JSON: Expecting value"),
        (b'{"a": NaN}', "file", "not JSON: NaN is no number"),
        (b'{"a": 1, "a": 2}', "file", "the name 'a' stands twice in one object"),
        (b'{"a": "\xff"}', "byte 7", "not UTF-8 text"),
        (b"[]", "file", "expected an object with a schedule, found []"),
        (b'{"schedule": {"conference": {"title": "x"}}}', "conference.days", "missing: this is no schedule"),
        (b"[" * 100_000, "file", "nested too deeply"),
        (b'{"a": ' + b"9" * 5000 + b"}", "file", "contains a number with too many digits"),
        (b"<schedule>", "line 1 column 11", "not XML: no element found"),
        (b"<html></html>", "<html>", "expected the root element <schedule>"),
        (b"<schedule><version>1</version></schedule>", "conference", "missing"),
        (BOMB.encode(), "file", "XML entities are not allowed"),
        (EXTERNAL.encode(), "file", "XML entities are not allowed"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "line 1", "not XML: the declared encoding cannot be read"),
    ],
)
def test_read_schedule_no_schedule_is_refused(data: bytes, place: str, reason: str) -> None:
    with pytest.raises(ScheduleRefused) as caught:
        read_schedule(data)
    assert [(p.place, p.reason) for p in caught.value.problems] == [(place, reason)]


def test_read_schedule_deep_xml_in_a_text_is_refused() -> None:
    deep = "<b>" * 5000 + "</b>" * 5000
    data = f"<schedule><conference><title>T</title><description>{deep}</description></conference></schedule>"
    with pytest.raises(ScheduleRefused) as caught:
        read_schedule(data.encode())
    assert caught.value.problems[0].reason == "nested too deeply"


def test_read_schedule_too_large_file_is_refused() -> None:
    with pytest.raises(ScheduleRefused) as caught:
        read_schedule(b" " * 50_000_001)
    assert caught.value.message == "The schedule was refused. file: larger than 50 MB"
