"""Puts what the demo's people did back to when they would have done it.

Actions write what happens now. The rows they leave can be dated back afterwards, but for the audit trail, which the
database keeps from being changed: its entries take their time as they are written.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db.models.signals import pre_save

from ticketing.models import AuditEntry, CheckIn, Invoice, Order, Ticket


@contextmanager
def noted_at(moment: datetime) -> Iterator[None]:
    """Audit entries written within are of this moment."""

    def put_back(instance: AuditEntry, **_more: Any) -> None:
        instance.happened_at = moment

    pre_save.connect(put_back, sender=AuditEntry, weak=False)
    try:
        yield
    finally:
        pre_save.disconnect(put_back, sender=AuditEntry)


def date_order_back(order: Order, *, to: datetime) -> None:
    """The order was placed, and whatever else became of it happened, at this moment."""
    orders, tickets = Order.objects.filter(pk=order.pk), Ticket.objects.filter(order=order)
    orders.update(created_at=to)
    orders.filter(settled_at__isnull=False).update(settled_at=to)
    orders.filter(closed_at__isnull=False).update(closed_at=to)
    tickets.update(created_at=to)
    tickets.filter(issued_at__isnull=False).update(issued_at=to)
    tickets.filter(closed_at__isnull=False).update(closed_at=to)
    Invoice.objects.filter(order=order).update(issued_at=to)


def date_scan_back(scan: CheckIn, *, to: datetime) -> None:
    """The scan, and the entry that it made, were at this moment."""
    CheckIn.objects.filter(pk=scan.pk).update(scanned_at=to, received_at=to)
    if scan.admission is not None:
        scan.admission.entered_at = to
        scan.admission.save(update_fields=["entered_at"])
