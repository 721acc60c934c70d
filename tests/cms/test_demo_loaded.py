"""The demo in the database. Loading takes seconds, so most tests share one loading and undo what they change."""

from collections import Counter
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone as clock
from PIL import Image
from wagtail.models import Page, ReferenceIndex

from accounts.models import EventRole, User
from cms.demo.accounts import DEMO_SIGN_INS
from cms.demo.load import DemoSummary, is_demo_loaded, load_demo
from cms.demo.reading import read_home
from cms.demo.site import dress_site
from site_pages.models import EventIndexPage, EventPage, HomePage, SessionPage, SiteImage, Speaker, Sponsor
from tests.database import restore_migrated_rows
from tests.factories.site_pages import EventFactory


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The demo, loaded by its command with sign-ins; what the command said."""
    out = StringIO()
    with django_db_blocker.unblock(), transaction.atomic():
        restore_migrated_rows()
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
    assert "Loaded 4 events, 90 sessions, 40 speakers and 69 pictures in" in demo
    assert [person.email in demo for person in DEMO_SIGN_INS] == [True, True, True]


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

    assert all(User.objects.get(email=person.email).check_password(person.password) for person in DEMO_SIGN_INS)
    assert User.objects.get(email="editor@foyer.example").is_superuser is True
    assert set(EventRole.objects.values_list("event__slug", "user__email", "role")) == {
        ("tidewater", "organizer@foyer.example", "owner"),
        ("lantern-evening", "host@foyer.example", "owner"),
    }
    assert (own.can_edit(), own.can_publish(), other.can_edit()) == (True, True, False)


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
def test_command_makes_no_known_passwords_outside_debug():
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
