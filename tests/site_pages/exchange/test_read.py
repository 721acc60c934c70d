"""Reading: real files of both formats and every variation that tools leave in them."""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from site_pages.exchange.document import Reference, ScheduleDocument
from site_pages.exchange.read import read_schedule
from tests.site_pages.exchange.files import schedule


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def raw_sessions(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """(room, event) straight from the file, without the reader."""
    conference = json.loads(path.read_bytes())["schedule"]["conference"]
    return [(room, event) for day in conference["days"] for room, events in day["rooms"].items() for event in events]


@pytest.mark.parametrize("name", ["pretalx-rc3.json", "pretalx-democon.json"])
def test_read_schedule_real_file_holds_everything(name: str, shared_data: Path) -> None:
    document = read_schedule((shared_data / name).read_bytes())
    raw = raw_sessions(shared_data / name)
    expected = {
        (
            str(event["guid"]),
            event["title"].strip(),
            room,
            event["track"],
            utc(event["date"]),
            utc(event["date"]) + timedelta(hours=int(event["duration"][:2]), minutes=int(event["duration"][3:])),
            event["do_not_record"],
            tuple(person["public_name"].strip() for person in event["persons"]),
        )
        for room, event in raw
    }
    assert {
        (
            str(one.guid),
            one.title,
            one.room,
            one.track,
            one.starts_at,
            one.ends_at,
            one.do_not_record,
            tuple(person.name for person in one.persons),
        )
        for one in document.sessions
    } == expected
    assert len(document.sessions) == len(raw)
    assert {room.name for room in document.rooms} == {room for room, _ in raw}
    assert {track.name for track in document.tracks} == {event["track"] for _, event in raw}
    assert {person.code for person in document.persons} == {p["code"] for _, event in raw for p in event["persons"]}
    assert document.notes == ()


def test_read_schedule_answers_to_private_questions_are_left_out(shared_data: Path) -> None:
    document = read_schedule((shared_data / "pretalx-rc3.json").read_bytes())
    assert "0160 84 97 884" not in repr(document)


def test_read_schedule_frab_variations(frab_night: bytes) -> None:
    document = read_schedule(frab_night)
    stars, night, gymnastics, untitled = document.sessions
    assert (document.acronym, document.time_zone_name) == ("NL16", "Europe/Berlin")
    assert [room.name for room in document.rooms] == ["Zelt Nord", "Zelt Süd", "Wiese"]
    assert [room.capacity for room in document.rooms] == [None, None, 250]
    assert stars.key == "guid:HOqeNIb6G7M4hYFKFRkCmQ"
    assert (stars.title, stars.track, stars.do_not_record) == ("Sterne lesen", "Sky", True)
    assert stars.abstract == "Ein *kurzer* Blick nach oben.\n\nBringt Decken mit."
    assert (stars.starts_at, stars.ends_at) == (utc("2016-08-12T22:30+02:00"), utc("2016-08-13T00:00+02:00"))
    assert [(p.key, p.name, p.biography) for p in stars.persons] == [("id:11", "Ines Öztürk", "Zählt Sterne.")]
    assert stars.links == (
        Reference("https://example.org/sterne%20karte", "Karte"),
        Reference("https://example.org/mond", "Mond"),
        Reference("https://example.org/saturn"),
    )
    assert stars.attachments == (Reference("https://nachtlager.example.org/system/7/folien.pdf", "Folien", "slides"),)
    assert stars.recording_url == "https://media.example.org/7.mp4"
    assert (night.starts_at, night.ends_at) == (utc("2016-08-13T01:15+02:00"), utc("2016-08-13T02:00+02:00"))
    assert (night.cancelled, night.persons) == (True, ())
    assert (gymnastics.title, gymnastics.room) == ("朝の体操 🤸", "Wiese")
    assert [person.name for person in gymnastics.persons] == ["Sora Itō", "Ines Öztürk"]
    assert (untitled.title, untitled.ends_at) == ("Ohne Titel", utc("2016-08-13T11:50+02:00"))
    assert [person.name for person in document.persons] == ["Ines Öztürk", "Sora Itō"]
    assert Counter(note.place for note in document.notes) == Counter(
        [
            'days[0].rooms["Zelt Nord"][0].persons[1]',
            'days[0].rooms["Zelt Nord"][0].persons[2]',
            'days[0].rooms["Zelt Nord"][0].links[3]',
            'days[1].rooms["Wiese"][1].title',
        ]
    )


def test_read_schedule_flat_events_with_persons_apart(flat_events: bytes) -> None:
    document = read_schedule(flat_events)
    (session,) = document.sessions
    assert session.ends_at - session.starts_at == timedelta(hours=1)
    assert (session.room, session.track) == ("Halle 1", "Löten & Bauen")
    assert [(p.name, p.role, p.biography) for p in session.persons] == [("Mira Kovač", "moderator", "Lötet.")]
    assert [person.name for person in document.persons] == ["Mira Kovač"]
    assert [(t.name, t.colour) for t in document.tracks] == [("Löten & Bauen", "#f9b000")]
    assert document.rooms[0].description == "Erdgeschoss"
    assert session.feedback_url == "https://werkstatt.example.org/feedback/1"


def test_read_schedule_old_xml_in_latin_1(pentabarf: bytes) -> None:
    document = read_schedule(pentabarf)
    opening, late = document.sessions
    assert (document.title, document.acronym) == ("Hackfest Zürich", "")
    assert (opening.title, opening.abstract) == ("Eröffnung", "<p>Mit <em>viel</em> Kaffee.</p>")
    assert opening.starts_at == utc("2009-02-07T10:00+01:00")
    assert late.starts_at == utc("2009-02-08T05:30+01:00")
    assert [(p.key, p.name) for p in opening.persons] == [("id:5", "René Müller"), ("name:gast", "Gast")]
    assert opening.links == (
        Reference("http://example.org/a?b=1&c=2", "Mehr"),
        Reference("http://example.org/bare"),
    )
    assert (opening.do_not_record, opening.recording_url) == (True, "http://example.org/rec.ogv")
    assert [room.name for room in document.rooms] == ["Grosser Saal", "Foyer"]


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


def test_read_schedule_dates_from_the_programme_when_missing() -> None:
    event = {"id": 1, "title": "T", "start": "10:00", "duration": 5}
    document = read_schedule(schedule(event))
    assert (document.starts_on, document.ends_on) == (date(2024, 5, 10), date(2024, 5, 10))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_read_schedule_json_in_unicode_encodings(encoding: str) -> None:
    event = {"id": 1, "title": "Größe", "start": "10:00", "duration": 5}
    text = json.dumps(json.loads(schedule(event)), ensure_ascii=False)
    assert read_schedule(text.encode(encoding)).sessions[0].title == "Größe"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1252", "shift_jis", "gb18030"])
def test_read_schedule_xml_in_declared_encodings(encoding: str) -> None:
    title = "日程" if encoding in {"shift_jis", "gb18030", "utf-8"} else "Größe"
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><schedule><conference><title>{title}</title></conference>'
        '<day date="2024-05-10"/></schedule>'
    )
    assert read_schedule(text.encode(encoding)).title == title


def test_read_schedule_one_id_with_two_guids_is_one_talk_held_twice() -> None:
    event = {"id": 5, "title": "T", "duration": 5}
    first = event | {"guid": "a0000000-0000-4000-8000-000000000001", "start": "10:00"}
    second = event | {"guid": "a0000000-0000-4000-8000-000000000002", "start": "12:00"}
    tree = {"conference": {"title": "C", "days": [{"date": "2024-05-10", "rooms": {"A": [first, second]}}]}}
    assert len(read_schedule(json.dumps(tree).encode()).sessions) == 2


def test_read_schedule_one_guid_at_two_times_is_one_talk_held_twice() -> None:
    event = {"guid": "a0000000-0000-4000-8000-000000000001", "title": "T", "duration": 5}
    slots = [event | {"start": start} for start in ("10:00", "12:00", "14:00")]
    tree = {"conference": {"title": "C", "days": [{"date": "2024-05-10", "rooms": {"A": slots}}]}}
    keys = [session.key for session in read_schedule(json.dumps(tree).encode()).sessions]
    assert keys == [f"guid:{event['guid']}{suffix}" for suffix in ("", "#2", "#3")]


def test_read_schedule_sessions_without_any_id_are_numbered_by_title() -> None:
    lunch = {"title": "Lunch", "start": "12:00", "duration": 60}
    days = [{"date": day, "rooms": {"A": [lunch]}} for day in ("2024-05-10", "2024-05-11")]
    document = read_schedule(json.dumps({"conference": {"title": "C", "days": days}}).encode())
    assert [session.key for session in document.sessions] == ["title:lunch", "title:lunch#2"]


def test_read_schedule_persons_with_different_guids_stay_apart() -> None:
    people = [
        {"id": 1, "guid": "a0000000-0000-4000-8000-000000000001", "name": "Ann"},
        {"id": 1, "guid": "a0000000-0000-4000-8000-000000000002", "name": "Ben"},
        {"id": 1, "code": "XYZ"},
    ]
    event = {"id": 1, "title": "T", "start": "10:00", "duration": 5, "persons": people}
    assert [person.name for person in read_schedule(schedule(event)).persons] == ["Ann", "Ben"]
