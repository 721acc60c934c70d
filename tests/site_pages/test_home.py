"""The front page: which event leads, which follow, and what stands there when nothing is announced."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone as clock

from site_pages.actions import publish_page
from site_pages.models import EventPage, HomePage, PlatformSettings
from tests.factories import EventFactory

pytestmark = pytest.mark.django_db

LAST_YEAR = datetime(2020, 5, 6, 7, 0, tzinfo=UTC)


def titles(context, name):
    return [card.event.title for card in context[name]]


def test_home_without_events_says_so(client, event_index):
    response = client.get("/")

    assert response.context["hero"] is None
    assert (response.context["coming"], response.context["past"]) == ([], [])
    assert "Nothing is announced yet." in response.content.decode()


def test_home_leads_with_the_next_featured_event(client):
    EventFactory(title="First")
    EventFactory(title="Starred", is_featured=True, starts_at=datetime(2031, 1, 1, tzinfo=UTC))

    response = client.get("/")

    assert response.context["hero"].event.title == "Starred"
    assert titles(response.context, "coming") == ["First"]


def test_home_leads_with_the_event_the_editor_chose(client):
    EventFactory(title="Starred", is_featured=True)
    chosen = EventFactory(title="Chosen", starts_at=LAST_YEAR)
    home = HomePage.objects.get()
    home.featured_event = chosen
    home.save_revision()
    publish_page(home)

    response = client.get("/")

    assert response.context["hero"].event.title == "Chosen"
    assert titles(response.context, "coming") == ["Starred"]
    assert titles(response.context, "past") == []


def test_home_leads_with_the_next_event_when_the_chosen_one_is_hidden(client):
    EventFactory(title="Next")
    hidden = EventFactory(title="Hidden", is_listed=False)
    home = HomePage.objects.get()
    home.featured_event = hidden
    home.save_revision()
    publish_page(home)

    response = client.get("/")

    assert response.context["hero"].event.title == "Next"
    assert "Hidden" not in response.content.decode()


def test_home_names_neither_drafts_nor_hidden_nor_cancelled_events(client):
    EventFactory(title="Shown")
    EventFactory(title="Draft event", published=False)
    EventFactory(title="Hidden event", is_listed=False)
    EventFactory(title="Cancelled event", is_cancelled=True)
    EventFactory(title="Old event", starts_at=LAST_YEAR)

    response = client.get("/")

    assert [response.context["hero"].event.title, *titles(response.context, "coming")] == ["Shown"]
    assert titles(response.context, "past") == ["Old event"]


def test_home_marks_an_event_that_is_running(client):
    now = clock.now()
    EventFactory(title="Running", starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1))

    assert "Live now" in client.get("/").content.decode()


def test_home_shows_the_platforms_name_and_footer(client, event_index):
    brand = PlatformSettings.for_site(event_index.get_site())
    brand.name, brand.footer_text, brand.accent_color = "Quayside", "Run by <volunteers>.", "#0B6E7F"
    brand.save()

    page = client.get("/").content.decode()

    assert "Run by &lt;volunteers&gt;." in page
    assert "Quayside" in page
    assert 'href="/theme/0b6e7f.css"' in page


def test_home_takes_a_fixed_number_of_queries(client, django_assert_max_num_queries):
    for number in range(14):
        EventFactory(title=f"Coming {number}")
    for number in range(6):
        EventFactory(title=f"Past {number}", starts_at=LAST_YEAR)

    with django_assert_max_num_queries(11):
        response = client.get("/")

    assert len(response.context["coming"]) == 9
    assert len(response.context["past"]) == 4
    assert EventPage.objects.count() == 20
