"""The list of events: filters, order, pages, refusals."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone as clock

from site_pages.api.schemas import EventList
from tests.factories import EventFactory, ImageFactory
from tests.factories.site_pages import START

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """Four events for the whole file, rolled back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_events()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def events(made, db):
    return None


def make_events():
    now = clock.now()
    EventFactory(title="Alpha Fair", city="Berlin", category="expo", access_mode="open", is_featured=True)
    EventFactory(title="Beta Camp", city="Nairobi", format="virtual", starts_at=START + timedelta(days=9))
    EventFactory(title="Gamma Now", city="berlin", starts_at=now - timedelta(hours=1))
    EventFactory(title="Delta Past", city="Lagos", starts_at=now - timedelta(days=30))


def titles(response):
    assert response.status_code == 200, response.content
    return [event["title"] for event in response.json()["items"]]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, ["Delta Past", "Gamma Now", "Alpha Fair", "Beta Camp"]),
        ({"sort": "-starts_at"}, ["Beta Camp", "Alpha Fair", "Gamma Now", "Delta Past"]),
        ({"sort": "title"}, ["Alpha Fair", "Beta Camp", "Delta Past", "Gamma Now"]),
        ({"sort": "-title", "limit": 1}, ["Gamma Now"]),
        ({"category": "expo"}, ["Alpha Fair"]),
        ({"city": "BERLIN"}, ["Gamma Now", "Alpha Fair"]),
        ({"format": "virtual"}, ["Beta Camp"]),
        ({"access": "open"}, ["Alpha Fair"]),
        ({"free": "true"}, ["Alpha Fair"]),
        ({"free": "false", "city": "Lagos"}, ["Delta Past"]),
        ({"featured": "true"}, ["Alpha Fair"]),
        ({"when": "live"}, ["Gamma Now"]),
        ({"when": "past"}, ["Delta Past"]),
        ({"when": "upcoming"}, ["Gamma Now", "Alpha Fair", "Beta Camp"]),
        ({"from": "2030-05-09"}, ["Beta Camp"]),
        ({"from": "2030-01-01", "to": "2030-05-06"}, ["Alpha Fair"]),
        ({"from": "2030-05-06T00:00:00Z", "to": "2030-05-06T06:59:00Z"}, []),
        ({"q": "now gam"}, ["Gamma Now"]),
        ({"q": "100%"}, []),
    ],
)
def test_list_filters_and_sorts(get, events, parameters, expected):
    assert titles(get("/events", **parameters)) == expected


def test_list_has_the_documented_shape(get, events):
    EventFactory(title="With pictures", hero_image=ImageFactory(), logo=ImageFactory())
    EventList.model_validate_json(get("/events").content)


@pytest.mark.parametrize("sort", ["starts_at", "-starts_at", "title", "-title"])
def test_pages_follow_each_other_without_gap_or_repetition(get, events, sort):
    EventFactory(title="Alpha Fair", slug="alpha-fair-2")  # equal in title and time
    whole = [event["id"] for event in get("/events", sort=sort).json()["items"]]
    seen, cursor = [], None
    while True:
        page = get("/events", sort=sort, limit=2, **({"cursor": cursor} if cursor else {})).json()
        seen += [event["id"] for event in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == whole
    assert len(seen) == 5


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"categorie": "expo"}, "categorie"),
        ({"category": "party"}, "category"),
        ({"limit": 101}, "limit"),
        ({"limit": 0}, "limit"),
        ({"limit": 10**9}, "limit"),
        ({"limit": "-5"}, "limit"),
        ({"when": "soon"}, "when"),
        ({"from": "yesterday"}, "from"),
        ({"to": "9999-12-31"}, "to"),
        ({"sort": "city"}, "sort"),
        ({"cursor": "nonsense"}, "cursor"),
        ({"cursor": "W10"}, "cursor"),
        ({"cursor": "é"}, "cursor"),
        ({"q": "x" * 101}, "q"),
        ({"featured": "maybe"}, "featured"),
        ({"offset": 20}, "offset"),
    ],
)
def test_list_refuses_what_it_does_not_know_and_names_it(get, events, parameters, field):
    response = get("/events", **parameters)
    assert response.status_code == 400
    assert response.json()["error"] == "INVALID_INPUT"
    assert list(response.json()["fields"]) == [field]


def test_cursor_of_another_order_is_refused(get, events):
    cursor = get("/events", limit=1).json()["next_cursor"]
    assert get("/events", sort="title", cursor=cursor).json()["fields"].keys() == {"cursor"}


def test_nul_characters_are_refused(get, events, client):
    assert get("/events", q="a\x00b").status_code == 400
    assert client.get("/api/events/a%00b").status_code == 404


def test_unknown_event_is_not_found_in_the_error_shape(get, events):
    response = get("/events/nowhere")
    assert response.status_code == 404
    assert response.json() == {"error": "NOT_FOUND", "message": "There is no such event."}
    assert response["Cache-Control"] == "no-store"


def test_list_costs_three_queries(get, events, django_assert_num_queries, settings):
    settings.API_RATE_LIMIT = 0
    EventFactory(title="With picture", hero_image=ImageFactory())
    get("/events")
    with django_assert_num_queries(3):
        get("/events", q="e")
