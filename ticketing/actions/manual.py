"""Orders that organizers enter: paid by other means, or given away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ticketing.actions import audit
from ticketing.actions.after_sale import locked_order
from ticketing.actions.settlement import can_be_taken_up, settle, settle_late
from ticketing.choices import OrderState
from ticketing.errors import OrderClosed, SoldOut
from ticketing.models import Order

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that came by other means: minor units, and how (a bank transfer, cash)."""

    amount: int
    note: str = ""


def settle_by_hand(order: Order, receipt: Receipt, *, by: User) -> Order:
    """Mark an order paid that was paid by other means; one whose hold has passed gets its seats if any are left.

    Raises OrderClosed for a settled one, SoldOut where the seats are gone.
    """
    with locked_order(order) as locked:
        changes = {"amount": receipt.amount, "note": receipt.note[:200]}
        if locked.state == OrderState.PENDING:
            audit.record(locked, "order.paid_by_hand", by=audit.person(by), changes=changes)
            settle(locked, by=audit.person(by), received=receipt.amount)
        elif can_be_taken_up(locked) and not locked.paid:
            if not settle_late(locked, received=receipt.amount):
                raise SoldOut
            audit.record(locked, "order.paid_by_hand", by=audit.person(by), changes=changes)
        else:
            raise OrderClosed(_("This order cannot be paid any more."))
    return locked
