"""The signed codes in tickets' QR pictures (docs/decisions/0009-codes-and-offline.md).

A code is 19 bytes and their Ed25519 signature by the event's key, in upper-case base 32: 133 letters, which a QR
picture keeps in its alphanumeric mode (version 6-M). The bytes are: format and key id, the event, the ticket, its seed.
A handed-over ticket has another row and seed, so its former code is genuine but names a ticket that is closed.

Scanners get public keys alone, so a lost device can mint nothing. The private half is stored encrypted under a key
derived from SECRET_KEY; SECRET_KEY_FALLBACKS still open it, and its next use stores it under the current one.
"""

from __future__ import annotations

import hmac
from base64 import b32decode, b32encode, urlsafe_b64encode
from binascii import Error as NotBase32
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import IntegrityError, transaction

from site_pages.kept import MISSING, shelf
from ticketing.models import EventKey, Ticket

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

FORMAT = 1
EVENT_BYTES, TICKET_BYTES, SEED_BYTES, SIGNATURE_BYTES = 4, 6, 8, 64
PAYLOAD_BYTES = 1 + EVENT_BYTES + TICKET_BYTES + SEED_BYTES
CODE_LETTERS = 133
SALT = b"foyer.ticket-key.v1"
MOST_KEYS = 15


@dataclass(frozen=True, slots=True)
class ReadCode:
    """What a code says, before anybody has looked whether it is genuine."""

    key_id: int
    event_id: int
    # The first bytes of the ticket's public id: 48 random bits, found through that id's index.
    ticket: bytes
    seed: bytes
    payload: bytes
    signature: bytes


def ticket_code(ticket: Ticket) -> str:
    """The ticket's code, always the same one. The event's key is made with its first code. One query."""
    key = _signing_key(ticket.event_id)
    return signed(payload_of(ticket, key_id=key.key_id), _private_key(key))


def ticket_codes(tickets: Sequence[Ticket]) -> list[str]:
    """The codes of several tickets, in their order. One query at most, but for events that have no key yet."""
    keys = signing_keys({ticket.event_id for ticket in tickets})
    opened = {event_id: _private_key(key) for event_id, key in keys.items()}
    return [
        signed(payload_of(ticket, key_id=keys[ticket.event_id].key_id), opened[ticket.event_id]) for ticket in tickets
    ]


def payload_of(ticket: Ticket, *, key_id: int) -> bytes:
    """What is signed."""
    head = bytes([FORMAT << 4 | key_id]) + ticket.event_id.to_bytes(EVENT_BYTES, "big")
    return head + ticket.public_id.bytes[:TICKET_BYTES] + bytes(ticket.seed)


def signed(payload: bytes, private_key: Ed25519PrivateKey) -> str:
    """Payload and signature as a code's letters."""
    return b32encode(payload + private_key.sign(payload)).decode().rstrip("=")


def read_code(text: str) -> ReadCode | None:
    """What the letters say; None where they are no code of ours. Says nothing of whether it is genuine."""
    letters = text.strip().upper()
    if len(letters) != CODE_LETTERS or not letters.isascii():
        return None
    try:
        raw = b32decode(letters + "=" * (-CODE_LETTERS % 8))
    except NotBase32:
        return None
    # One code, one spelling: the last letter has a bit to spare.
    if b32encode(raw).decode().rstrip("=") != letters or raw[0] >> 4 != FORMAT:
        return None
    payload, signature = raw[:PAYLOAD_BYTES], raw[PAYLOAD_BYTES:]
    return ReadCode(
        key_id=payload[0] & 15,
        event_id=int.from_bytes(payload[1:5], "big"),
        ticket=payload[5:11],
        seed=payload[11:],
        payload=payload,
        signature=signature,
    )


def is_genuine(code: ReadCode) -> bool:
    """Whether the named event's key signed it. One query."""
    keys = EventKey.objects.filter(event_id=code.event_id, key_id=code.key_id)
    return any(is_signed(code, bytes(key)) for key in keys.values_list("public_key", flat=True))


def is_signed(code: ReadCode, public_key: bytes) -> bool:
    """Whether the holder of this key's other half signed the code."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(code.signature, code.payload)
    except InvalidSignature:
        return False
    return True


def public_keys(event_ids: Iterable[int]) -> dict[tuple[int, int], bytes]:
    """The public keys of these events, by event and key id. One query."""
    keys = EventKey.objects.filter(event_id__in=list(event_ids))
    return {(key.event_id, key.key_id): bytes(key.public_key) for key in keys}


def named_ticket(code: ReadCode) -> Ticket | None:
    """The ticket that the code names. Its seed may be another one by now: then the code is an older one. One query."""
    rest = 16 - TICKET_BYTES
    first, last = UUID(bytes=code.ticket + bytes(rest)), UUID(bytes=code.ticket + b"\xff" * rest)
    # Two tickets may share 48 bits; the seed tells them apart.
    near = Ticket.objects.filter(event_id=code.event_id, public_id__range=(first, last))
    found = list(near.select_related("order")[:8])
    return next((ticket for ticket in found if has_seed(ticket, code)), found[0] if found else None)


def has_seed(ticket: Ticket, code: ReadCode) -> bool:
    """Whether this is the ticket's present code."""
    return hmac.compare_digest(bytes(ticket.seed), code.seed)


def ensure_key(event_id: int) -> EventKey:
    """The event's key, made if it has none: a device that leaves for a place without network needs it."""
    return _signing_key(event_id)


def signing_keys(event_ids: Collection[int]) -> dict[int, EventKey]:
    """The keys that sign these events' codes, kept in this process from now on. One query where some are not yet."""
    kept = {event_id: shelf.find(_place(event_id)) for event_id in event_ids}
    missing = [event_id for event_id, key in kept.items() if key is MISSING]
    stored: dict[int, list[EventKey]] = {event_id: [] for event_id in missing}
    if missing:
        for key in EventKey.objects.filter(event_id__in=missing).order_by("-key_id"):
            stored[key.event_id].append(key)
    for event_id, keys in stored.items():
        kept[event_id] = _usable_key(event_id, keys)
        shelf.put(_place(event_id), kept[event_id], most=max(settings.KEPT_PARTS, 1))
    return kept


def _signing_key(event_id: int) -> EventKey:
    return signing_keys({event_id})[event_id]


def _place(event_id: int) -> tuple[str, int, str]:
    return ("event-key", event_id, settings.SECRET_KEY)


def _usable_key(event_id: int, keys: Sequence[EventKey]) -> EventKey:
    """The first of these that can be opened, else a new one."""
    for key in keys:
        if _opened(key) is not None:
            _store_under_current_secret(key)
            return key
    # None yet, or SECRET_KEY was lost: codes that are out stay genuine under the public keys that are kept.
    return _new_key(event_id, key_id=keys[0].key_id + 1 if keys else 1)


def _new_key(event_id: int, *, key_id: int) -> EventKey:
    if key_id > MOST_KEYS:
        raise RuntimeError(f"event {event_id} has used up its {MOST_KEYS} keys: restore a former SECRET_KEY")
    private = Ed25519PrivateKey.generate()
    key = EventKey(
        event_id=event_id,
        key_id=key_id,
        public_key=private.public_key().public_bytes_raw(),
        private_key=_boxes().encrypt(private.private_bytes_raw()),
    )
    try:
        with transaction.atomic():
            key.save(force_insert=True)
    except IntegrityError:
        # Somebody asked for the event's first code at the same moment.
        return EventKey.objects.get(event_id=event_id, key_id=key_id)
    return key


def _private_key(key: EventKey) -> Ed25519PrivateKey:
    raw = _opened(key)
    assert raw is not None, "only keys that open are used for signing"
    return Ed25519PrivateKey.from_private_bytes(raw)


def _opened(key: EventKey) -> bytes | None:
    try:
        return _boxes().decrypt(bytes(key.private_key))
    except InvalidToken:
        return None


def _store_under_current_secret(key: EventKey) -> None:
    """Re-encrypt a key that a former SECRET_KEY still opens; nothing to do in all other cases."""
    stored = bytes(key.private_key)
    try:
        _box(settings.SECRET_KEY).decrypt(stored)
    except InvalidToken:
        key.private_key = _boxes().rotate(stored)
        key.save(update_fields=["private_key"])


def _boxes() -> MultiFernet:
    return MultiFernet([_box(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


@lru_cache(maxsize=8)
def _box(secret: str) -> Fernet:
    return Fernet(urlsafe_b64encode(hmac.digest(secret.encode(), SALT, "sha256")))
