"""Secret links to orders and waiting-list entries: derived, so that the database does not hold them.

Raising a record's `link_version` makes its former link worthless.
"""

from __future__ import annotations

import hmac
from base64 import b32encode
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare

if TYPE_CHECKING:
    from ticketing.models import Order, WaitingListEntry

SECRET_BYTES = 20


def order_secret(order: Order) -> str:
    """32 letters that open the order without an account."""
    return _derive(f"order|{order.number}|{order.link_version}", settings.SECRET_KEY)


def is_order_secret(order: Order, given: str) -> bool:
    """Whether these letters open the order, also under a former SECRET_KEY."""
    return _matches(f"order|{order.number}|{order.link_version}", given)


def order_path(order: Order) -> str:
    """The order's page, with its secret."""
    return reverse("ticketing:order", args=[order.number, order_secret(order)])


def details_path(order: Order) -> str:
    """Where the buyer fills in who comes."""
    return reverse("ticketing:details", args=[order.number, order_secret(order)])


def order_url(order: Order) -> str:
    """The same as an absolute address, for mails."""
    return f"{settings.BASE_URL}{order_path(order)}"


def waiting_secret(entry: WaitingListEntry) -> str:
    """32 letters that open the entry: take the offer, or leave the list."""
    return _derive(f"waiting|{entry.public_id}", settings.SECRET_KEY)


def is_waiting_secret(entry: WaitingListEntry, given: str) -> bool:
    return _matches(f"waiting|{entry.public_id}", given)


def waiting_path(entry: WaitingListEntry) -> str:
    """The entry's page, with its secret."""
    return reverse("ticketing:waiting", args=[entry.public_id, waiting_secret(entry)])


def waiting_url(entry: WaitingListEntry) -> str:
    """The same as an absolute address, for mails."""
    return f"{settings.BASE_URL}{waiting_path(entry)}"


def _derive(subject: str, key: str) -> str:
    digest = hmac.digest(f"ticketing.links|{key}".encode(), subject.encode(), "sha256")
    return b32encode(digest[:SECRET_BYTES]).decode().lower()


def _matches(subject: str, given: str) -> bool:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(_derive(subject, key), given.lower()) for key in keys)
