"""Sync by `updated_since`, messages to organizers, and other front ends' origins."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import override_settings
from django.utils import timezone as clock

from site_pages.actions import publish_page
from site_pages.models import ContactMessage, ContactPage, EventVersion, SessionPage, Speaker
from site_pages.validators import validate_origins

pytestmark = pytest.mark.django_db
MESSAGE = {"name": "Ada", "email": "ada@example.org", "subject": "Hello", "text": "Is there parking?"}


@pytest.fixture
def quiet(full_event):
    """An event that was published long ago."""
    long_ago = clock.now() - timedelta(days=9)
    type(full_event).objects.filter(pk=full_event.pk).update(last_published_at=long_ago)
    full_event.tracks.update(updated_at=long_ago)
    type(full_event.venue).objects.update(updated_at=long_ago)
    Speaker.objects.update(updated_at=long_ago)
    EventVersion.objects.update(changed_at=long_ago)
    return full_event


def titles(part):
    return [item["title"] for item in part["items"]]


def test_sync_answers_what_changed_and_what_left(get, quiet):
    first = get("/events/harbour-days/sessions").json()
    assert titles(first) == ["Talk 0", "Talk 1", "Talk 2"]
    since = clock.now().isoformat()
    assert get("/events/harbour-days/sessions", updated_since=since).json()["items"] == []
    changed, gone, _ = SessionPage.objects.for_event(quiet).order_by("title")
    changed.title = "Talk zero"
    changed.save_revision()
    publish_page(changed)
    gone.unpublish()
    second = get("/events/harbour-days/sessions", updated_since=since).json()
    assert titles(second) == ["Talk zero"]
    assert second["removed"] == [str(gone.public_id)]
    assert len(second["ids"]) == 2
    schedule = get("/events/harbour-days/schedule", updated_since=since).json()
    assert [one["title"] for day in schedule["days"] for room in day["rooms"] for one in room["sessions"]] == [
        "Talk zero"
    ]


def test_as_of_lies_before_what_is_being_published(get, quiet):
    stamp = EventVersion.objects.get(event=quiet).changed_at
    as_of = datetime.fromisoformat(get("/events/harbour-days/sessions").json()["as_of"])
    assert as_of == stamp - timedelta(seconds=60)


def test_sync_of_people_follows_their_record(get, quiet):
    since = (clock.now() - timedelta(days=1)).isoformat()
    assert get("/events/harbour-days/speakers", updated_since=since).json()["items"] == []
    Speaker.objects.get(name="Abe Rope").save()
    part = get("/events/harbour-days/speakers", updated_since=since).json()
    assert [person["name"] for person in part["items"]] == ["Abe Rope"]
    assert len(part["ids"]) == 2
    assert titles(get("/events/harbour-days/sessions", updated_since=since).json()) == ["Talk 1"]


def test_schedule_is_by_conference_day_and_room(get, full_event):
    schedule = get("/events/harbour-days/schedule", fields="title").json()
    assert schedule["timezone"] == "Europe/Berlin"
    assert [(day["date"], [room["room"]["name"] for room in day["rooms"]]) for day in schedule["days"]] == [
        ("2030-05-06", ["Main deck", "Galley"])
    ]
    assert schedule["days"][0]["rooms"][0]["sessions"] == [{"title": "Talk 0"}, {"title": "Talk 2"}]


def post(client, body, **headers):
    return client.post("/api/events/harbour-days/contact", body, content_type="application/json", headers=headers)


def test_message_reaches_the_organizers_inbox(client, full_event):
    response = post(client, MESSAGE)
    assert response.status_code == 201
    message = ContactMessage.objects.get(public_id=response.json()["id"])
    assert (message.event_id, message.name, message.text) == (full_event.pk, "Ada", "Is there parking?")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"text": ""}, "text"),
        ({"text": "x" * 5001}, "text"),
        ({"name": None}, "name"),
        ({"handled_by": 1}, "handled_by"),
    ],
)
def test_message_that_does_not_fit_names_its_field(client, full_event, change, field):
    response = post(client, MESSAGE | change)
    assert response.status_code == 400
    assert field in response.json()["fields"]
    assert not ContactMessage.objects.exists()


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"text"'])
def test_message_that_is_no_object_is_refused(client, full_event, body):
    response = post(client, body)
    assert response.status_code == 400
    assert response.json()["error"] == "INVALID_INPUT"


def test_event_without_contact_page_takes_no_message(client, full_event):
    ContactPage.objects.child_of(full_event).get().unpublish()
    assert post(client, MESSAGE).status_code == 404


ORIGIN = {"origin": "https://app.example"}


def allow(event, origins):
    event.front_end_origins = origins
    event.save()


def test_schedule_files_are_readable_by_the_events_front_ends_only(client, full_event):
    allow(full_event, "https://app.example")
    path = f"/events/{full_event.slug}/sessions/schedule.json"

    allowed = client.get(path, headers=ORIGIN)
    refused = client.get(path, headers={"origin": "https://evil.example"})

    assert allowed["Access-Control-Allow-Origin"] == "https://app.example"
    assert "Access-Control-Allow-Origin" not in refused


@pytest.mark.parametrize("path", ["/events/harbour-days", "/events/harbour-days/sessions", "SESSION"])
def test_event_allows_its_own_front_ends(get, full_event, path):
    if path == "SESSION":
        path = f"/sessions/{SessionPage.objects.for_event(full_event).first().public_id}"
    allow(full_event, "https://other.example\nhttps://app.example")
    allowed = get(path, headers=ORIGIN)
    assert allowed["Access-Control-Allow-Origin"] == "https://app.example"
    assert "Access-Control-Allow-Credentials" not in allowed
    assert "ETag" in allowed["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Origin" not in get(path, headers={"origin": "https://evil.example"})


def test_event_allows_nobody_by_default(get, full_event):
    assert "Access-Control-Allow-Origin" not in get("/events/harbour-days", headers=ORIGIN)
    assert "Access-Control-Allow-Origin" not in get("/events", headers=ORIGIN)


@override_settings(CORS_ALLOWED_ORIGINS=["https://app.example"])
def test_platform_list_allows_everywhere(get, full_event):
    assert get("/events", headers=ORIGIN)["Access-Control-Allow-Origin"] == "https://app.example"


@override_settings(HEADLESS_PREVIEW_URL="https://front.example/preview")
def test_preview_is_open_to_the_configured_front_end(get, full_event):
    allowed = get("/preview", content_type="x", token="y", headers={"origin": "https://front.example"})
    assert allowed["Access-Control-Allow-Origin"] == "https://front.example"


def test_message_is_announced_by_preflight(client, full_event):
    allow(full_event, "https://app.example")
    headers = ORIGIN | {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    response = client.options("/api/events/harbour-days/contact", headers=headers)
    assert response["Access-Control-Allow-Origin"] == "https://app.example"
    assert "POST" in response["Access-Control-Allow-Methods"]


@pytest.mark.parametrize("value", ["", "https://a.example", "https://a.example:8443\nhttp://localhost:3000"])
def test_origins_as_browsers_send_them_are_taken(value):
    validate_origins(value)


@pytest.mark.parametrize(
    "value", ["*", "null", "http://a.example", "https://a.example/", "https://A.example", "a.example"]
)
def test_other_origins_are_refused(value):
    with pytest.raises(ValidationError):
        validate_origins(value)
