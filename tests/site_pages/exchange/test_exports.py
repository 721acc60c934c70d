"""schedule.json and schedule.xml of an event: valid, public content only, the programme that was imported."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.test import Client
from lxml import etree

from site_pages.exchange.apply import import_schedule
from site_pages.exchange.collect import collect_schedule
from site_pages.exchange.document import ScheduleDocument
from site_pages.exchange.read import read_schedule
from site_pages.models import EventIndexPage, EventPage, SessionPage, Speaker
from tests.factories import EventFactory, SessionFactory, SpeakerFactory
from tests.site_pages.exchange.conftest import FIXTURES
from tests.site_pages.exchange.files import schedule

pytestmark = pytest.mark.django_db


def check_both(client: Client, slug: str, schema: dict[str, Any], xsd: etree.XMLSchema) -> list[ScheduleDocument]:
    """Both exports, validated and read back."""
    as_json = client.get(f"/events/{slug}/sessions/schedule.json")
    as_xml = client.get(f"/events/{slug}/sessions/schedule.xml")
    assert (as_json.status_code, as_xml.status_code) == (200, 200)
    checker = jsonschema.Draft6Validator.FORMAT_CHECKER
    jsonschema.Draft6Validator(schema, format_checker=checker).validate(json.loads(as_json.content))
    xsd.assertValid(etree.fromstring(as_xml.content))
    return [read_schedule(as_json.content), read_schedule(as_xml.content)]


def programme(document: ScheduleDocument) -> list[tuple[Any, ...]]:
    return sorted(
        (
            one.starts_at,
            one.ends_at,
            one.room,
            one.title,
            one.track,
            one.language,
            one.do_not_record,
            [person.name for person in one.persons],
            [link.url for link in one.links],
            [entry.url for entry in one.attachments],
        )
        for one in document.sessions
        if not one.cancelled
    )


@pytest.mark.parametrize("name", ["pretalx-rc3.json", "pretalx-democon.json"])
def test_exports_real_file_hold_the_same_sessions(
    name: str,
    event_index: EventIndexPage,
    client: Client,
    shared_data: Path,
    json_schema: dict[str, Any],
    xsd: etree.XMLSchema,
) -> None:
    data = (shared_data / name).read_bytes()
    event = import_schedule(read_schedule(data), publish=True).event
    for document in check_both(client, event.slug, json_schema, xsd):
        assert programme(document) == programme(read_schedule(data))
        assert {one.guid for one in document.sessions} == {one.guid for one in read_schedule(data).sessions}
        again = import_schedule(document, event_slug=event.slug, publish=True)
        assert (again.sessions.created, again.sessions.gone) == (0, 0)
        assert (again.speakers.created, again.speakers.gone) == (0, 0)
        assert (again.rooms.created, again.tracks.created) == (0, 0)


@pytest.mark.parametrize("name", ["frab-night.json", "flat-events.json", "pentabarf.xml"])
def test_exports_odd_files_are_valid_and_hold_the_same_sessions(
    name: str, event_index: EventIndexPage, client: Client, json_schema: dict[str, Any], xsd: etree.XMLSchema
) -> None:
    document = read_schedule((FIXTURES / name).read_bytes())
    event = import_schedule(document, publish=True).event
    for exported in check_both(client, event.slug, json_schema, xsd):
        assert programme(exported) == programme(document)


def test_exports_moment_without_duration_is_kept(
    event_index: EventIndexPage, client: Client, json_schema: dict[str, Any], xsd: etree.XMLSchema
) -> None:
    document = read_schedule(schedule({"id": 1, "title": "Doors", "start": "10:00", "duration": "00:00"}))
    event = import_schedule(document, publish=True).event
    for exported in check_both(client, event.slug, json_schema, xsd):
        assert programme(exported) == programme(document)
    assert b"DTEND" not in client.get(f"/events/{event.slug}/sessions/schedule.ics").content


def test_exports_show_only_what_the_public_sees(client: Client) -> None:
    event = EventFactory(slug="open-day")
    speaker = SpeakerFactory(name="Ada", email="ada@example.org")
    SessionFactory(event=event, title="Shown", speakers=[speaker], recording_url="https://example.org/secret.mp4")
    SessionFactory(event=event, title="Draft", published=False)
    SessionFactory(event=event, title="Cancelled", is_cancelled=True)
    SessionFactory(event=event, title="Some day", starts_at=None)
    for name in ("schedule.json", "schedule.xml"):
        content = client.get(f"/events/open-day/sessions/{name}").content
        assert [one.title for one in read_schedule(content).sessions] == ["Shown"]
        assert b"ada@example.org" not in content
        assert b"secret.mp4" not in content


def test_exports_of_an_event_without_sessions_are_valid(
    client: Client, json_schema: dict[str, Any], xsd: etree.XMLSchema
) -> None:
    EventFactory(slug="empty")
    assert [len(document.sessions) for document in check_both(client, "empty", json_schema, xsd)] == [0, 0]


def test_exports_of_a_draft_event_are_not_there(client: Client) -> None:
    EventFactory(slug="secret", published=False)
    assert client.get("/events/secret/sessions/schedule.json").status_code == 404


def test_exports_answer_304_until_something_changes(client: Client) -> None:
    event = EventFactory(slug="tagged")
    session = SessionFactory(event=event)
    first = client.get("/events/tagged/sessions/schedule.json")
    again = client.get("/events/tagged/sessions/schedule.json", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, first["Content-Type"]) == (304, "application/json")
    session = SessionPage.objects.get(pk=session.pk)
    session.title = "Renamed"
    session.save_revision().publish()
    changed = client.get("/events/tagged/sessions/schedule.json", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert b"Renamed" in changed.content


@pytest.mark.parametrize("sessions", [1, 6])
def test_collect_schedule_takes_a_fixed_number_of_queries(sessions: int, django_assert_num_queries: Any) -> None:
    event = EventFactory()
    for number in range(sessions):
        SessionFactory(event=event, title=f"S{number}", speakers=[SpeakerFactory(), SpeakerFactory()])
    event = EventPage.objects.get(pk=event.pk)
    with django_assert_num_queries(4):
        document = collect_schedule(event, version="1")
    assert (len(document.sessions), Speaker.objects.count()) == (sessions, sessions * 2)
