"""What a device takes along to a place without network (docs/decisions/0009-codes-and-offline.md).

A bundle lists every ticket of the event by a truncated hash of its code's contents. Name and number are encrypted
under a key derived from those contents, 112 random bits: whoever steals the bundle reads nobody's name until they
hold that person's ticket. A typed number is found by forty bits of its hash, too few to tell the number from them.

The device asks again with the stamp of the last answer and gets what has changed since. Answers overlap by a minute,
so that a transaction which was slow to commit is not missed; taking the same row twice changes nothing.
"""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db.models import Q
from django.utils import timezone as clock

from ticketing.check_in.rules import CLOSED
from ticketing.check_in.selectors import categories_opening, doors, lists_of
from ticketing.choices import ScanResult, TicketState
from ticketing.codes import PAYLOAD_BYTES, ensure_key, payload_of, public_keys
from ticketing.models import Admission, AuditEntry, CheckIn, Ticket

if TYPE_CHECKING:
    from site_pages.models import EventPage
    from ticketing.models import TicketCategory
    from ticketing.querysets import TicketQuerySet

OVERLAP = timedelta(minutes=1)
# A device that was away for longer starts afresh.
LONGEST_AWAY = timedelta(days=7)
KEY_PREFIX_BYTES = 5
LOOKUP, DETAILS, NUMBER = b"foyer.lookup.v1|", b"foyer.details.v1|", b"foyer.number.v1|"
STATES = {None: "valid", ScanResult.REPLACED: "replaced", ScanResult.CANCELLED: "cancelled"}


def bundle_of(event: EventPage, *, since: datetime | None) -> dict[str, Any]:
    """The bundle, or what has changed since that stamp. A fixed number of queries, some 20 µs for each ticket."""
    now = clock.now()
    if since is not None and not now - LONGEST_AWAY < since <= now:
        since = None
    ensure_key(event.pk)
    categories = categories_opening(event.pk)
    tickets = Ticket.objects.filter(category__in=categories, issued_at__isnull=False)
    changed = tickets if since is None else _changed(tickets, since)
    lists = lists_of(event.pk)
    places = {category.pk: place for place, category in enumerate(categories)}
    return {
        "stamp": (now - OVERLAP).isoformat(),
        "is_whole": since is None,
        "ticket_count": tickets.count(),
        "keys": _keys(categories, event.pk),
        "categories": [{"id": str(category.public_id), "name": category.name} for category in categories],
        "lists": [
            {
                "id": str(door.check_in_list.public_id),
                "name": door.check_in_list.name,
                "allows_exit": door.check_in_list.allows_exit,
                "categories": [places[category.pk] for category in door.categories],
                "expected": door.expected,
                "came": door.came,
                "inside": door.inside,
            }
            for door in doors(lists, categories)
        ],
        "tickets": [_row(ticket, places[ticket.category_id]) for ticket in changed.order_by("pk")],
        "stays": _stays([one.pk for one in lists], since=since),
    }


def contents_of(payload: bytes) -> bytes:
    """What of a code is the ticket's own, whichever key signed it."""
    return payload[1:PAYLOAD_BYTES]


def lookup_of(contents: bytes) -> str:
    """Eleven letters by which a device finds the ticket whose code it has read."""
    return _letters(sha256(LOOKUP + contents).digest()[:8])


def number_hash(number: str) -> str:
    """Seven letters by which a device finds a typed number."""
    return _letters(sha256(NUMBER + number.replace("-", "").encode()).digest()[:5])


def sealed(contents: bytes, details: Sequence[str]) -> str:
    """The details, to be read by whoever holds the code: a fresh nonce of 12 bytes and AES-GCM's output."""
    key = sha256(DETAILS + contents).digest()[:16]
    nonce = secrets.token_bytes(12)
    plain = json.dumps(list(details), ensure_ascii=False, separators=(",", ":")).encode()
    return _letters(nonce + AESGCM(key).encrypt(nonce, plain, None))


def _changed(tickets: TicketQuerySet, since: datetime) -> TicketQuerySet:
    """Issued, closed, renamed or otherwise written about since then. Check-ins say so in `stays`."""
    written = AuditEntry.objects.filter(happened_at__gte=since, ticket__isnull=False)
    others = written.exclude(action__startswith="ticket.check").values("ticket_id")
    return tickets.filter(Q(issued_at__gte=since) | Q(closed_at__gte=since) | Q(pk__in=others))


def _row(ticket: Ticket, place: int) -> list[Any]:
    """Lookup, number's hash, category's place, state, sealed name and number."""
    contents = contents_of(payload_of(ticket, key_id=0))
    state = STATES[CLOSED.get(TicketState(ticket.state))]
    details = sealed(contents, [ticket.attendee_name, ticket.number])
    return [lookup_of(contents), number_hash(ticket.number), place, state, details]


def _keys(categories: Iterable[TicketCategory], event_id: int) -> list[dict[str, str]]:
    """The public keys of every event whose tickets open this one, by the first bytes of the codes they signed."""
    found = public_keys({event_id, *(category.event_id for category in categories)})
    keys = []
    for (key_event_id, key_id), public_key in sorted(found.items()):
        prefix = payload_of(Ticket(event_id=key_event_id, seed=b""), key_id=key_id)[:KEY_PREFIX_BYTES]
        keys.append({"prefix": prefix.hex(), "public_key": _letters(public_key)})
    return keys


def _stays(list_ids: list[int], *, since: datetime | None) -> list[list[Any]]:
    """Who is in: list's place, ticket's lookup, since when (seconds); None for who is not any more."""
    places = {pk: place for place, pk in enumerate(list_ids)}
    admissions = Admission.objects.filter(check_in_list__in=list_ids, left_at=None).select_related("ticket")
    if since is None:
        return [[places[one.check_in_list_id], _of(one.ticket), _seconds(one)] for one in admissions.order_by("pk")]
    scans = CheckIn.objects.filter(check_in_list__in=list_ids, ticket__isnull=False)
    scans = scans.filter(Q(received_at__gte=since) | Q(undone_at__gte=since)).select_related("ticket").order_by("pk")
    touched = {(scan.check_in_list_id, scan.ticket.pk): scan.ticket for scan in scans if scan.ticket}
    inside = {
        (one.check_in_list_id, one.ticket_id): _seconds(one)
        for one in admissions.filter(ticket__in={ticket_id for _, ticket_id in touched})
    }
    return [[places[pair[0]], _of(ticket), inside.get(pair)] for pair, ticket in touched.items()]


def _of(ticket: Ticket) -> str:
    return lookup_of(contents_of(payload_of(ticket, key_id=0)))


def _seconds(admission: Admission) -> int:
    return int(admission.entered_at.timestamp())


def _letters(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
