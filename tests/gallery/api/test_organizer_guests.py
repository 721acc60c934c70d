"""Guests over the organizer API, by every role."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gallery.cursors import SALT, digest_of
from gallery.models import Gallery, GuestSession
from gallery.rules import MODERATE
from tests.factories.gallery import gallery_for, guest_of, photo_of
from tests.gallery.api.people import WHO, client_of, get, key_header, path, post

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MODERATORS = {"owner", "collaborator", "moderator"}


@pytest.fixture
def gallery() -> Gallery:
    return gallery_for(max_guests=50)


@pytest.fixture
def desk(gallery) -> Client:
    return client_of(gallery, "moderator")


def answers(client: Client, gallery: Gallery, guest: GuestSession, **more: Any) -> set[int]:
    listed = client.get(path(gallery, "guests"), **more).status_code
    rest = (f"guests/{guest.public_id}/{verb}" for verb in ("deactivate", "reactivate"))
    return {listed, *(client.post(path(gallery, one), {}, "application/json", **more).status_code for one in rest)}


@pytest.mark.parametrize("who", WHO)
def test_rights_follow_the_role(gallery, who):
    expected = {200} if who in MODERATORS else {401} if who == "anonymous" else {404}
    assert answers(client_of(gallery, who), gallery, guest_of(gallery)) == expected


@pytest.mark.parametrize(("scopes", "status"), [([MODERATE], 200), (["write"], 404)])
def test_key_needs_the_scope(gallery, scopes, status):
    assert answers(Client(), gallery, guest_of(gallery), headers=key_header(gallery, *scopes)) == {status}


def test_guests_are_listed_the_latest_first(gallery, desk):
    first = guest_of(gallery, created_at=NOON, last_active_at=NOON)
    second = guest_of(gallery, "Amit", created_at=NOON + timedelta(minutes=1), is_active=False)
    for status in ("uploaded", "hidden", "withdrawn", "pending", "rejected"):
        photo_of(first, status=status)
    guest_of(gallery_for(), "Elsewhere")

    answer = get(desk, gallery, "guests").json()

    assert [guest["session_id"] for guest in answer.pop("guests")] == [str(second.public_id), str(first.public_id)]
    assert answer == {"next_cursor": None, "total_guests": 2, "max_guests": 50}
    shown = get(desk, gallery, "guests").json()["guests"]
    assert shown[1] == {
        "session_id": str(first.public_id),
        "display_name": "",
        "upload_count": 2,
        "is_active": True,
        "created_at": "2026-11-20T12:00:00Z",
        "last_active_at": "2026-11-20T12:00:00Z",
    }
    assert [shown[0][name] for name in ("display_name", "upload_count", "is_active")] == ["Amit", 0, False]


def test_guests_who_came_together_are_each_met_once(gallery, desk):
    """Equal to the microsecond, and some a microsecond apart."""
    moments = [NOON + timedelta(microseconds=number // 3) for number in range(7)]
    guests = [str(guest_of(gallery, created_at=moment).public_id) for moment in moments]
    met, cursor = [], ""
    while cursor is not None:
        page = get(desk, gallery, "guests", limit=2, **({"cursor": cursor} if cursor else {})).json()
        met += [guest["session_id"] for guest in page["guests"]]
        cursor = page["next_cursor"]
        guest_of(gallery, created_at=NOON + timedelta(hours=1))  # comes before what is still to be read
    assert met == guests[::-1]


def test_cursor_of_another_list_is_refused(gallery, desk):
    other = gallery_for()
    gone = signing.dumps([digest_of("guests", gallery.public_id), 1, other.public_id.hex, 0], salt=SALT)
    foreign = signing.dumps([digest_of("guests", other.public_id), 1, other.public_id.hex, 0], salt=SALT)
    for cursor in ("x", gone, foreign):
        answer = get(desk, gallery, "guests", cursor=cursor)
        assert (answer.status_code, list(answer.json()["fields"])) == (400, ["cursor"])


def test_device_is_refused_and_let_in_again_and_photos_stay(gallery, desk):
    guest = guest_of(gallery, "Amit")
    photo = photo_of(guest)
    one = f"guests/{guest.public_id}"

    states = [post(desk, gallery, f"{one}/{verb}").json() for verb in ("deactivate", "deactivate")]
    states += [post(desk, gallery, f"{one}/{verb}").json() for verb in ("reactivate", "reactivate")]

    assert [(state["is_active"], state["upload_count"]) for state in states] == [(False, 1)] * 2 + [(True, 1)] * 2
    photo.refresh_from_db()
    assert photo.status == "uploaded"


def test_guest_of_another_gallery_is_none(gallery, desk):
    foreign = guest_of(gallery_for())
    statuses = {
        post(desk, gallery, f"guests/{foreign.public_id}/{verb}").status_code for verb in ("deactivate", "reactivate")
    }
    foreign.refresh_from_db()
    assert (statuses, foreign.is_active) == ({404}, True)


def test_list_costs_the_same_with_many(gallery, desk):
    photo_of(guest_of(gallery))
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert get(desk, gallery, "guests", limit=100).status_code == 200
        counts.append(len(queries))
        for _number in range(20):
            photo_of(guest_of(gallery))
    assert counts[0] == counts[1] <= 7
