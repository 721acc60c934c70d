"""Seeing, searching, hiding and downloading photos over the organizer API, by every role."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone as clock

from gallery.models import Gallery, Media
from gallery.names import file_name
from gallery.rules import MODERATE
from tests.factories import EventFactory
from tests.factories.gallery import gallery_for, guest_of, photo_of
from tests.gallery.api.people import WHO, client_of, get, key_header, path, post

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MODERATORS = {"owner", "collaborator", "moderator"}


@pytest.fixture
def gallery() -> Gallery:
    day = date(2026, 11, 20)
    return gallery_for(EventFactory(slug="harbour", timezone="Europe/Berlin"), event_date=day, end_date=day)


@pytest.fixture
def photo(gallery) -> Media:
    return photo_of(guest_of(gallery, "Amit"), at=NOON, tags=["cake"], size_bytes=2000, placeholder="AAAA")


@pytest.fixture
def desk(gallery) -> Client:
    return client_of(gallery, "moderator")


def calls(media: Media) -> list[tuple[str, str, Any]]:
    """Every operation on photos: method, path below the event, body."""
    one, ids = f"media/{media.public_id}", {"media_ids": [str(media.public_id)]}
    return [
        ("get", "gallery", None),
        ("get", "gallery/facets", None),
        ("get", "gallery/stats", None),
        ("get", f"{one}/download-url", None),
        ("post", f"{one}/hide", {}),
        ("post", f"{one}/unhide", {}),
        ("post", "media/bulk-hide", ids),
        ("post", "media/bulk-unhide", ids),
    ]


def answers(client: Client, gallery: Gallery, media: Media, **headers: Any) -> set[int]:
    return {
        client.generic(
            method.upper(), path(gallery, rest), "" if body is None else json.dumps(body), "application/json", **headers
        ).status_code
        for method, rest, body in calls(media)
    }


@pytest.mark.parametrize("who", WHO)
def test_rights_follow_the_role(gallery, photo, who):
    expected = {200} if who in MODERATORS else {401} if who == "anonymous" else {404}
    assert answers(client_of(gallery, who), gallery, photo) == expected


@pytest.mark.parametrize(("scopes", "status"), [([MODERATE], 200), (["write", "read-draft"], 404)])
def test_key_needs_the_scope(gallery, photo, scopes, status):
    assert answers(Client(), gallery, photo, headers=key_header(gallery, *scopes)) == {status}


def test_photo_of_another_gallery_is_none(gallery, desk):
    foreign = photo_of(guest_of(gallery_for()))
    for rest in ("hide", "unhide"):
        assert post(desk, gallery, f"media/{foreign.public_id}/{rest}").status_code == 404
    assert get(desk, gallery, f"media/{foreign.public_id}/download-url").status_code == 404
    assert post(desk, gallery, "media/bulk-hide", {"media_ids": [str(foreign.public_id)]}).json() == {
        "changed": 0,
        "unknown": 1,
    }
    foreign.refresh_from_db()
    assert foreign.status == "uploaded"


def test_list_says_everything_about_a_photo(gallery, photo, desk):
    answer = get(desk, gallery, "gallery").json()

    (item,) = answer["media"]
    addresses = [item.pop("thumb_url"), item.pop("preview_url")]
    assert answer == {"media": [item], "next_cursor": None, "total_count": 1}
    assert item == {
        "media_id": str(photo.public_id),
        "placeholder": "AAAA",
        "uploaded_by": "Amit",
        "session_id": str(photo.guest.public_id),
        "uploaded_at": "2026-11-20T12:00:00Z",
        "taken_at": "2026-11-20T12:00:00Z",
        "status": "uploaded",
        "size_bytes": 2000,
        "mime_type": "image/jpeg",
        "width": 4000,
        "height": 3000,
        "tags": ["cake"],
    }
    folders = [urlsplit(address).path.split("/")[-2:] for address in addresses]
    assert folders == [["thumbs", f"{photo.public_id}-1.webp"], ["previews", f"{photo.public_id}-1.webp"]]


def test_photo_without_name_and_pictures_says_so(gallery, desk):
    photo_of(guest_of(gallery), recipe=0, width=None, height=None, crc32=None)
    (item,) = get(desk, gallery, "gallery").json()["media"]
    assert [item[name] for name in ("uploaded_by", "thumb_url", "preview_url", "width")] == ["", None, None, None]


def test_list_is_sorted_filtered_and_paged(gallery, desk):
    amit, nobody = guest_of(gallery, "Amit"), guest_of(gallery)
    first = photo_of(amit, at=NOON, tags=["cake"], size_bytes=3)
    second = photo_of(nobody, tags=["dance"], size_bytes=2, mime_type="image/heic")
    third = photo_of(amit, tags=["dance"], size_bytes=1, status="hidden")

    def found(**query: Any) -> list[Media]:
        items = get(desk, gallery, "gallery", **query).json()["media"]
        return [Media.objects.get(public_id=item["media_id"]) for item in items]

    assert found() == found(sort="newest") == [second, first]
    assert found(sort="oldest") == found(sort_order="asc") == [first, second]
    assert found(sort_by="size") == found(sort_by="uploader", sort_order="desc") == [first, second]
    assert found(sort_by="uploader") == [second, first]
    assert found(include_hidden=True, filter_uploader="Amit") == [third, first]
    assert found(filter_uploader="-,Zoe") == [second]
    assert found(filter_tag="cake, dance", filter_file_type="jpeg") == [first]
    assert found(filter_session=amit.public_id) == [first]
    assert found(filter_date="2026-11-20") == [first]
    page = get(desk, gallery, "gallery", limit=1).json()
    assert found(limit=1, cursor=page["next_cursor"]) == [first]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"sort": "newest", "sort_by": "size"}, "sort"),
        ({"sort": "random"}, "sort"),
        ({"sort_by": "id"}, "sort_by"),
        ({"filter_date": "yesterday"}, "filter_date"),
        ({"filter_date": "0001-01-01"}, "filter_date"),
        ({"filter_session": "1"}, "filter_session"),
        ({"filter_file_type": "mp4"}, "filter_file_type"),
        ({"filter_tag": ",".join(map(str, range(101)))}, "filter_tag"),
        ({"cursor": "x"}, "cursor"),
        ({"filter_colour": "red"}, "filter_colour"),
    ],
    ids=lambda value: "" if isinstance(value, str) else "-".join(value),
)
def test_what_cannot_be_asked_is_said_beside_its_name(gallery, photo, desk, query, field):
    answer = get(desk, gallery, "gallery", **query)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])


def test_cursor_with_other_filters_is_refused(gallery, photo, desk):
    photo_of(photo.guest)
    cursor = get(desk, gallery, "gallery", limit=1).json()["next_cursor"]
    answer = get(desk, gallery, "gallery", limit=1, cursor=cursor, filter_tag="cake")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["cursor"])


def test_facets_and_stats_are_answered(gallery, photo, desk):
    photo_of(guest_of(gallery), at=NOON, size_bytes=500, status="hidden")

    facets = get(desk, gallery, "gallery/facets", uploader_q="am").json()
    everything = get(desk, gallery, "gallery/facets", include_hidden=True, limit=500).json()
    stats = get(desk, gallery, "gallery/stats").json()

    cake = [{"value": "cake", "count": 1}]
    assert facets == {"uploaders": [{"value": "Amit", "count": 1}], "tags": cake}
    assert everything["uploaders"] == [{"value": "-", "count": 1}, {"value": "Amit", "count": 1}]
    assert stats == {
        "total_uploaded": 2,
        "hidden": 1,
        "storage_bytes": 2500,
        "unique_guests": 2,
        "uploads_per_day": [{"day": "2026-11-20", "count": 2}],
        "uploads_per_hour": [{"hour": "2026-11-20T13:00:00+01:00", "count": 2}],
    }
    assert get(desk, gallery, "gallery/facets", limit=501).status_code == 400


def test_hiding_and_showing_twice_is_once(gallery, photo, desk):
    one = f"media/{photo.public_id}"
    states = [post(desk, gallery, f"{one}/{verb}").json() for verb in ("hide", "hide", "unhide", "unhide")]
    assert [state["status"] for state in states] == ["hidden", "hidden", "uploaded", "uploaded"]
    assert {state["media_id"] for state in states} == {str(photo.public_id)}


def test_many_are_hidden_at_once(gallery, photo, desk):
    other = photo_of(photo.guest)
    ids = [str(photo.public_id), str(other.public_id), str(uuid4())]

    results = [post(desk, gallery, f"media/{verb}", {"media_ids": ids}).json() for verb in ("bulk-hide", "bulk-hide")]
    results += [post(desk, gallery, "media/bulk-unhide", {"media_ids": ids[:1]}).json()]

    assert results == [{"changed": 2, "unknown": 1}, {"changed": 0, "unknown": 1}, {"changed": 1, "unknown": 0}]
    assert [item["media_id"] for item in get(desk, gallery, "gallery").json()["media"]] == ids[:1]


@pytest.mark.parametrize("count", [0, 501])
def test_none_and_too_many_are_refused(gallery, desk, count):
    ids = [str(UUID(int=number)) for number in range(count)]
    answer = post(desk, gallery, "media/bulk-hide", {"media_ids": ids})
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["media_ids"])


def test_download_is_the_original_for_a_quarter_of_an_hour(gallery, photo, desk):
    before = clock.now()
    answer = get(desk, gallery, f"media/{photo.public_id}/download-url").json()

    address = urlsplit(answer["download_url"])
    query = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert address.path.endswith(f"/galleries/{gallery.public_id}/originals/{photo.public_id}")
    assert query["disposition"] == f'attachment; filename="{file_name(photo)}"'
    assert answer["filename"] == file_name(photo)
    left = (datetime.fromisoformat(answer["expires_at"]) - before).total_seconds()
    assert 900 <= left < 960
    assert 899 <= int(query["expires"]) - before.timestamp() < 960


@pytest.mark.parametrize(("mode", "status"), [("compressed", 409), ("raw", 200)])
def test_download_waits_until_the_location_is_blanked(gallery, desk, mode, status):
    Gallery.objects.filter(pk=gallery.pk).update(compression_mode=mode)
    fresh = photo_of(guest_of(gallery), crc32=None, recipe=0)

    answer = get(desk, gallery, f"media/{fresh.public_id}/download-url")

    assert answer.status_code == status
    assert answer.json().get("error") == ("NOT_READY" if status == 409 else None)


@pytest.mark.parametrize(
    ("state", "status"),
    [("hidden", 200), ("pending", 404), ("withdrawn", 404), ("rejected", 404), ("purged", 404)],
)
def test_download_is_of_what_is_kept(gallery, desk, state, status):
    photo = photo_of(guest_of(gallery), status=state)
    assert get(desk, gallery, f"media/{photo.public_id}/download-url").status_code == status


def cost(client: Client, gallery: Gallery, rest: str, **query: Any) -> int:
    """Queries of one reading, once what is kept between requests is kept."""
    assert get(client, gallery, rest, **query).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        get(client, gallery, rest, **query)
    return len(queries)


def test_lists_cost_the_same_with_many(gallery, photo, desk):
    """The session, its person and their role are four of them, the gallery is one."""
    asked = [
        ("gallery", {}, 9),
        ("gallery", {"filter_session": photo.guest.public_id, "filter_tag": "cake"}, 10),
        ("gallery/facets", {}, 8),
        ("gallery/stats", {}, 10),
    ]
    before = [cost(desk, gallery, rest, **query) for rest, query, _most in asked]
    for number in range(30):
        photo_of(guest_of(gallery, f"Guest {number}"), tags=[f"tag {number}"])
        photo_of(photo.guest, tags=["cake"])

    after = [cost(desk, gallery, rest, **query) for rest, query, _most in asked]

    assert after == before
    assert [most for _rest, _query, most in asked] >= after
    cursor = get(desk, gallery, "gallery", limit=20).json()["next_cursor"]
    assert cost(desk, gallery, "gallery", limit=20, cursor=cursor) == before[0]


def test_bulk_costs_the_same_with_many(gallery, photo, desk):
    ids = [str(photo_of(photo.guest).public_id) for _ in range(30)]
    counts = []
    for some in (ids[:1], ids[1:]):
        with CaptureQueriesContext(connection) as queries:
            post(desk, gallery, "media/bulk-hide", {"media_ids": some})
        counts.append(len(queries))
    assert counts[0] == counts[1]
