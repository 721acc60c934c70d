"""Exports: valid against both schemas for any schedule, and read back as the same programme."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from site_pages.exchange.document import ImportedPerson, ImportedSession, ScheduleDocument
from site_pages.exchange.read import read_schedule
from site_pages.exchange.write_json import write_json
from site_pages.exchange.write_xml import write_xml
from tests.site_pages.exchange.conftest import FIXTURES
from tests.site_pages.exchange.strategies import documents

relaxed = settings(
    deadline=None,
    max_examples=80,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
OWN_FILES = ["frab-night.json", "flat-events.json", "pentabarf.xml"]


def check_json(data: bytes, schema: dict[str, Any]) -> None:
    checker = jsonschema.Draft6Validator.FORMAT_CHECKER
    jsonschema.Draft6Validator(schema, format_checker=checker).validate(json.loads(data))


def programme(document: ScheduleDocument) -> list[tuple[Any, ...]]:
    """What a schedule says, without what only identifies it in a file."""
    return sorted(
        (
            session.starts_at,
            session.ends_at,
            session.room,
            session.title,
            session.subtitle,
            session.abstract,
            session.description,
            session.track,
            session.type,
            session.language,
            session.license,
            session.do_not_record,
            session.recording_url,
            [(link.url, link.title) for link in session.links],
            [(entry.url, entry.title) for entry in session.attachments],
            [person.name for person in session.persons],
        )
        for session in document.sessions
    )


@relaxed
@given(document=documents())
def test_write_json_any_schedule_is_valid(document: ScheduleDocument, json_schema: dict[str, Any]) -> None:
    data = write_json(document)
    check_json(data, json_schema)
    assert b"secret@example.org" not in data


@relaxed
@given(document=documents())
def test_write_xml_any_schedule_is_valid(document: ScheduleDocument, xsd: etree.XMLSchema) -> None:
    data = write_xml(document)
    xsd.assertValid(etree.fromstring(data))
    assert b"secret@example.org" not in data


@relaxed
@given(document=documents())
def test_written_schedule_any_schedule_reads_back(document: ScheduleDocument) -> None:
    times = sorted((session.starts_at, session.ends_at) for session in document.sessions)
    from_json = read_schedule(write_json(document))
    assert sorted((one.starts_at, one.ends_at) for one in from_json.sessions) == times
    from_xml = read_schedule(write_xml(document))
    assert sorted(one.starts_at for one in from_xml.sessions) == [start for start, _ in times]


@pytest.mark.parametrize("name", OWN_FILES)
def test_written_schedule_own_files_read_back_the_same(
    name: str, json_schema: dict[str, Any], xsd: etree.XMLSchema
) -> None:
    document = read_schedule((FIXTURES / name).read_bytes())
    as_json, as_xml = write_json(document), write_xml(document)
    check_json(as_json, json_schema)
    xsd.assertValid(etree.fromstring(as_xml))
    assert programme(read_schedule(as_json)) == programme(document)
    assert programme(read_schedule(as_xml)) == programme(document)
    assert read_schedule(as_json).rooms == tuple(room for room in read_schedule(as_json).rooms if room.guid)


@pytest.mark.parametrize("name", ["pretalx-rc3.json", "pretalx-democon.json"])
def test_written_schedule_real_files_read_back_the_same(
    name: str, shared_data: Path, json_schema: dict[str, Any], xsd: etree.XMLSchema
) -> None:
    document = read_schedule((shared_data / name).read_bytes())
    as_json, as_xml = write_json(document), write_xml(document)
    check_json(as_json, json_schema)
    xsd.assertValid(etree.fromstring(as_xml))
    for again in (read_schedule(as_json), read_schedule(as_xml)):
        assert programme(again) == programme(document)
        assert {session.key for session in again.sessions} == {session.key for session in document.sessions}
        assert again.time_zone_name == document.time_zone_name


def session_at(text: str, key: str, room: str = "A") -> ImportedSession:
    start = datetime.fromisoformat(text)
    return ImportedSession(key=key, title=key, starts_at=start, ends_at=start + timedelta(hours=1), room=room)


def schedule_of(*sessions: ImportedSession) -> ScheduleDocument:
    return ScheduleDocument(
        title="Night",
        acronym="night",
        time_zone_name="Europe/Berlin",
        starts_on=date(2024, 6, 1),
        ends_on=date(2024, 6, 2),
        sessions=sessions,
    )


def days_of(document: ScheduleDocument) -> list[tuple[str, list[str]]]:
    conference = json.loads(write_json(document))["schedule"]["conference"]
    return [
        (day["date"], [event["title"] for room in day["rooms"].values() for event in room])
        for day in conference["days"]
    ]


def test_write_json_session_after_midnight_belongs_to_the_evening() -> None:
    evening = session_at("2024-06-01T20:00:00+00:00", "evening")
    night = session_at("2024-06-01T23:30:00+00:00", "night")
    morning = session_at("2024-06-02T02:00:00+00:00", "morning")
    assert days_of(schedule_of(evening, night, morning)) == [
        ("2024-06-01", ["evening", "night"]),
        ("2024-06-02", ["morning"]),
    ]


def test_write_json_early_session_without_an_evening_keeps_its_date() -> None:
    early = session_at("2024-06-01T00:30:00+00:00", "early")
    assert days_of(schedule_of(early)) == [("2024-06-01", ["early"]), ("2024-06-02", [])]


def test_write_json_no_sessions_lists_the_days() -> None:
    assert days_of(schedule_of()) == [("2024-06-01", []), ("2024-06-02", [])]


def test_write_json_ids_do_not_change_when_another_session_comes() -> None:
    first = session_at("2024-06-01T20:00:00+00:00", "first")
    second = session_at("2024-06-01T19:00:00+00:00", "second")

    def identity(document: ScheduleDocument) -> tuple[Any, ...]:
        days = json.loads(write_json(document))["schedule"]["conference"]["days"]
        events = [event for day in days for room in day["rooms"].values() for event in room]
        return next((e["id"], e["guid"], e["slug"]) for e in events if e["title"] == "first")

    assert identity(schedule_of(first)) == identity(schedule_of(second, first))


def test_write_xml_person_shows_name_and_number_only() -> None:
    person = ImportedPerson(key="id:7", name="Ada", id="7", email="ada@example.org")
    session = ImportedSession(
        key="a",
        title="A",
        starts_at=datetime(2024, 6, 1, 10, tzinfo=UTC),
        ends_at=datetime(2024, 6, 1, 11, tzinfo=UTC),
        persons=(person,),
    )
    root = etree.fromstring(write_xml(schedule_of(session)))
    assert [(p.text, dict(p.attrib)) for p in root.iter("person")] == [("Ada", {"id": "7"})]


def test_write_1000_sessions_is_fast() -> None:
    start = datetime(2024, 6, 1, 8, tzinfo=UTC)
    sessions = tuple(
        session_at((start + timedelta(minutes=5 * number)).isoformat(), f"s{number}", f"R{number % 30}")
        for number in range(1000)
    )
    document = schedule_of(*sessions)
    before = datetime.now(UTC)
    write_json(document)
    write_xml(document)
    assert datetime.now(UTC) - before < timedelta(seconds=3)
