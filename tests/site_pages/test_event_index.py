"""The list of events: filters, search, pages and what is said when nothing fits."""

from datetime import UTC, datetime, timedelta

import pytest
from wagtail.models import PageViewRestriction

from tests.factories import EventFactory

pytestmark = pytest.mark.django_db


def at(year, month, day):
    return datetime(year, month, day, 9, 0, tzinfo=UTC)


def found(client, query=""):
    response = client.get(f"/events/{query}")
    assert response.status_code == 200
    return [card.event.title for card in response.context["cards"]]


@pytest.fixture
def season(db):
    """Three coming events and a past one, each different in every filter."""
    EventFactory(title="Harbour Days", starts_at=at(2030, 5, 6), city="Rotterdam", format="hybrid")
    EventFactory(
        title="Quiet Evening",
        starts_at=at(2030, 6, 1),
        ends_at=at(2030, 6, 1) + timedelta(hours=3),
        city="",
        format="virtual",
        category="meetup",
        access_mode="open",
        short_description="About lamps and manuals.",
    )
    EventFactory(title="Long Fair", starts_at=at(2030, 6, 28), ends_at=at(2030, 7, 3), city="Berlin", category="expo")
    EventFactory(title="Old Summit", starts_at=at(2020, 5, 6), city="Pune", category="summit")


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Harbour Days", "Quiet Evening", "Long Fair"]),
        ("?when=past", ["Old Summit"]),
        ("?category=meetup", ["Quiet Evening"]),
        ("?city=Berlin", ["Long Fair"]),
        ("?month=2030-06", ["Quiet Evening", "Long Fair"]),
        ("?month=2030-07", ["Long Fair"]),
        ("?format=hybrid", ["Harbour Days"]),
        ("?price=free", ["Quiet Evening"]),
        ("?price=paid", ["Harbour Days", "Long Fair"]),
        ("?price=paid&city=Berlin", ["Long Fair"]),
        ("?q=lamps", ["Quiet Evening"]),
        ("?q=harb", ["Harbour Days"]),
        ("?q=rotterdam", ["Harbour Days"]),
        ("?q=lamps&city=Berlin", []),
        ("?when=past&q=summit", ["Old Summit"]),
        # What nobody offers is as good as nothing asked.
        ("?category=nonsense&month=x&when=later&page=many", ["Harbour Days", "Quiet Evening", "Long Fair"]),
        ("?q=%00", ["Harbour Days", "Quiet Evening", "Long Fair"]),
    ],
)
def test_event_list_shows_what_fits_the_filters(client, season, query, titles):
    assert found(client, query) == titles


def test_event_list_offers_each_value_with_its_count(client, season):
    response = client.get("/events/?city=Berlin")

    offered = {
        name: [(choice.value, choice.count, choice.is_chosen) for choice in choices]
        for name, heading, choices in response.context["choices"]
    }
    assert offered["city"] == [("Berlin", 1, True), ("Rotterdam", 1, False)]
    assert offered["month"] == [("2030-05", 1, False), ("2030-06", 2, False), ("2030-07", 1, False)]
    assert offered["price"] == [("paid", 2, False), ("free", 1, False)]


def test_event_list_shows_active_filters_each_with_the_way_back(client, season):
    response = client.get("/events/?city=Berlin&q=fair&format=in-person")

    active = [(one.label, one.url) for one in response.context["active"]]
    assert active == [
        ("“fair”", "?city=Berlin&format=in-person"),
        ("Berlin", "?q=fair&format=in-person"),
        ("In person", "?q=fair&city=Berlin"),
    ]


def test_event_list_escapes_what_was_searched_for(client, season):
    page = client.get("/events/", {"q": "<b>x</b>"}).content.decode()

    assert "<b>x</b>" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "Nothing fits all of that." in page


def test_event_list_leaves_out_what_is_not_public(client, season):
    EventFactory(title="Draft Days", published=False)
    EventFactory(title="Hidden Days", is_listed=False)
    private = EventFactory(title="Private Days")
    PageViewRestriction.objects.create(page=private, restriction_type="login")

    assert found(client, "?q=Days") == ["Harbour Days"]


def test_event_list_keeps_cancelled_events_and_says_so(client):
    EventFactory(title="Called Off", is_cancelled=True)

    assert found(client) == ["Called Off"]
    assert "Cancelled" in client.get("/events/").content.decode()


@pytest.mark.parametrize(
    ("query", "words"), [("", "Nothing is announced yet."), ("?when=past", "Nothing has ended yet.")]
)
def test_event_list_without_events_says_so(client, event_index, query, words):
    assert words in client.get(f"/events/{query}").content.decode()


def test_event_list_is_cut_into_pages_that_keep_the_filters(client):
    for number in range(14):
        EventFactory(title=f"Event number {number:02d}", starts_at=at(2030, 5, 1) + timedelta(days=number))

    first = client.get("/events/?city=Berlin")
    second = client.get("/events/?city=Berlin&page=2")

    assert len(first.context["cards"]) == 12
    assert [card.event.title for card in second.context["cards"]] == ["Event number 12", "Event number 13"]
    assert 'href="?city=Berlin&amp;page=2"' in first.content.decode()


@pytest.mark.parametrize(("query", "most"), [("", 11), ("?q=event", 12)])
def test_event_list_takes_a_fixed_number_of_queries(client, django_assert_max_num_queries, query, most):
    for number in range(15):
        EventFactory(title=f"Event number {number}")

    with django_assert_max_num_queries(most):
        response = client.get(f"/events/{query}")

    assert len(response.context["cards"]) == 12
