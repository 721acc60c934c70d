"""A session's page in each of its states (spec 1, "A session page's states")."""

from datetime import UTC, timedelta

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.utils import timezone as clock
from django.utils.html import format_html

from accounts.models import EventRole
from site_pages.kept import shelf
from site_pages.models import EventPage, SessionDocument, SessionLink, SessionPage, SessionSpeaker, SiteDocument
from tests.factories import (
    EventFactory,
    EventRoleFactory,
    ImageFactory,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
    TrackFactory,
    UserFactory,
    VenueFactory,
)
from tests.site_pages.panels import panel

pytestmark = pytest.mark.django_db

ADDRESS = "/events/harbour/sessions/keels/"


UPCOMING, SOON, LIVE, OVER = 120, 10, -5, -60
"""Minutes until a session of 45 minutes begins, for each state."""


def make_event(**fields: object) -> EventPage:
    return EventFactory(title="Harbour", starts_at=clock.now() - timedelta(days=1), **fields)


@pytest.fixture
def event() -> EventPage:
    return make_event(venue=VenueFactory(), access_mode="open", format="hybrid")


def make_session(event: EventPage, *, begins_in: int = UPCOMING, **fields: object) -> SessionPage:
    fields.setdefault("format", "hybrid")
    begin = clock.now().replace(microsecond=0) + timedelta(minutes=begins_in)
    return SessionFactory(event=event, title="Keels", starts_at=begin, **fields)


def read(client, address: str = ADDRESS) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_upcoming_session_counts_down_and_offers_calendars(client, event):
    session = make_session(event)

    html = read(client)

    assert f'data-countdown="{session.starts_at.astimezone(UTC).isoformat()}"' in html
    assert 'href="/events/harbour/sessions/keels/session.ics"' in html
    assert "https://calendar.google.com/calendar/render?action=TEMPLATE" in html
    assert "https://outlook.live.com/calendar/0/deeplink/compose" in html
    assert "Live now" not in html


def test_live_session_names_its_room_and_has_no_dead_button(client, event):
    make_session(event, begins_in=LIVE, room=RoomFactory(venue=event.venue, name="Hall"))

    html = read(client)

    assert "Live now" in html
    assert "This session is going on in Hall." in html
    assert "data-countdown" not in html
    assert '<a class="button' not in html


def test_session_online_opens_before_it_begins(client, event):
    make_session(event, begins_in=SOON)

    assert "About to begin" in read(client)


def test_live_session_shows_what_another_room_registered(client, event):
    make_session(event, begins_in=LIVE)

    with panel("join", lambda page, _: format_html("<p>Join {}</p>", page.title)):
        assert "<p>Join Keels</p>" in read(client)


@pytest.mark.parametrize(
    ("mode", "override", "text"),
    [
        ("open", "", "a name is enough, no account needed"),
        ("registration", "", "you sign in with your e-mail address"),
        ("ticketed", "", "Online with a ticket for the event."),
        ("ticketed", "open", "a name is enough, no account needed"),
        ("ticketed", "registration", "you sign in with your e-mail address"),
    ],
)
def test_session_online_tells_how_to_get_in(client, mode, override, text):
    event = make_event(access_mode=mode, format="virtual")
    make_session(event, begins_in=LIVE, format="virtual", access_override=override)

    assert text in read(client)


def test_open_recording_plays_for_everybody(client, event):
    make_session(event, begins_in=OVER, recording_url="https://media.example.org/keels.mp4")

    assert (
        '<video class="talk-video" controls preload="metadata" playsinline src="https://media.example.org/keels.mp4" '
        in read(client)
    )


def test_stored_recording_plays_from_its_guarded_address(client, event):
    session = make_session(event, begins_in=OVER)
    session.recording_file.save("keels.mp4", ContentFile(b"film"))

    assert 'src="/events/harbour/sessions/keels/recording/"' in read(client)


def test_recording_on_a_video_host_plays_in_the_hosts_player(client, event):
    make_session(event, begins_in=OVER, recording_url="https://www.youtube.com/watch?v=abcdefghijk")

    assert 'src="https://www.youtube-nocookie.com/embed/abcdefghijk"' in read(client)


def test_ticketed_recording_says_what_is_needed(client):
    event = make_event(access_mode="ticketed")
    make_session(event, begins_in=OVER, recording_url="https://media.example.org/keels.mp4")

    html = read(client)

    assert "everybody who holds a ticket for this session" in html
    assert "keels.mp4" not in html


@pytest.mark.parametrize(
    ("role", "is_shown"),
    [(EventRole.Role.OWNER, True), (EventRole.Role.COLLABORATOR, True), (EventRole.Role.CHECK_IN, False)],
)
def test_ticketed_recording_plays_for_organizers_only(client, role, is_shown):
    event = make_event(access_mode="ticketed")
    make_session(event, begins_in=OVER, recording_url="https://media.example.org/keels.mp4")
    person = EventRoleFactory(event=event, role=role).user
    client.force_login(person)

    assert ("keels.mp4" in read(client)) is is_shown


def test_ticketed_recording_stays_closed_to_another_events_organizer(client):
    event = make_event(access_mode="ticketed")
    make_session(event, begins_in=OVER, recording_url="https://media.example.org/keels.mp4")
    stranger = UserFactory()
    EventRoleFactory(event=EventFactory(), user=stranger)
    client.force_login(stranger)

    assert "keels.mp4" not in read(client)


def test_past_session_without_recording_is_over(client, event):
    make_session(event, begins_in=OVER, is_recorded=True)

    html = read(client)

    assert "This session is over." in html
    assert "the recording appears on this page when it is ready" in html
    assert "<video" not in html


@pytest.mark.parametrize("who", ["session", "event"])
def test_cancelled_session_has_a_notice_and_nothing_to_join(client, event, who):
    make_session(
        event, begins_in=LIVE, is_cancelled=who == "session", recording_url="https://media.example.org/keels.mp4"
    )
    if who == "event":
        EventPage.objects.filter(pk=event.pk).update(is_cancelled=True)

    html = read(client)

    assert ("This session is cancelled" if who == "session" else "The event is cancelled") in html
    assert "Live now" not in html
    assert "keels.mp4" not in html


def test_unscheduled_session_is_to_be_announced(client, event):
    SessionFactory(event=event, title="Keels", starts_at=None, ends_at=None)

    assert "Time to be announced" in read(client)


def test_session_names_its_people_with_their_roles_and_files_with_sizes(client, event):
    session = make_session(event, speakers=[SpeakerFactory(name="Ada Reed"), SpeakerFactory(name="Bo Lind")])
    SessionSpeaker.objects.filter(session=session, speaker__name="Bo Lind").update(role="moderator")
    document = SiteDocument.objects.create(
        title="Plans", file=ContentFile(b"x" * 2048, name="plans.pdf"), file_size=2048
    )
    SessionDocument.objects.create(session=session, document=document)
    SessionLink.objects.create(session=session, title="Hull lines", url="https://boats.example.org/lines")

    response = client.get(ADDRESS)

    html = response.content.decode()
    assert 'href="/events/harbour/speakers/ada-reed/">Ada Reed</a></p>' in html
    assert '>Bo Lind</a> <span class="badge badge-accent">Moderator</span>' in html
    assert [(file.title, file.note.replace("\xa0", " ")) for file in response.context_data["files"]] == [
        ("Plans", "PDF, 2.0 KB"),
        ("Hull lines", "boats.example.org"),
    ]


def test_session_leads_to_its_neighbours_and_its_track(client, event):
    track = TrackFactory(event=event, name="Boats")
    make_session(event, track=track)
    hour, begin = timedelta(hours=1), clock.now() + timedelta(minutes=UPCOMING)
    SessionFactory(event=event, title="Before", starts_at=begin - hour)
    SessionFactory(event=event, title="After", starts_at=begin + hour)
    SessionFactory(event=event, title="Sails", starts_at=begin + 2 * hour, track=track)
    SessionFactory(event=event, title="Draft", starts_at=begin + 3 * hour, track=track, published=False)

    context = client.get(ADDRESS).context_data

    assert (context["previous"].title, context["following"].title) == ("Before", "After")
    assert [slot.title for slot in context["related"]] == ["Sails"]


def test_session_costs_no_more_queries_with_more_people(client, event, django_assert_max_num_queries):
    track = TrackFactory(event=event)
    make_session(
        event,
        track=track,
        room=RoomFactory(venue=event.venue),
        image=ImageFactory(),
        speakers=[SpeakerFactory(photo=ImageFactory()) for _ in range(6)],
    )
    for _ in range(5):
        SessionFactory(event=event, track=track)
    client.get(ADDRESS)
    client.force_login(UserFactory())
    cache.clear()
    shelf.clear()

    with django_assert_max_num_queries(12):
        client.get(ADDRESS)
