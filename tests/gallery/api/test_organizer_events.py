"""The organizer API of events with galleries: making, paying, pricing and listing them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from gallery.api.organizer_event_schemas import (
    GalleryPaymentOut,
    GalleryQuoteOut,
    OrganizerEventOut,
    OrganizerEventsOut,
)
from gallery.lifecycle import window_of
from gallery.models import Gallery, GalleryOrder
from gallery.pins import is_pin_of
from payments.models import Payment
from site_pages.models import EventPage
from tests.factories import ImageFactory
from tests.factories.gallery import guest_of, photo_of
from tests.gallery.api.desk import EVENTS, JSON, create, gallery_of, in_role, iso, money, signed_in
from tests.gallery.orders.desk import pay, somebody, soon

pytestmark = pytest.mark.django_db


def test_free_event_is_made_at_once(client: Client):
    answer = create(client, pin="0420", end_date=soon(31).isoformat())

    gallery = Gallery.objects.get()
    made = answer.json()
    OrganizerEventOut.model_validate(made)
    window = window_of(soon(), soon(31))
    assert answer.status_code == 201
    assert made["guest_url"] == f"http://127.0.0.1:8000/e/{gallery.slug}"
    assert made["site_url"] == f"http://127.0.0.1:8000/events/{gallery.slug}/"
    assert (made["id"], made["slug"], made["name"]) == (str(gallery.public_id), "asha-and-ravi", "Asha and Ravi")
    assert (made["status"], made["is_locked"], made["has_pin"], made["role"]) == ("draft", False, True, "owner")
    assert (made["max_guests"], made["max_uploads_per_guest"], made["compression_mode"]) == (100, 10, "compressed")
    assert made["fee"] == {"total": money("0.00"), "paid": money("0.00"), "credit": money("0.00")}
    assert (made["opens_at"], made["closes_at"]) == (iso(window.opens_at), iso(window.closes_at))
    assert (made["guests"], made["uploads"], made["pending"], made["purge_at"]) == (0, 0, None, None)
    assert "0420" not in answer.content.decode()
    assert is_pin_of(gallery, "0420")


def test_paid_event_waits_for_its_payment(client: Client):
    answer = create(client, max_guests=200, max_uploads_per_guest=20)
    begun = answer.json()
    GalleryPaymentOut.model_validate(begun)
    payment = Payment.objects.get()

    assert answer.status_code == 202
    assert begun == {
        "payment_id": str(payment.public_id),
        "payment_url": f"http://127.0.0.1:8000/payments/{payment.public_id}/go/",
        "amount": money("400.00"),
        "status": "pending",
        "problem": "",
        "can_retry": False,
        "event_id": None,
    }
    assert client.get(EVENTS).json() == {"items": [], "next_cursor": None}

    pay(payment)

    told = client.get(f"/api/organizer/payments/{payment.public_id}").json()
    gallery = Gallery.objects.get()
    assert (told["status"], told["event_id"], told["payment_url"]) == ("applied", str(gallery.public_id), None)
    again = client.post(f"/api/organizer/payments/{payment.public_id}/retry", {}, content_type=JSON)
    assert (again.status_code, again.json()["error"]) == (409, "ORDER_OVER")


def test_failed_payment_is_tried_again(client: Client):
    first = create(client, max_guests=200).json()
    Payment.objects.update(state="failed")
    GalleryOrder.objects.update(state="failed")
    address = f"/api/organizer/payments/{first['payment_id']}"
    told = client.get(address).json()

    again = client.post(f"{address}/retry", {}, content_type=JSON)

    assert (told["status"], told["can_retry"], told["payment_url"]) == ("failed", True, None)
    assert again.status_code == 202
    assert again.json()["payment_id"] != first["payment_id"]
    assert again.json()["status"] == "pending"
    other = signed_in(somebody())
    assert [other.get(address).status_code, other.post(f"{address}/retry", {}, content_type=JSON).status_code] == [
        404
    ] * 2
    assert client.get(f"/api/organizer/payments/{uuid4()}").status_code == 404


def test_same_key_makes_one_event(client: Client):
    key = {"Idempotency-Key": "click-1"}
    first, second = create(client, key), create(client, key)

    assert (first.status_code, second.status_code, Gallery.objects.count()) == (201, 201, 1)
    assert first.json()["id"] == second.json()["id"]
    other = create(client, key, name="Another party")
    assert (other.status_code, other.json()["error"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert create(client, {"Idempotency-Key": "x" * 256}).status_code == 400


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "ab"}, "name"),
        ({"pin": "12345"}, "pin"),
        ({"pin": "１２３４"}, "pin"),
        ({"max_guests": 0}, "max_guests"),
        ({"max_guests": True}, "max_guests"),
        ({"max_uploads_per_guest": 10**12}, "max_uploads_per_guest"),
        ({"compression_mode": "tiny"}, "compression_mode"),
        ({"event_date": "2001-01-01"}, "event_date"),
        ({"event_date": "tomorrow"}, "event_date"),
        ({"cover_image": 1}, "cover_image"),
        ({"cover_image": 10**30}, "cover_image"),
        ({"provider": "nobody", "max_guests": 200}, "provider"),
        ({"total_fee": 0}, "total_fee"),
        ({"name": "\ud800" * 3}, "name"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_does_not_fit_is_refused_beside_its_field(client: Client, given: dict[str, Any], field: str):
    answer = create(client, **given)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])
    assert (EventPage.objects.count(), GalleryOrder.objects.count()) == (0, 0)


def test_quote_is_the_servers_price_with_its_parts(client: Client, gallery: Gallery):
    answer = client.post(f"{EVENTS}/quote", {"max_guests": 200, "max_uploads_per_guest": 20}, content_type=JSON)

    GalleryQuoteOut.model_validate(answer.json())
    assert answer.json() == {
        "total": money("400.00"),
        "parts": {"guests": money("200.00"), "images": money("200.00"), "raw": money("0.00")},
        "paid": money("0.00"),
        "due": money("400.00"),
        "credit": money("0.00"),
        "providers": [{"name": "sandbox", "label": "Test payment (no money moves)"}],
    }
    refused = client.post(f"{EVENTS}/quote", {"max_guests": 0}, content_type=JSON)
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["max_guests"])
    assert client.get(f"{EVENTS}/quote").status_code == 405


def test_quote_for_a_change_says_what_is_due(client: Client, gallery: Gallery):
    Gallery.objects.update(max_guests=200, total_fee=20_000, paid_fee=30_000, credit=10_000)

    def quoted(**given: Any) -> list[str]:
        body = {"event_id": str(gallery.public_id), **given}
        said = client.post(f"{EVENTS}/quote", body, content_type=JSON).json()
        return [said[name]["amount"] for name in ("total", "paid", "due", "credit")]

    assert quoted(max_guests=300) == ["400.00", "300.00", "100.00", "0.00"]
    assert quoted(max_guests=100) == ["0.00", "300.00", "0.00", "300.00"]
    assert quoted(max_guests=200) == ["200.00", "300.00", "0.00", "100.00"]
    body = {"event_id": str(gallery.public_id)}
    assert in_role(gallery, "collaborator").post(f"{EVENTS}/quote", body, content_type=JSON).status_code == 404


def test_own_events_are_listed_the_latest_first_with_their_counts(client: Client, owner: User):
    late, early = gallery_of(owner, event_date=soon(40)), gallery_of(owner, role="moderator", event_date=soon(20))
    gallery_of(somebody())
    gallery_of(owner, role="check_in")
    first, second = guest_of(late, "Ada"), guest_of(late)
    for guest, status in ((first, "uploaded"), (first, "hidden"), (second, "purged"), (second, "withdrawn")):
        photo_of(guest, status=status)

    answer = client.get(EVENTS).json()

    OrganizerEventsOut.model_validate(answer)
    rows = [(row["id"], row["guests"], row["uploads"], row["role"]) for row in answer["items"]]
    assert rows == [(str(late.public_id), 2, 3, "owner"), (str(early.public_id), 0, 0, "moderator")]
    assert client.get(f"{EVENTS}/{late.public_id}").json() == answer["items"][0]


def test_list_is_read_in_pages(client: Client, owner: User):
    days = [20, 20, 30, 10, 20]
    galleries = [gallery_of(owner, event_date=soon(day)) for day in days]
    order = [str(galleries[at].public_id) for at in (2, 4, 1, 0, 3)]

    found, cursor = [], ""
    while cursor is not None:
        page = client.get(f"{EVENTS}?limit=2" + (f"&cursor={cursor}" if cursor else "")).json()
        found += [row["id"] for row in page["items"]]
        cursor = page["next_cursor"]

    assert found == order
    assert client.get(f"{EVENTS}?cursor={uuid4()}").json()["fields"] == {"cursor": "Not a cursor of this list."}
    assert client.get(f"{EVENTS}?limit=101").status_code == 400


def test_list_costs_the_same_for_one_event_and_for_many(client: Client, owner: User, django_assert_max_num_queries):
    for _number in range(6):
        gallery = gallery_of(owner, cover_image=ImageFactory())
        photo_of(guest_of(gallery))
    client.get(EVENTS)

    with django_assert_max_num_queries(11):
        assert len(client.get(EVENTS).json()["items"]) == 6
