"""Numbered documents. A number is drawn in the transaction that writes the document, so none is ever missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import F

from ticketing.catalogue import shop_of
from ticketing.choices import InvoiceKind
from ticketing.models import Invoice, InvoiceSeries
from ticketing.pricing import tax_within

if TYPE_CHECKING:
    from ticketing.models import Order


def write_invoice(order: Order) -> Invoice:
    """The invoice of a settled order; the same one at every later call. Call it last: it locks the series."""
    found = Invoice.objects.filter(order=order, kind=InvoiceKind.INVOICE).first()
    if found is not None:
        return found
    lines = [
        {
            "name": line.name,
            "quantity": line.quantity,
            "price": line.price,
            "total": line.total,
            "tax_rate": line.tax_rate,
            "tax": tax_within(line.total, line.tax_rate),
        }
        for line in order.lines.all()
    ]
    return _write(order, InvoiceKind.INVOICE, cause="order", lines=lines, total=order.total)


def write_credit_note(order: Order, *, amount: int, cause: str) -> Invoice | None:
    """The document of money that went back; None where there was no invoice. Once for each cause."""
    if not Invoice.objects.filter(order=order, kind=InvoiceKind.INVOICE).exists():
        return None
    found = Invoice.objects.filter(order=order, kind=InvoiceKind.CREDIT_NOTE, cause=cause).first()
    if found is not None:
        return found
    rate = max(order.lines.values_list("tax_rate", flat=True), default=0)
    line = {
        "name": order.event.title,
        "quantity": 1,
        "price": amount,
        "total": amount,
        "tax_rate": rate,
        "tax": tax_within(amount, rate),
    }
    return _write(order, InvoiceKind.CREDIT_NOTE, cause=cause, lines=[line], total=amount)


def _write(order: Order, kind: InvoiceKind, *, cause: str, lines: list[dict[str, Any]], total: int) -> Invoice:
    shop = shop_of(order.event_id)
    series, number = _draw_number(order)
    content = {
        "seller": shop.seller,
        "seller_tax_id": shop.seller_tax_id,
        "tax_name": shop.tax_name,
        "buyer": order.invoice_to or order.buyer_name,
        "buyer_tax_id": order.buyer_tax_id,
        "event": order.event.title,
        "order": order.number,
        "currency": order.currency,
        "lines": lines,
        "total": total,
        "tax": sum(line["tax"] for line in lines),
    }
    return Invoice.objects.create(series=series, number=number, kind=kind, order=order, content=content, cause=cause)


def _draw_number(order: Order) -> tuple[InvoiceSeries, int]:
    """Raise the series' counter; its row stays locked until the document is committed with it."""
    assert connection.in_atomic_block, "a number drawn alone would leave a gap"
    prefix = "".join(letter for letter in order.event.slug.upper() if letter.isalnum())[:10] or "EVENT"
    InvoiceSeries.objects.get_or_create(event_id=order.event_id, defaults={"prefix": prefix})
    InvoiceSeries.objects.filter(event_id=order.event_id).update(last=F("last") + 1)
    series = InvoiceSeries.objects.get(event_id=order.event_id)
    return series, series.last
