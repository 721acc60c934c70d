"""Counting a voucher's uses: one statement raises the counter where enough uses are left (docs/locking.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils.translation import gettext as _

from ticketing.errors import VoucherRefused
from ticketing.models import Voucher

if TYPE_CHECKING:
    from ticketing.models import Order


def take_uses(voucher: Voucher, tickets: int) -> None:
    """Take `tickets` uses, or raise VoucherRefused. After the order's row, before seats."""
    enough = Q(max_uses=None) | Q(max_uses__gte=F("used") + tickets)
    if not Voucher.objects.filter(enough, pk=voucher.pk).update(used=F("used") + tickets):
        raise VoucherRefused(_("This voucher has been used up."))


def return_uses(order: Order, tickets: int) -> None:
    """Give uses that the order holds back to its voucher. The caller has locked the order and saves it."""
    returned = min(tickets, order.voucher_uses)
    if returned and order.voucher_id is not None:
        Voucher.objects.filter(pk=order.voucher_id).update(used=F("used") - returned)
    order.voucher_uses -= returned
