"""Many vouchers at once, for partners and press."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _

from notifications.errors import InvalidInput
from ticketing.actions.catalogue import save_voucher
from ticketing.models import Voucher
from ticketing.numbers import ALPHABET

if TYPE_CHECKING:
    from ticketing.models import TicketCategory

MOST_CODES = 500
LETTERS = 8
COPIED = ("discount", "value", "max_uses", "valid_from", "valid_until", "unlocks_hidden", "reserves_seats", "note")


def save_vouchers(pattern: Voucher, *, number: int, prefix: str, categories: Sequence[TicketCategory]) -> list[Voucher]:
    """Store `number` vouchers like the pattern, each with a code of its own; all or none.

    Raises InvalidInput, SoldOut where they would keep more seats than are left.
    """
    if not 1 <= number <= MOST_CODES:
        text = _("From 1 to %(most)d codes at a time.") % {"most": MOST_CODES}
        raise InvalidInput(text, fields={"number": text})
    values = {name: value for name, value in model_to_dict(pattern).items() if name in COPIED}
    with transaction.atomic():
        vouchers = [
            Voucher(event_id=pattern.event_id, code=f"{prefix}{_letters()}", **values) for _one in range(number)
        ]
        for voucher in vouchers:
            save_voucher(voucher, categories=list(categories))
    return vouchers


def _letters() -> str:
    """39 bits: unguessable within the limits on trying."""
    return "".join(secrets.choice(ALPHABET) for _letter in range(LETTERS))
