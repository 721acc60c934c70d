"""Wagtail's own doors: /api/v2/ for everybody, /api/v3-preview/ with a key (test_api_v3.py has its rights)."""

import json
from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone as clock
from wagtail.models import Collection, CollectionViewRestriction

from accounts.api_keys import create_api_key
from site_pages.models import EventPage, HomePage, SessionIndexPage
from site_pages.picture_actions import make_event_pictures
from tests.factories import (
    EventFactory,
    ImageFactory,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
    SponsorFactory,
    UserFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(db):
    venue = VenueFactory(name="Harbour Hall", travel="<p>By <b>tram</b></p>")
    RoomFactory(venue=venue, name="Main deck")
    event = EventFactory(title="Harbour Days", venue=venue, hero_image=ImageFactory())
    speaker = SpeakerFactory(name="Ada", email="ada@example.org", photo=ImageFactory())
    SessionFactory(event=event, title="Knots", speakers=[speaker])
    return event


def read(client, path, **parameters):
    response = client.get(f"/api/v2/{path}", parameters)
    assert response.status_code == 200, response.content
    return response.json()


def test_every_endpoint_is_there(client, event):
    names = ["pages", "images", "documents", "redirects", "speakers", "sponsors", "organizations", "venues", "tracks"]
    assert [client.get(f"/api/v2/{name}/").status_code for name in names] == [200] * len(names)


def test_relations_expand(client, event):
    make_event_pictures(event)
    fields = "venue(name,travel,rooms(name)),hero_image(description,srcset)"
    found = read(client, "pages/", type="site_pages.EventPage", fields=fields)["items"][0]
    assert found["venue"]["travel"] == "<p>By <b>tram</b></p>"
    assert [room["name"] for room in found["venue"]["rooms"]] == ["Main deck"]
    assert found["hero_image"]["srcset"]["srcset"].endswith("640w")
    session = read(client, "pages/", type="site_pages.SessionPage", fields="session_speakers(speaker(name,photo))")
    assert session["items"][0]["session_speakers"][0]["speaker"]["name"] == "Ada"


def test_speakers_are_those_on_stage_without_their_address(client, event):
    SpeakerFactory(name="Not yet announced")
    SponsorFactory(name="Not yet announced")
    speakers = read(client, "speakers/", fields="*")["items"]
    assert [speaker["name"] for speaker in speakers] == ["Ada"]
    assert not {"email", "import_key", "home_event"} & speakers[0].keys()
    assert read(client, "sponsors/")["items"] == []
    assert client.get("/api/v2/speakers/?fields=email").status_code == 400
    assert client.get("/api/v2/speakers/?email=ada@example.org").status_code == 400


def test_body_comes_stored_and_resolved(client, event):
    image = ImageFactory()
    value = {"image": {"image": image.pk, "decorative": False, "alt_text": "Here"}, "caption": "", "width": "text"}
    event.body = json.dumps([{"type": "figure", "id": "1", "value": value}])
    event.save_revision().publish()
    found = read(client, f"pages/{event.pk}/")
    assert found["body_blocks"][0]["value"]["image"]["alt"] == "Here"
    assert found["body"][0]["type"] == "figure"


def test_related_page_that_is_not_public_is_null(client, event):
    home = HomePage.objects.get()
    home.featured_event = EventFactory(title="Secret", published=False)
    home.save()
    assert read(client, f"pages/{home.pk}/")["featured_event"] is None
    home.featured_event = event
    home.save()
    assert read(client, f"pages/{home.pk}/")["featured_event"]["title"] == "Harbour Days"


def test_images_of_private_collections_and_of_drafts_are_not_there(client, event):
    guests = Collection.get_first_root_node().add_child(name="Guests")
    CollectionViewRestriction.objects.create(collection=guests, restriction_type="login")
    below = guests.add_child(name="Party")
    hidden = ImageFactory(title="Guest photo", collection=below)
    event.hero_image = hidden
    event.save()
    titles = [image["title"] for image in read(client, "images/", limit=100)["items"]]
    assert "Guest photo" not in titles
    assert client.get(f"/api/v2/images/{hidden.pk}/").status_code == 404
    assert read(client, f"pages/{event.pk}/")["hero_image"] is None


def test_sessions_of_an_unpublished_event_are_gone(client, event):
    EventPage.objects.filter(pk=event.pk).update(live=False)
    assert read(client, "pages/", type="site_pages.SessionPage")["items"] == []
    assert read(client, "speakers/")["items"] == []


def test_list_is_capped(client, event):
    assert client.get("/api/v2/pages/?limit=101").status_code == 400


@pytest.fixture
def key(event):
    """An API key of a platform administrator, which may write."""
    expires_at = clock.now() + timedelta(days=1)
    admin = UserFactory(email="robot@example.org", is_superuser=True, is_staff=True)
    new = create_api_key(admin, name="robot", scopes=["read-draft", "write"], event_ids=[], expires_at=expires_at)
    return {"authorization": f"Bearer {new.raw}"}


def call(client, method, path, key, body=None):
    response = client.generic(
        method, f"/api/v3-preview/{path}", json.dumps(body or {}), content_type="application/json", headers=key
    )
    assert response.status_code in {200, 201}, response.content
    return response.json()


def test_preview_api_creates_an_event_adds_a_session_and_publishes(client, event, key):
    index = event.get_parent()
    made = call(
        client,
        "POST",
        "pages/",
        key,
        {
            "meta": {"type": "site_pages.EventPage", "parent_id": index.pk, "action": "publish"},
            "title": "Robot Summit",
            "slug": "robot-summit",
            "short_description": "Made by a program",
            "starts_at": "2031-01-01T09:00:00Z",
            "ends_at": "2031-01-02T17:00:00Z",
            "timezone": "Europe/Berlin",
            "format": "hybrid",
            "category": "summit",
            "access_mode": "open",
            "accent_color": "#0f5c55",
        },
    )
    schedule = SessionIndexPage.objects.child_of(EventPage.objects.get(pk=made["id"])).get()
    call(
        client,
        "POST",
        "pages/",
        key,
        {
            "meta": {"type": "site_pages.SessionPage", "parent_id": schedule.pk, "action": "publish"},
            "title": "Opening",
            "slug": "opening",
            "starts_at": "2031-01-01T09:00:00Z",
            "ends_at": "2031-01-01T10:00:00Z",
            "session_type": "keynote",
            "format": "hybrid",
        },
    )
    shown = client.get("/api/events/robot-summit").json()
    assert (shown["title"], [session["title"] for session in shown["sessions"]]) == ("Robot Summit", ["Opening"])


@override_settings(WAGTAILAPI_DOCS_ENABLED=False)
def test_preview_documentation_can_be_switched_off(client, event):
    assert client.get("/api/v3-preview/docs/").status_code == 404
    assert client.get("/api/v3-preview/openapi.json").status_code == 404
