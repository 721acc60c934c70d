"""The schedule as a visitor reads it, without JavaScript."""

import gzip
from datetime import timedelta
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone as clock

from site_pages.kept import shelf
from site_pages.models import EventPage
from site_pages.programme import Slot, TrackMark
from site_pages.schedule_rows import RowWords, list_rows
from tests.factories import (
    EventFactory,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
    TrackFactory,
    UserFactory,
    VenueFactory,
)
from tests.factories.site_pages import START

pytestmark = pytest.mark.django_db


class Outline(HTMLParser):
    """The text of every h2 and h3 of a page, in order, h3 indented."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tag = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"h2", "h3"}:
            self.tag = tag
            self.found.append("" if tag == "h2" else "  ")

    def handle_endtag(self, tag: str) -> None:
        if tag == self.tag:
            self.tag = ""

    def handle_data(self, data: str) -> None:
        if self.tag:
            self.found[-1] += data.strip()


def outline(client: Client, query: str = "") -> list[str]:
    """The headings of the schedule's own part of the page."""
    html = client.get(f"/events/harbour/sessions/{query}").content.decode()
    return Outline(html.split("<main", 1)[1].split("</main>", 1)[0]).found


@pytest.fixture
def event() -> EventPage:
    return EventFactory(title="Harbour", venue=VenueFactory())


@pytest.fixture
def programme(event) -> EventPage:
    """Two rooms, one track, two days; the last session is after midnight of the first."""
    hall = RoomFactory(venue=event.venue, name="Hall", sort_order=1)
    attic = RoomFactory(venue=event.venue, name="Attic", sort_order=2)
    boats = TrackFactory(event=event, name="Boats", color="#aa3300")
    day = START.replace(hour=8)
    speaker = SpeakerFactory(name="Ada Reed")
    SessionFactory(event=event, title="Keels", starts_at=day, room=hall, track=boats, speakers=[speaker])
    SessionFactory(event=event, title="Ropes", starts_at=day, room=attic, session_type="workshop")
    SessionFactory(event=event, title="Stars", starts_at=START.replace(hour=23), format="virtual")
    SessionFactory(event=event, title="Tides", starts_at=day + timedelta(days=1), room=hall, track=boats)
    return event


def test_schedule_by_day_keeps_the_night_with_its_evening(client, programme):
    assert outline(client) == ["Monday 6 May", "  Keels", "  Ropes", "  Stars", "Tuesday 7 May", "  Tides"]


def test_schedule_by_track_puts_sessions_without_one_last(client, programme):
    assert outline(client, "?view=track") == [
        "Boats",
        "  Keels",
        "  Tides",
        "Without a track",
        "  Ropes",
        "  Stars",
    ]


def test_schedule_by_room_follows_the_order_of_the_venue(client, programme):
    assert outline(client, "?view=room") == [
        "Hall",
        "  Keels",
        "  Tides",
        "Attic",
        "  Ropes",
        "Online and elsewhere",
        "  Stars",
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?track=boats", ["Keels", "Tides"]),
        ("?type=workshop", ["Ropes"]),
        ("?format=virtual", ["Stars"]),
        ("?q=ada", ["Keels"]),
        ("?q=attic", ["Ropes"]),
        ("?track=boats&q=tide", ["Tides"]),
        ("?track=nonsense&type=nonsense&format=nonsense&view=nonsense", ["Keels", "Ropes", "Stars", "Tides"]),
        ("?q=nothing+of+the+kind", []),
    ],
)
def test_schedule_filter_leaves(client, programme, query, expected):
    assert [heading.strip() for heading in outline(client, query) if heading.startswith("  ")] == expected


def test_schedule_filter_takes_a_tracks_public_id(client, programme):
    track = programme.tracks.get()

    assert outline(client, f"?track={track.public_id}") == ["Monday 6 May", "  Keels", "Tuesday 7 May", "  Tides"]


def test_schedule_that_is_filtered_says_how_much_it_shows(client, programme):
    html = client.get("/events/harbour/sessions/?track=boats").content.decode()

    assert "2 of 4 sessions." in html


def test_schedule_times_are_in_the_events_zone(client, programme):
    html = client.get("/events/harbour/sessions/").content.decode()

    assert (
        '<time datetime="2030-05-06T10:00+02:00">10:00</time>–<time datetime="2030-05-06T10:45+02:00">10:45</time>'
        in html
    )
    assert "Berlin time (CEST, UTC+2)" in html


def test_schedule_grid_has_a_column_for_each_room_in_use(client, programme):
    response = client.get("/events/harbour/sessions/?layout=grid")

    grids = response.context_data["grids"]
    assert [(day.title, [column.title for column in day.grid.columns]) for day in grids] == [
        ("Monday 6 May", ["Hall", "Attic", ""]),
        ("Tuesday 7 May", ["Hall"]),
    ]


def test_schedule_shows_a_live_session_and_leads_to_it(client):
    now = clock.now()
    event = EventFactory(title="Harbour", starts_at=now - timedelta(days=2), ends_at=now + timedelta(days=2))
    for title in ("Keels", "Ropes"):
        SessionFactory(event=event, title=title, starts_at=now - timedelta(minutes=5))
    SessionFactory(event=event, title="Tides", starts_at=now + timedelta(days=1))

    html = client.get("/events/harbour/sessions/").content.decode()

    assert html.count('class="badge badge-live"') == 2
    assert html.count('href="#live"') == 1
    assert html.count('id="live"') == 1


def test_schedule_of_a_cancelled_event_says_so_and_marks_every_session(client, programme):
    EventPage.objects.filter(pk=programme.pk).update(is_cancelled=True)

    html = client.get("/events/harbour/sessions/").content.decode()

    assert "This event is cancelled" in html
    assert html.count("badge-cancelled") == 4


def test_schedule_without_sessions_says_that_it_is_being_made(client, event):
    assert "The programme is being made" in client.get("/events/harbour/sessions/").content.decode()


def test_schedule_leaves_out_drafts_and_sessions_without_a_time(client, programme):
    SessionFactory(event=programme, title="Secret", published=False)
    SessionFactory(event=programme, title="Someday", starts_at=None, ends_at=None)

    assert [heading for heading in outline(client) if "Secret" in heading or "Someday" in heading] == []


@pytest.mark.parametrize("layout", ["list", "grid"])
def test_schedule_costs_the_same_queries_whatever_its_length(client, programme, django_assert_max_num_queries, layout):
    rooms = [RoomFactory(venue=programme.venue) for _ in range(4)]
    for number in range(12):
        SessionFactory(
            event=programme, room=rooms[number % 4], speakers=[SpeakerFactory(), SpeakerFactory()], session_type="panel"
        )
    client.get("/events/harbour/sessions/")
    client.force_login(UserFactory())
    cache.clear()
    shelf.clear()

    with django_assert_max_num_queries(12):
        response = client.get(f"/events/harbour/sessions/?layout={layout}")

    assert response.context_data["total"] == 16


@pytest.mark.parametrize("layout", ["list", "grid"])
def test_schedule_escapes_what_people_wrote(client, event, layout):
    evil = "<script>alert(1)</script>"
    SessionFactory(
        event=event,
        title=evil,
        slug="evil",
        room=RoomFactory(venue=event.venue, name=evil),
        track=TrackFactory(event=event, name=evil),
        speakers=[SpeakerFactory(name=evil, slug="evil")],
    )

    html = client.get(f"/events/harbour/sessions/?layout={layout}").content.decode()

    assert evil not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 4


def test_schedule_names_people_in_the_order_of_the_session(client, event):
    SessionFactory(event=event, speakers=[SpeakerFactory(name=name) for name in ("Zoe", "Ada", "Max")])

    assert '<p class="slot-by">Zoe, Ada, Max</p>' in client.get("/events/harbour/sessions/").content.decode()


def test_schedule_of_140_sessions_stays_small():
    """Spec 8: at most 250 kB, 40 kB compressed; rows are the only part that grows."""
    words = RowWords("/events/harbour/sessions/", "Europe/Berlin", "Live now", "Cancelled", "Recording", "Online")
    slots = [
        Slot(
            key=uuid4().hex,
            slug=f"a-talk-about-{number}-boats-and-the-people-in-them",
            title=f"A talk about {number} boats and the people who sail in them",
            starts_at=START + timedelta(minutes=10 * number),
            ends_at=START + timedelta(minutes=10 * number + 45),
            local_start=START,
            local_end=START,
            room="The large hall",
            track_mark=TrackMark(1, "Boats", str(uuid4())),
            people=f"Ada Reed {number}, Bo Lind {number}",
        )
        for number in range(140)
    ]

    html = list_rows(slots, words).encode()

    assert len(html) < 150_000
    assert len(gzip.compress(html)) < 25_000
