"""The demo: its texts, its times and its pictures. Loading it: test_demo_loaded.py."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest

from cms.demo.artwork.canvas import as_jpeg
from cms.demo.artwork.catalogue import PICTURES
from cms.demo.artwork.marks import draw_mark
from cms.demo.artwork.portraits import draw_portrait
from cms.demo.media import ASSETS, pictures_of
from cms.demo.reading import CONTENT, read_event, read_events
from cms.demo.slides import slides_pdf
from cms.demo.texts import EventText, SessionText
from cms.demo.timing import event_span, session_span

TIDEWATER, LANTERN, MENDING, FIFTY = read_events()
EVENTS = (TIDEWATER, LANTERN, MENDING, FIFTY)
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
# Days with 23, 24 and 25 hours, and zones from one end of the world to the other.
DAYS = (date(2026, 11, 21), date(2027, 3, 28), date(2027, 10, 31), date(2028, 2, 29))
ZONES = (
    "Europe/Amsterdam",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Asia/Kolkata",
    "America/St_Johns",
    "Africa/Cairo",
)


def sessions_live_at(event: EventText, now: datetime, loaded: datetime) -> list[SessionText]:
    spans = ((session, session_span(event, session, now=loaded)) for session in event.sessions)
    return [session for session, span in spans if span.start <= now < span.end]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", DAYS)
def test_conference_has_an_online_session_live_at_any_minute_of_loading(day, zone):
    event = replace(TIDEWATER, zone=zone)
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)

    silent = [
        moment
        for moment in (midnight + timedelta(minutes=7 * step) for step in range(25 * 60 // 7))
        if all(session.format == "in-person" for session in sessions_live_at(event, moment, moment))
    ]

    assert silent == []


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.slug)
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", DAYS)
def test_sessions_lie_within_their_event_and_are_never_empty(day, zone, event):
    event = replace(event, zone=zone)
    now = datetime(day.year, day.month, day.day, 2, 30, tzinfo=UTC)
    whole = event_span(event, now=now)

    outside = [
        session.slug
        for session in event.sessions
        if not whole.start <= (span := session_span(event, session, now=now)).start < span.end <= whole.end
    ]

    assert outside == []


def test_conference_runs_yesterday_today_and_tomorrow_of_its_own_zone():
    # In Rotterdam it is already the 22nd.
    span = event_span(TIDEWATER, now=datetime(2026, 11, 21, 23, 30, tzinfo=UTC))

    assert span.start == datetime(2026, 11, 21, 7, 30, tzinfo=UTC)
    assert span.end == datetime(2026, 11, 23, 16, 30, tzinfo=UTC)


def test_night_session_ends_on_the_next_day():
    session = next(one for one in TIDEWATER.sessions if one.slug == "the-tide-table-is-an-interface")

    span = session_span(TIDEWATER, session, now=NOON)

    assert (span.start, span.end) == (
        datetime(2026, 11, 20, 22, 30, tzinfo=UTC),
        datetime(2026, 11, 21, 0, 0, tzinfo=UTC),
    )


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.slug)
def test_nobody_and_no_room_is_booked_twice(event):
    bookings: dict[str, list[tuple[str, datetime, datetime]]] = {}
    for session in event.sessions:
        span = session_span(event, session, now=NOON)
        who = [entry.partition(":")[0] for entry in session.speakers] + ([session.room] if session.room else [])
        for name in who:
            bookings.setdefault(name, []).append((session.slug, span.start, span.end))

    clashes = [
        (name, one[0], other[0])
        for name, entries in bookings.items()
        for one, other in combinations(entries, 2)
        if one[1] < other[2] and other[1] < one[2]
    ]

    assert clashes == []


def test_texts_hold_no_placeholder_and_no_unfinished_mark():
    suspicious = re.compile(r"lorem|ipsum|\b(?:todo|tbd|xxx|placeholder|foo)\b|example\.(?:com|org)", re.IGNORECASE)

    found = {path.name: suspicious.findall(path.read_text()) for path in CONTENT.rglob("*.toml")}

    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.slug)
def test_names_within_an_event_refer_to_something(event):
    people = {speaker.slug for one in EVENTS for speaker in one.speakers}
    rooms = {room.slug for room in event.venue.rooms} if event.venue else set()
    tracks = {track.slug for track in event.tracks}
    described = {sponsor.slug for one in EVENTS for sponsor in one.sponsors if sponsor.name}

    unknown = [
        (session.slug, name)
        for session in event.sessions
        for name, known in (
            (session.room, rooms | {""}),
            (session.track, tracks | {""}),
            (session.image, PICTURES.keys() | {""}),
            *((entry.partition(":")[0], people) for entry in session.speakers),
        )
        if name not in known
    ]
    used = {entry.partition(":")[0] for one in EVENTS for session in one.sessions for entry in session.speakers}

    assert unknown == []
    assert {sponsor.slug for sponsor in event.sponsors} <= described
    assert {speaker.slug for speaker in event.speakers} <= used


def test_conference_has_what_the_demo_promises():
    kinds = {session.kind for session in TIDEWATER.sessions}
    roles = {entry.partition(":")[2] or "speaker" for session in TIDEWATER.sessions for entry in session.speakers}

    assert kinds == {
        "keynote", "talk", "workshop", "panel", "networking", "exhibition", "competition", "break",
    }  # fmt: skip
    assert roles == {"speaker", "moderator", "panelist"}
    assert {session.format for session in TIDEWATER.sessions} == {"in-person", "hybrid", "virtual"}
    assert len({sponsor.tier for sponsor in TIDEWATER.sponsors}) == 3
    assert (len(TIDEWATER.speakers), len(TIDEWATER.sponsors), len(TIDEWATER.faqs)) == (29, 8, 10)


def test_other_events_are_what_the_demo_promises():
    assert (LANTERN.access, LANTERN.format, len(LANTERN.sessions)) == ("open", "virtual", 4)
    assert event_span(MENDING, now=NOON).end < NOON - timedelta(days=28)
    assert sum(session.recorded for session in MENDING.sessions) == 10
    assert (FIFTY.private, FIFTY.format, FIFTY.sponsors) == (True, "in-person", ())


def test_unknown_key_in_a_text_is_refused(tmp_path):
    (tmp_path / "event.toml").write_text('slug = "x"\ntitel = "y"\n')

    with pytest.raises(TypeError, match="titel"):
        read_event(tmp_path)


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_picture_is_large_as_drawn_and_small_as_a_file(name):
    picture = PICTURES[name]()

    assert picture.width >= 1600
    assert len(as_jpeg(picture)) < 560_000


@pytest.mark.parametrize("name", ["stitches", "watch"])
def test_picture_is_the_same_each_time(name):
    assert PICTURES[name]().tobytes() == PICTURES[name]().tobytes()


def test_every_picture_is_used_and_described():
    pictures = [picture for event in EVENTS for picture in pictures_of(event)]

    assert {picture.name for picture in pictures} == PICTURES.keys()
    assert [picture.name for picture in pictures if len(picture.description) < 30] == []


def test_portraits_differ():
    drawn = {draw_portrait(speaker.portrait).tobytes() for event in EVENTS for speaker in event.speakers}

    assert len(drawn) == sum(len(event.speakers) for event in EVENTS)


def test_logo_has_a_transparent_ground():
    logo = draw_mark(TIDEWATER.sponsors[0])

    assert (logo.mode, logo.getpixel((0, 0))[3], logo.height) == ("RGBA", 0, 240)


def test_slides_are_a_pdf_whose_objects_are_where_it_says():
    session = next(one for one in TIDEWATER.sessions if one.slides)

    pdf = slides_pdf(session, event=TIDEWATER, names="Bożena Krawczyńska, Đặng Thùy Linh")

    table = pdf.index(b"\nxref\n") + 1
    offsets = [int(entry) for entry in re.findall(rb"(\d{10}) 00000 n", pdf[table:])]
    assert int(re.search(rb"startxref\n(\d+)", pdf)[1]) == table
    assert [pdf[offset:].split(b" ", 1)[0] for offset in offsets] == [b"%d" % n for n in range(1, len(offsets) + 1)]
    assert pdf.count(b"/Type /Page ") == len(session.points) + 2


def test_recordings_are_small_webm_files():
    files = {event.slug: (ASSETS / f"{event.slug}.webm").read_bytes() for event in (TIDEWATER, MENDING)}

    assert {data[:4] for data in files.values()} == {b"\x1a\x45\xdf\xa3"}
    assert all(len(data) < 200_000 for data in files.values())
