"""The organizer API of events with galleries: changing, closing and archiving them, and who may."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from gallery.models import Gallery
from payments.models import Payment
from site_pages.models import EventPage
from tests.factories import UserFactory
from tests.factories.sign_in import sign_in_as, sign_in_strongly
from tests.gallery.api.desk import EVENTS, JSON, create, gallery_of, in_role, key_of, money, patch, signed_in
from tests.gallery.orders.desk import pay, somebody, soon

pytestmark = pytest.mark.django_db


def test_changes_of_what_is_free_and_of_what_costs(client: Client, gallery: Gallery):
    free = patch(client, gallery, name="A new name", pin="1234", show_on_site=True)
    dear = patch(client, gallery, max_guests=200)

    shown = client.get(f"{EVENTS}/{gallery.public_id}").json()
    assert (free.status_code, free.json()["name"], free.json()["has_pin"]) == (200, "A new name", True)
    assert (dear.status_code, dear.json()["amount"], dear.json()["event_id"]) == (
        202,
        money("200.00"),
        str(gallery.public_id),
    )
    assert (shown["max_guests"], shown["pending"]["max_guests"], shown["pending"]["amount"]) == (
        100,
        200,
        money("200.00"),
    )
    pay(Payment.objects.get())
    after = client.get(f"{EVENTS}/{gallery.public_id}").json()
    assert (after["max_guests"], after["pending"], after["fee"]["paid"]) == (200, None, money("200.00"))
    assert patch(client, gallery, pin=None).json()["has_pin"] is False
    assert patch(client, gallery).status_code == 200


@pytest.mark.parametrize(
    "given",
    [{"max_guests": 0}, {"max_guests": None}, {"show_on_site": False}, {"event_date": None}, {"cover_image": None}],
    ids=lambda given: next(iter(given)),
)
def test_presence_of_a_locked_setting_is_refused_whatever_its_value(client: Client, gallery: Gallery, given):
    Gallery.objects.update(event_date=soon(0), end_date=soon(0))

    answer = patch(client, gallery, **given)

    assert (answer.status_code, answer.json()["error"]) == (403, "EVENT_SETTINGS_LOCKED")
    assert patch(client, gallery, name="Still can").status_code == 200


def test_closing_and_archiving_twice_is_once(client: Client, gallery: Gallery):
    address = f"{EVENTS}/{gallery.public_id}"
    first, second = (client.post(f"{address}/close").json() for _time in range(2))
    third, fourth = (client.post(f"{address}/archive").json() for _time in range(2))

    assert (first["status"], third["status"], third["closed_at"]) == ("closed", "archived", first["closed_at"])
    assert (first, third) == (second, fourth)
    kept = datetime.fromisoformat(third["purge_at"]) - datetime.fromisoformat(third["archived_at"])
    assert kept == timedelta(days=30)
    assert client.post(f"{address}/close").json()["status"] == "archived"


CALLS = [
    ("get", "", None),
    ("patch", "", {"name": "Another name"}),
    ("patch", "", {"show_on_site": True}),
    ("patch", "", {"max_guests": 90}),
    ("patch", "", {"event_date": soon(33).isoformat()}),
    ("post", "/close", {}),
    ("post", "/archive", {}),
]
ALL, EDITS, SEES, NOTHING = [200] * 7, [200] * 3 + [404] * 4, [200] + [404] * 6, [404] * 7


def codes(client: Client, gallery: Gallery, headers: dict[str, str] | None = None) -> list[int]:
    """What each call answers."""
    found = []
    for method, rest, body in CALLS:
        kind = {} if body is None else {"content_type": JSON}
        address = f"{EVENTS}/{gallery.public_id}{rest}"
        found.append(getattr(client, method)(address, body, headers=headers or {}, **kind).status_code)
    return found


@pytest.mark.parametrize(
    ("role", "expected"),
    [("owner", ALL), ("collaborator", EDITS), ("moderator", SEES), ("reviewer", NOTHING), ("check_in", NOTHING)],
)
def test_each_role_may_what_spec_2_says(gallery: Gallery, role: str, expected: list[int]):
    assert codes(in_role(gallery, role), gallery) == expected


def test_people_of_another_event_find_nothing_and_strangers_are_asked_to_sign_in(gallery: Gallery):
    assert codes(signed_in(somebody()), gallery) == NOTHING
    assert codes(in_role(gallery_of(somebody()), "owner"), gallery) == NOTHING
    assert codes(Client(), gallery) == [401] * 7
    assert [Client().get(EVENTS).status_code, create(Client()).status_code] == [401, 401]


def test_platform_administrators_power_needs_the_second_factor(gallery: Gallery):
    admin = UserFactory(is_superuser=True, is_staff=True)
    weak, strong = signed_in(admin), Client()
    sign_in_strongly(strong, admin)

    assert (codes(weak, gallery), codes(strong, gallery)) == (NOTHING, ALL)


def test_keys_do_what_their_scopes_say(owner: User, gallery: Gallery):
    client, other = Client(), gallery_of(owner)
    sees, manages, edits = (key_of(owner, scope) for scope in ("moderate-photos", "manage-photos", "write"))
    elsewhere = key_of(owner, "manage-photos", "moderate-photos", "write", events=(other.event_id,))

    assert codes(client, gallery, sees) == SEES
    assert codes(client, gallery, edits) == [404, 200, 200, 404, 404, 404, 404]
    assert codes(client, gallery, elsewhere) == NOTHING
    assert codes(client, gallery, manages) == [200, 404, 404, 200, 200, 200, 200]
    listed = [client.get(EVENTS, headers=key).json().get("items") for key in (sees, elsewhere, edits)]
    assert [len(rows) if rows is not None else None for rows in listed] == [2, 1, None]
    created = [create(client, key).status_code for key in (sees, elsewhere, edits, manages)]
    assert created == [403, 403, 403, 201]


def test_pages_of_other_sites_create_nothing(owner: User):
    client = Client(enforce_csrf_checks=True)
    sign_in_as(client, owner)

    answer = create(client)

    assert (answer.status_code, answer.json()["error"]) == (403, "CSRF_FAILED")
    assert not EventPage.objects.exists()
