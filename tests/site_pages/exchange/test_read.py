"""Reading: real files of both formats and every variation that tools leave in them."""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from site_pages.exchange.document import Reference
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


def test_read_schedule_session_without_a_track_has_none_of_the_listed_ones() -> None:
    events = [{"id": n, "title": "T", "start": "10:00", "duration": 5, "track": t} for n, t in ((1, None), (2, "mk"))]
    tracks = [{"name": "No slug"}, {"name": "Making", "slug": "mk"}]
    days = [{"date": "2024-05-10", "rooms": {"A": events}}]
    document = read_schedule(json.dumps({"conference": {"title": "C", "tracks": tracks, "days": days}}).encode())
    assert [session.track for session in document.sessions] == ["", "Making"]


def test_read_schedule_rooms_and_sessions_numbered_as_php_writes_lists() -> None:
    event = {"id": 1, "title": "T", "start": "10:00", "duration": 5}
    days = {"0": {"date": "2024-05-10", "rooms": {"A": {"0": event, "1": event | {"id": 2, "title": "U"}}}}}
    document = read_schedule(json.dumps({"conference": {"title": "C", "days": days}}).encode())
    assert [(session.title, session.room) for session in document.sessions] == [("T", "A"), ("U", "A")]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://example.org/a b?c=ü#d", "https://example.org/a%20b?c=%C3%BC#d"),
        ("www.example.org/x", "http://www.example.org/x"),
        ("/slides.pdf", "https://conf.example.org/slides.pdf"),
        ("http://user:secret@example.org/", "http://example.org/"),
        ("http://müller.example/", "http://xn--mller-kva.example/"),
        ("http://intranet/x", None),
        ("data:text/html,x", None),
        ("http://[::1", None),
    ],
)
def test_read_schedule_links_become_web_addresses(written: str, read: str | None) -> None:
    event = {"id": 1, "title": "T", "start": "10:00", "duration": 5, "links": [{"url": written}]}
    document = read_schedule(schedule(event, url="https://conf.example.org/"))
    assert [link.url for link in document.sessions[0].links] == ([read] if read else [])
    assert len(document.notes) == (0 if read else 1)


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
