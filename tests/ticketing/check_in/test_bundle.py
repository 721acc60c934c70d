"""The bundle: what a device can read with a code and without, and what it gets when it asks again."""

import json
from base64 import urlsafe_b64decode
from datetime import timedelta
from hashlib import sha256

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils import timezone as clock

from tests.factories.ticketing import CategoryFactory, ticket_of
from tests.ticketing.check_in.making import scan_of
from ticketing.actions.after_sale import Holder, cancel_tickets, rename_ticket, transfer_ticket
from ticketing.actions.audit import system
from ticketing.actions.scans import record_scan, undo_scan
from ticketing.check_in.bundle import OVERLAP, bundle_of, contents_of, lookup_of, number_hash
from ticketing.codes import is_signed, payload_of, read_code, ticket_code
from ticketing.models import CheckIn, Ticket

pytestmark = pytest.mark.django_db


def raw(letters):
    return urlsafe_b64decode(letters + "=" * (-len(letters) % 4))


def lookup(ticket):
    return lookup_of(contents_of(read_code(ticket_code(ticket)).payload))


def opened(row, contents):
    """The row's details, as a device opens them."""
    sealed = raw(row[4])
    key = sha256(b"foyer.details.v1|" + contents).digest()[:16]
    return json.loads(AESGCM(key).decrypt(sealed[:12], sealed[12:], None))


def long_ago():
    """Nothing of what was done so far is recent."""
    before = clock.now() - timedelta(hours=1)
    Ticket.objects.update(issued_at=before)
    Ticket.objects.filter(closed_at__isnull=False).update(closed_at=before)
    CheckIn.objects.update(received_at=before)


def test_letters_of_a_known_ticket_are_these():
    contents = bytes.fromhex("000001020123456789ab00ff00ff00ff00ff")
    assert (lookup_of(contents), number_hash("ABCD-EFGH-JKMN")) == ("HAw5n50JP2M", "Hx9uNS8")


def test_bundle_names_a_ticket_only_to_whoever_holds_its_code(door, category, ticket):
    other = ticket_of(category)

    bundle = bundle_of(door.event, since=None)

    rows = {row[0]: row for row in bundle["tickets"]}
    row, contents = rows[lookup(ticket)], contents_of(read_code(ticket_code(ticket)).payload)
    assert row[1:4] == [number_hash(ticket.number), 0, "valid"]
    assert opened(row, contents) == ["Ada Lovelace", ticket.number]
    with pytest.raises(InvalidTag):
        opened(row, contents_of(payload_of(other, key_id=1)))
    text = json.dumps(bundle)
    assert [word for word in ("Lovelace", ticket.number, ticket.attendee_email) if word in text] == []


def test_bundle_verifies_codes_by_their_first_bytes(door, ticket):
    read = read_code(ticket_code(ticket))

    (key,) = bundle_of(door.event, since=None)["keys"]

    assert read.payload[:5].hex() == key["prefix"]
    assert is_signed(read, raw(key["public_key"]))


def test_bundle_says_who_passes_which_door_and_who_is_in(door, category, ticket, staff):
    speakers = CategoryFactory(event=door.event, name="Speakers")
    door.categories.set([speakers])
    inside = ticket_of(speakers)
    entry = record_scan(door, scan_of(inside), by=staff)

    bundle = bundle_of(door.event, since=None)

    assert [one["name"] for one in bundle["categories"]] == [category.name, "Speakers"]
    assert [(one["categories"], one["expected"], one["inside"]) for one in bundle["lists"]] == [([1], 1, 1)]
    assert bundle["stays"] == [[0, lookup(inside), int(entry.admission.entered_at.timestamp())]]


def test_unpaid_tickets_and_other_events_are_left_out(door, ticket):
    ticket_of(CategoryFactory(event=door.event, price=1000))
    ticket_of(CategoryFactory())

    bundle = bundle_of(door.event, since=None)

    assert ([row[0] for row in bundle["tickets"]], bundle["ticket_count"]) == ([lookup(ticket)], 1)


def test_bundle_since_a_stamp_has_only_what_changed(door, category, ticket, staff):
    cancelled, passed_on, renamed, entered = (ticket_of(category) for _ in range(4))
    long_ago()
    stamp = clock.now()
    cancel_tickets(cancelled.order, [cancelled], by=system())
    successor = transfer_ticket(passed_on, to=Holder("Grace Hopper", "grace@example.org"), by=system())
    rename_ticket(renamed, name="Ada King", by=system())
    record_scan(door, scan_of(entered), by=staff)

    bundle = bundle_of(door.event, since=stamp)

    assert (bundle["is_whole"], bundle["ticket_count"]) == (False, 6)
    assert {row[0]: row[3] for row in bundle["tickets"]} == {
        lookup(cancelled): "cancelled",
        lookup(passed_on): "replaced",
        lookup(renamed): "valid",
        lookup(successor): "valid",
    }
    assert [stay[:2] for stay in bundle["stays"]] == [[0, lookup(entered)]]


def test_undone_entry_is_told_as_nobody_inside(door, ticket, staff):
    entry = record_scan(door, scan_of(ticket), by=staff)
    long_ago()
    stamp = clock.now()
    assert bundle_of(door.event, since=stamp)["stays"] == []

    entry.received_at = clock.now()
    undo_scan(entry, device="North", by=staff)

    assert bundle_of(door.event, since=stamp)["stays"] == [[0, lookup(ticket), None]]


def test_stamp_overlaps_and_an_old_or_coming_one_starts_afresh(door, ticket):
    now = clock.now()
    stamps = [now - timedelta(days=8), now + timedelta(hours=1), now - timedelta(minutes=5)]

    bundles = [bundle_of(door.event, since=stamp) for stamp in stamps]

    assert [bundle["is_whole"] for bundle in bundles] == [True, True, False]
    assert bundles[2]["stamp"] <= (clock.now() - OVERLAP).isoformat()


def test_bundle_costs_the_same_queries_for_any_number_of_tickets(door, category, django_assert_max_num_queries):
    bundle_of(door.event, since=None)
    for _ in range(5):
        ticket_of(category)

    with django_assert_max_num_queries(12):
        assert len(bundle_of(door.event, since=None)["tickets"]) == 5
