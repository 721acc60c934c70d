"""Codes of tickets: letters, signatures, keys and what happens to them."""

from uuid import UUID

import pytest
from cryptography.fernet import InvalidToken
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.factories.ticketing import CategoryFactory, ticket_of
from ticketing import codes
from ticketing.actions.after_sale import Holder, transfer_ticket
from ticketing.actions.audit import system
from ticketing.codes import has_seed, is_genuine, is_signed, named_ticket, payload_of, read_code, signed, ticket_code
from ticketing.models import EventKey, Ticket

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PRIVATE.public_key().public_bytes_raw()
TICKET = Ticket(
    event_id=258, public_id=UUID("0123456789ab4def8123456789abcdef"), seed=bytes.fromhex("00ff00ff00ff00ff")
)
PAYLOAD = "11000001020123456789ab00ff00ff00ff00ff"
CODE = (
    "CEAAAAICAERUKZ4JVMAP6AH7AD7QB76LGCHKECRUBBNDIOLOKAC2T2K2562HLBFQ3ZCOIH"
    "DYHVO3KEU6XLK5JL3VGNP37TIVVZSZ56LPPVQUHTCQ5CNX5PAJ6CYSUD45TABQW"
)


@pytest.fixture
def ticket(db):
    return ticket_of(CategoryFactory())


def test_code_of_a_known_ticket_and_key_has_these_letters():
    payload = payload_of(TICKET, key_id=1)

    assert payload.hex() == PAYLOAD
    assert signed(payload, PRIVATE) == CODE


def test_known_code_reads_as_what_was_signed():
    read = read_code(f" {CODE.lower()}\n")

    assert read is not None
    assert (read.key_id, read.event_id, read.ticket.hex(), read.seed.hex()) == (
        1,
        258,
        "0123456789ab",
        "00ff00ff00ff00ff",
    )
    assert is_signed(read, PUBLIC)


@pytest.mark.parametrize(
    "text",
    ["", "AB-CD", CODE[:-1], CODE + "A", "É" * 133, "1" * 133, "A" + CODE[1:], CODE[:-1] + "B", "https://example.org"],
)
def test_other_letters_are_no_code(text):
    assert read_code(text) is None


@pytest.mark.parametrize("at", [10, 40, 132])
def test_changed_letter_is_a_forgery(at):
    other = {"A": "E"}.get(CODE[at], "A")
    read = read_code(CODE[:at] + other + CODE[at + 1 :])

    assert read is None or not is_signed(read, PUBLIC)


def test_code_fits_a_small_picture_of_letters_alone(ticket):
    import qrcode

    picture = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M)
    picture.add_data(ticket_code(ticket), optimize=0)
    picture.make(fit=True)

    assert picture.version == 6


def test_ticket_has_one_code_and_one_key(ticket):
    first = ticket_code(ticket)

    assert ticket_code(Ticket.objects.get(pk=ticket.pk)) == first
    assert EventKey.objects.get().key_id == 1
    read = read_code(first)
    assert is_genuine(read)
    assert named_ticket(read) == ticket
    assert has_seed(ticket, read)


def test_two_tickets_and_two_events_have_different_codes(ticket):
    other, elsewhere = ticket_of(ticket.category), ticket_of(CategoryFactory())

    assert len({ticket_code(one) for one in (ticket, other, elsewhere)}) == 3
    assert codes.public_keys([ticket.event_id]).keys() == {(ticket.event_id, 1)}


def test_code_signed_with_another_events_key_is_forged(ticket):
    elsewhere = ticket_of(CategoryFactory())
    ticket_code(ticket)
    foreign = codes._private_key(codes.ensure_key(elsewhere.event_id))

    assert not is_genuine(read_code(signed(payload_of(ticket, key_id=1), foreign)))


def test_code_of_a_handed_over_ticket_names_the_closed_one(ticket):
    old_code = ticket_code(ticket)

    successor = transfer_ticket(ticket, to=Holder("Grace Hopper", "grace@example.org"), by=system())

    assert ticket_code(successor) != old_code
    found = named_ticket(read_code(old_code))
    assert (found, found.state) == (ticket, "transferred")


def test_code_with_an_older_seed_names_its_ticket(ticket):
    old_code = ticket_code(ticket)
    Ticket.objects.filter(pk=ticket.pk).update(seed=b"another!")

    found = named_ticket(read_code(old_code))

    assert found == ticket
    assert not has_seed(found, read_code(old_code))


def test_private_key_is_not_stored_in_the_clear_and_moves_to_a_new_secret(ticket, settings):
    code = ticket_code(ticket)
    raw = codes._private_key(EventKey.objects.get()).private_bytes_raw()
    stored = bytes(EventKey.objects.get().private_key)
    assert raw not in stored

    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new secret" * 5
    assert ticket_code(ticket) == code
    settings.SECRET_KEY_FALLBACKS = []

    assert ticket_code(ticket) == code
    assert bytes(EventKey.objects.get().private_key) != stored


def test_lost_secret_makes_a_second_key_and_old_codes_stay_genuine(ticket, settings):
    old_code = ticket_code(ticket)
    settings.SECRET_KEY = "somebody has lost the first one" * 2
    with pytest.raises(InvalidToken):
        codes._boxes().decrypt(bytes(EventKey.objects.get().private_key))

    new_code = ticket_code(ticket)

    assert [read_code(code).key_id for code in (old_code, new_code)] == [1, 2]
    assert all(is_genuine(read_code(code)) for code in (old_code, new_code))
