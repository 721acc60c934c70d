"""The demo in the database. Loading takes seconds, so most tests share one loading and undo what they change."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone as clock
from django_otp.plugins.otp_totp.models import TOTPDevice
from PIL import Image
from wagtail.models import Page, ReferenceIndex

from accounts.models import EventRole, User
from cms.demo.accounts import DEMO_SIGN_INS
from cms.demo.load import DemoSummary, is_demo_loaded, load_demo
from cms.demo.reading import read_home
from cms.demo.site import dress_site
from live_control.models import LiveAction
from site_pages.models import EventIndexPage, EventPage, HomePage, SessionPage, SiteImage, Speaker, Sponsor
from tests.factories.site_pages import EventFactory
from ticketing.models import CheckIn, Order, WaitingListEntry
from ticketing.organize.figures import figures_of


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The demo, loaded by its command with sign-ins; what the command said."""
    out = StringIO()
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", "--force", stdout=out)
        yield out.getvalue()
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded: str) -> Iterator[str]:
    """The loaded demo; what the test changes is undone."""
    with transaction.atomic():
        yield loaded
        transaction.set_rollback(True)


def counts() -> dict[str, int]:
    models = (EventPage, SessionPage, Page, Speaker, Sponsor, SiteImage, User, EventRole)
    return {model.__name__: model.objects.count() for model in models}


def sessions_of(slug: str) -> list[SessionPage]:
    return list(SessionPage.objects.descendant_of(EventPage.objects.get(slug=slug)))


def test_command_says_what_it_loaded_and_how_to_sign_in(demo):
    assert "Loaded 4 events, 90 sessions, 41 speakers and 70 pictures in" in demo
    assert [person.email in demo for person in DEMO_SIGN_INS] == [True] * 6


def test_every_event_is_published_with_its_sections_and_sessions(demo):
    assert {event.slug: event.status for event in EventPage.objects.all()} == {
        "tidewater": "live",
        "lantern-evening": "published",
        "mending-summit": "completed",
        "amalia-and-tomas": "published",
    }
    pages = Page.objects.descendant_of(HomePage.objects.get(), inclusive=True)
    assert list(pages.filter(live=False)) == []
    assert list(pages.filter(latest_revision=None)) == []
    assert list(pages.filter(has_unpublished_changes=True)) == []
    assert Page.find_problems() == ([], [], [], [], [])


def test_conference_has_past_live_and_coming_sessions(demo):
    states = {session.state for session in sessions_of("tidewater")}

    assert states == {"recorded", "ended", "live", "upcoming"}


def test_summit_has_ten_recordings(demo):
    assert Counter(session.state for session in sessions_of("mending-summit")) == {"recorded": 10, "ended": 4}


def test_celebration_is_not_listed_and_conference_is_featured(demo):
    assert list(EventPage.objects.filter(is_listed=False).values_list("slug", flat=True)) == ["amalia-and-tomas"]
    assert HomePage.objects.get().featured_event.slug == "tidewater"


def test_bodies_pass_the_checks_of_the_editor(demo):
    pages = [*EventPage.objects.all(), HomePage.objects.get()]

    cleaned = [page.body.stream_block.clean(page.body) for page in pages]

    assert [len(body) for body in cleaned] == [len(page.body) for page in pages]
    assert min(len(body) for body in cleaned) > 0


def test_session_can_be_edited_at_once(demo):
    keynote = SessionPage.objects.get(slug="the-building-is-the-interface")

    draft = keynote.latest_revision.as_object()

    draft.full_clean()
    assert [row.document.title for row in draft.session_documents.all()] == ["Slides: The building is the interface"]
    assert [row.speaker.name for row in draft.session_speakers.all()] == ["Ngozi Adeyemi-Falk"]


def test_portrait_is_known_to_be_used_by_its_speaker(demo):
    portrait = SiteImage.objects.get(title="Illustrated portrait of Wanjirũ Kamande")

    references = ReferenceIndex.get_references_to(portrait).values_list("model_path", flat=True)

    assert list(references) == ["photo"]


def test_portrait_file_is_an_image(demo):
    photo = Speaker.objects.get(slug="dang-thuy-linh").photo

    with photo.file.open() as file:
        assert Image.open(BytesIO(file.read())).size == (640, 640)


def test_sign_ins_have_the_rights_that_they_name(demo):
    organizer = User.objects.get(email="organizer@foyer.example")
    own, other = (
        EventPage.objects.get(slug=slug).permissions_for_user(organizer) for slug in ("tidewater", "lantern-evening")
    )

    assert [User.objects.get(email=person.email).has_usable_password() for person in DEMO_SIGN_INS] == [False] * 6
    assert TOTPDevice.objects.get(user__email="editor@foyer.example").confirmed is True
    assert User.objects.get(email="editor@foyer.example").is_superuser is True
    assert set(EventRole.objects.values_list("event__slug", "user__email", "role")) == {
        ("tidewater", "organizer@foyer.example", "owner"),
        ("tidewater", "door@foyer.example", "check_in"),
        ("lantern-evening", "host@foyer.example", "owner"),
        ("amalia-and-tomas", "family@foyer.example", "owner"),
    }
    assert (own.can_edit(), own.can_publish(), other.can_edit()) == (True, True, False)


def test_shops_sell_and_have_sold(demo, client):
    conference = EventPage.objects.get(slug="tidewater")
    states = Counter(Order.objects.for_event(conference.pk).values_list("state", flat=True))

    html = client.get("/events/tidewater/tickets/").content.decode()

    assert dict(states) == {"paid": 22, "partially_refunded": 1, "pending": 1, "refunded": 1, "cancelled": 1}
    assert ("EUR 340.00" in html, "Sold out" in html, "Opens" in html, "Crew" in html) == (True, True, True, False)
    assert WaitingListEntry.objects.count() == 2


def test_conference_has_sold_for_weeks_and_lets_people_in_since_its_first_day(demo):
    conference = EventPage.objects.get(slug="tidewater")
    today = clock.now().astimezone(conference.zone).date()

    figures = figures_of(conference)

    assert (len(figures.tickets_by_day), min(figures.tickets_by_day)) == (24, today - timedelta(days=33))
    assert set(figures.came_by_day) == {today - timedelta(days=1), today}
    assert {row.category.name: row.came for row in figures.categories if row.came} == {
        "In the building": 22,
        "In the building, student": 6,
        "Harbour tour by launch": 3,
        "Crew": 1,
    }


def test_scans_are_by_the_person_at_the_door_and_none_is_a_conflict(demo):
    scans = CheckIn.objects.all()

    assert set(scans.values_list("scanned_by__email", flat=True)) == {"door@foyer.example"}
    assert Counter(scans.values_list("result", flat=True)) == {"admitted": 32, "already_in": 2}
    assert list(scans.filter(scanned_at__gt=clock.now())) == []


def test_history_of_an_order_is_as_old_as_the_order(demo):
    order = Order.objects.get(buyer_name="Soo-ah Baek")

    moments = set(order.audit_entries.values_list("happened_at", flat=True))

    assert moments == {order.created_at} == {order.settled_at}


def test_loading_again_changes_nothing(demo):
    Speaker.objects.filter(slug="petr-vondracek").update(name="Petr V.")
    before = counts()

    again = load_demo(now=clock.now())

    assert again == DemoSummary()
    assert counts() == before
    assert Speaker.objects.get(slug="petr-vondracek").name == "Petr V."


def test_demo_counts_as_loaded_when_its_events_are_gone_but_a_speaker_is_left(demo):
    EventPage.objects.update(slug="renamed")

    assert is_demo_loaded() is True


def test_command_again_says_that_nothing_was_changed(demo):
    out = StringIO()

    call_command("load_demo", stdout=out)

    assert out.getvalue() == "The demo is loaded already; nothing was changed.\n"


@pytest.mark.django_db
def test_command_makes_no_known_sign_ins_outside_debug():
    out = StringIO()

    call_command("load_demo", stdout=out)

    assert settings.DEBUG is False
    assert (EventPage.objects.count(), User.objects.count()) == (4, 0)
    assert "No sign-ins were made" in out.getvalue()


def test_front_page_that_somebody_wrote_is_kept(event_index: EventIndexPage):
    home = HomePage.objects.get()
    home.intro = "Ours already"
    home.save()

    dress_site(read_home(), index=event_index, featured=EventFactory(), user=None)

    assert (HomePage.objects.get().intro, HomePage.objects.get().featured_event) == ("Ours already", None)


def test_session_that_is_on_can_be_joined_at_once_by_a_guest(demo, client):
    """It has a room, prepared polls, something to take along, and questions (issue 4, demo)."""
    session = SessionPage.objects.get(slug="long-watch-second-tide")
    answer = client.post(
        f"/api/sessions/{session.public_id}/join", {"name": "Nadia"}, content_type="application/json"
    ).json()
    assert (answer["outcome"], answer["provider"], answer["me"]["name"]) == ("allowed", "embedded", "Nadia")
    kinds = LiveAction.objects.of_session(session.pk).values_list("kind", "state")
    assert sorted(kinds) == [
        ("announcement", "live"), ("download", "live"), ("poll", "draft"), ("poll", "draft"), ("signup", "draft"),
    ]  # fmt: skip
    assert sorted(session.live_questions.values_list("state", "upvotes")) == [
        ("answered", 6), ("answering", 3), ("queue", 0), ("shown", 5),
    ]  # fmt: skip


def test_session_of_yesterday_plays_its_recording_and_knows_its_votes(demo):
    session = SessionPage.objects.get(slug="who-answers-the-screen")
    assert (session.state, session.has_recording, session.recordings.get().state) == ("recorded", True, "ready")
    polls = LiveAction.objects.of_session(session.pk).filter(kind="poll")
    assert [(poll.state, poll.votes.count()) for poll in polls] == [("closed", 9), ("closed", 7)]


def test_every_online_session_that_is_to_come_has_a_room(demo):
    online = SessionPage.objects.live().filter(format__in=["virtual", "hybrid"], is_cancelled=False)
    coming = online.filter(ends_at__gt=clock.now())
    assert coming.count() > 5
    assert set(coming.values_list("live_room__state", flat=True)) == {"ready"}
