"""A whole mini-site in one answer."""

import gzip
import json
from typing import get_args

import pytest
from django.core.cache import cache
from django.test import override_settings

from site_pages.actions import publish_page
from site_pages.api.schemas import EventDetail, Schedule, SessionDetail, SessionPart, SpeakerPart, SponsorPart
from site_pages.blocks import BODY_BLOCKS
from site_pages.models import EventPage
from site_pages.picture_actions import make_event_pictures
from tests.factories import EventFactory, ImageFactory, SpeakerFactory
from tests.site_pages.api.conftest import add_sessions, put_on_stage
from ticketing.storefront import availability_of

pytestmark = pytest.mark.django_db


def test_event_detail_has_the_documented_shape(get, full_event):
    response = get("/events/harbour-days")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    EventDetail.model_validate_json(response.content)


def test_event_detail_holds_the_whole_mini_site(get, full_event):
    content = get("/events/harbour-days").json()
    assert content["id"] == str(full_event.public_id)
    assert content["status"] == "published"
    assert [session["title"] for session in content["sessions"]] == ["Talk 0", "Talk 1", "Talk 2"]
    assert [session["room"]["name"] for session in content["sessions"]] == ["Main deck", "Galley", "Main deck"]
    assert content["sessions"][0]["speakers"][0]["name"] == "Bea Sails"
    assert [person["name"] for person in content["speakers"]] == ["Abe Rope", "Bea Sails"]
    assert content["speakers"][1]["session_ids"] == [content["sessions"][0]["id"], content["sessions"][2]["id"]]
    assert [(tier["tier"], tier["sponsors"][0]["name"]) for tier in content["sponsors"]] == [
        ("gold", "Rope Works"),
        ("media", "Radio Pier"),
    ]
    assert content["venue"]["name"] == "Harbour Hall"
    assert [room["name"] for room in content["rooms"]] == ["Main deck", "Galley"]
    assert content["faqs"] == [{"question": "Parking?", "answer": "<p>No.</p>"}]
    assert [section["slug"] for section in content["sections"]][:3] == ["sessions", "speakers", "venue"]


def test_every_kind_of_block_is_documented():
    documented = {block.model_fields["type"].annotation.__args__[0] for block in documented_blocks()}
    assert documented == {name for name, _ in BODY_BLOCKS}


def documented_blocks():
    return get_args(get_args(get_args(EventDetail.model_fields["body"].annotation)[0])[0])


def test_blocks_have_their_references_resolved(get, full_event):
    make_event_pictures(full_event)
    blocks = {block["type"]: block["value"] for block in get("/events/harbour-days").json()["body"]}
    assert (
        blocks["text"]
        == '<p>See <a href="http://127.0.0.1:8000/events/harbour-days/">the event</a> and <b>more</b>.</p>'
    )
    assert blocks["figure"]["image"]["alt"] == "As placed here"
    assert blocks["figure"]["image"]["srcset"].count(" 320w") == 1
    assert [image["alt"] for image in blocks["gallery"]["images"]] == ["As placed here", ""]
    assert blocks["call_to_action"]["link"]["page"] == {
        "title": "Harbour Days",
        "url": "http://127.0.0.1:8000/events/harbour-days/",
    }
    assert blocks["speakers"]["speakers"][0]["name"] == "Ada Blocks"
    assert blocks["video"]["player_url"] == "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"
    assert blocks["table"]["rows"] == [["a", ""], ["b", "c"]]


def test_rich_text_loses_what_an_editor_cannot_write(get, full_event):
    full_event.faqs.update(answer='<p onclick="x()">Hi<script>alert(1)</script> <a href="javascript:x()">y</a></p>')
    assert get("/events/harbour-days").json()["faqs"][0]["answer"] == "<p>Hi <a>y</a></p>"


@pytest.mark.parametrize(
    ("part", "schema"),
    [("sessions", SessionPart), ("speakers", SpeakerPart), ("sponsors", SponsorPart), ("schedule", Schedule)],
)
def test_parts_have_the_documented_shape(get, full_event, part, schema):
    response = get(f"/events/harbour-days/{part}", updated_since="2020-01-01T00:00:00Z")
    schema.model_validate_json(response.content)


def test_session_has_the_documented_shape_and_its_event(get, full_event):
    session_id = get("/events/harbour-days/sessions", fields="id").json()["items"][0]["id"]
    response = get(f"/sessions/{session_id}")
    SessionDetail.model_validate_json(response.content)
    assert response.json()["event"]["slug"] == "harbour-days"


def test_fields_thin_the_answer(get, full_event):
    assert get("/events/harbour-days", fields="title,slug").json() == {"slug": "harbour-days", "title": "Harbour Days"}
    assert get("/events/harbour-days/sponsors", fields="name").json()["items"] == [
        {"name": "Rope Works"},
        {"name": "Radio Pier"},
    ]


def test_fields_refuse_an_unknown_key(get, full_event):
    response = get("/events/harbour-days", fields="title,email")
    assert response.status_code == 400
    assert response.json()["error"] == "INVALID_INPUT"
    assert response.json()["fields"]["fields"].startswith("There is no key email.")


@override_settings(API_RATE_LIMIT=0)
def test_cold_answers_cost_the_same_queries_at_any_length(get, full_event, django_assert_num_queries):
    speakers = [SpeakerFactory(photo=ImageFactory(), bio="<p>x</p>") for _ in range(2)]
    for slug, count in (("short", 5), ("long", 80)):
        event = EventFactory(title=slug.title(), slug=slug, hero_image=ImageFactory())
        body = json.dumps([{"type": "text", "id": "1", "value": f'<p><a linktype="page" id="{event.pk}">x</a></p>'}])
        put_on_stage(add_sessions(event, count, body=body), speakers)
        get(f"/events/{slug}")  # makes the image sizes
        for path in ("", "/sessions", "/speakers", "/sponsors", "/schedule"):
            cache.clear()
            # The whole answer also says what is left of the tickets, looked up once a second.
            with django_assert_num_queries(6 if path else 7):
                assert get(f"/events/{slug}{path}").status_code == 200


@override_settings(API_RATE_LIMIT=0)
def test_warm_and_unchanged_answers_cost_one_query(get, full_event, django_assert_num_queries):
    etag = get("/events/harbour-days")["ETag"]
    keep_what_is_left(full_event)
    with django_assert_num_queries(1):
        assert get("/events/harbour-days")["ETag"] == etag
    cache.clear()
    keep_what_is_left(full_event)
    with django_assert_num_queries(1):
        assert get("/events/harbour-days", headers={"if-none-match": etag}).status_code == 304


def keep_what_is_left(event: EventPage) -> None:
    """What is left of the tickets is looked up once a second; a slow machine takes longer than that."""
    cache.set(f"tickets:{event.pk}", availability_of(event.pk), 60)


def test_compressed_answer_is_the_same(get, full_event, client):
    packed = client.get("/api/events/harbour-days", headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == get("/events/harbour-days").content
    assert packed["ETag"] != get("/events/harbour-days")["ETag"]


def test_answers_carry_cache_headers(get, full_event):
    response = get("/events/harbour-days")
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert response["Surrogate-Key"] == response["Cache-Tag"] == "event-harbour-days"
    assert response["Vary"].lower().split(", ") == ["accept-encoding", "origin"]
    assert response["Last-Modified"].endswith("GMT")
    assert not response.cookies


@override_settings(CDN_PURGE_URL="http://cache.example")
def test_shared_caches_may_keep_an_answer_where_a_purge_reaches_them(get, full_event):
    assert get("/events/harbour-days")["Cache-Control"] == "public, s-maxage=60, max-age=0, must-revalidate"


def test_head_answers_as_get_without_a_body(client, get, full_event):
    head = client.head("/api/events/harbour-days")
    assert (head.status_code, head["ETag"], head.content) == (200, get("/events/harbour-days")["ETag"], b"")


def test_weak_tags_and_lists_of_tags_are_understood(get, full_event):
    etag = get("/events/harbour-days")["ETag"]
    assert get("/events/harbour-days", headers={"if-none-match": f'"other", W/{etag}'}).status_code == 304
    assert get("/events/harbour-days", headers={"if-none-match": "*"}).status_code == 304
    assert get("/events/harbour-days", headers={"if-none-match": '"other"'}).status_code == 200


def test_publishing_changes_the_tag(get, full_event):
    etag = get("/events/harbour-days")["ETag"]
    full_event.title = "Harbour Weeks"
    full_event.save_revision()
    assert get("/events/harbour-days", headers={"if-none-match": etag}).status_code == 304
    publish_page(full_event)
    fresh = get("/events/harbour-days", headers={"if-none-match": etag})
    assert fresh.status_code == 200
    assert fresh.json()["title"] == "Harbour Weeks"
