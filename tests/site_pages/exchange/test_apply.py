"""Importing: the mini-site equals the file, and importing again changes nothing."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from wagtail.models import Page, PageLogEntry, Revision

from site_pages.exchange.apply import import_schedule
from site_pages.exchange.read import read_schedule
from site_pages.exchange.report import ImportReport, Tally
from site_pages.models import EventIndexPage, EventVersion, Room, SessionPage, Speaker, Track

REAL_FILES = ["pretalx-rc3.json", "pretalx-democon.json"]


@pytest.fixture
def run(event_index: EventIndexPage) -> Callable[..., ImportReport]:
    def run_import(data: bytes, **options: Any) -> ImportReport:
        return import_schedule(read_schedule(data), **options)

    return run_import


def raw_sessions(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """(room, session) straight from the file, without the reader."""
    conference = json.loads(path.read_bytes())["schedule"]["conference"]
    return [(room, event) for day in conference["days"] for room, events in day["rooms"].items() for event in events]


def everything() -> dict[str, Any]:
    """Every row that an import could touch."""
    return {
        "pages": list(Page.objects.order_by("pk").values()),
        "sessions": list(SessionPage.objects.order_by("pk").values()),
        "revisions": list(Revision.objects.order_by("pk").values_list("pk", "created_at")),
        "log": PageLogEntry.objects.count(),
        "speakers": list(Speaker.objects.order_by("pk").values()),
        "rooms": list(Room.objects.order_by("pk").values()),
        "tracks": list(Track.objects.order_by("pk").values()),
        "versions": list(EventVersion.objects.order_by("pk").values()),
    }


@pytest.mark.parametrize("publish", [True, False])
@pytest.mark.parametrize("name", REAL_FILES)
def test_import_schedule_real_file_equals_the_file(
    name: str, publish: bool, run: Callable[..., ImportReport], shared_data: Path
) -> None:
    report = run((shared_data / name).read_bytes(), publish=publish)
    raw = raw_sessions(shared_data / name)
    sessions = SessionPage.objects.for_event(report.event).select_related("room", "track")
    assert {
        (
            str(page.import_guid),
            page.title,
            page.room.name,
            page.track.name,
            page.starts_at,
            page.ends_at,
            tuple(row.speaker.name for row in page.session_speakers.select_related("speaker").order_by("sort_order")),
            page.live,
        )
        for page in sessions
    } == {
        (
            event["guid"],
            event["title"].strip(),
            room,
            event["track"],
            datetime.fromisoformat(event["date"]).astimezone(UTC),
            datetime.fromisoformat(event["date"]).astimezone(UTC)
            + timedelta(hours=int(event["duration"][:2]), minutes=int(event["duration"][3:])),
            tuple(person["public_name"].strip() for person in event["persons"]),
            publish,
        )
        for room, event in raw
    }
    codes = {person["code"] for _, event in raw for person in event["persons"]}
    assert Speaker.objects.count() == len(codes)
    assert {room.name for room in Room.objects.all()} == {room for room, _ in raw}
    assert {track.name for track in Track.objects.all()} == {event["track"] for _, event in raw}
    assert report.sessions == Tally(created=len(raw))
    assert report.event.live == publish


@pytest.mark.parametrize("publish", [True, False])
@pytest.mark.parametrize("name", REAL_FILES)
def test_import_schedule_again_changes_nothing(
    name: str, publish: bool, run: Callable[..., ImportReport], shared_data: Path
) -> None:
    data = (shared_data / name).read_bytes()
    first = run(data, publish=publish)
    before = everything()
    again = run(data, publish=publish)
    assert everything() == before
    assert not again.changed
    assert again.sessions == Tally(unchanged=first.sessions.created)
    assert again.speakers == Tally(unchanged=first.speakers.created)
    assert again.rooms == Tally(unchanged=first.rooms.created)
    assert again.tracks == Tally(unchanged=first.tracks.created)
