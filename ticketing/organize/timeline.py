"""The audit trail as sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from payments.money import Money
from ticketing.models import AuditEntry, Order


@dataclass(frozen=True, slots=True)
class Moment:
    """What happened, to which ticket where it was one, when and by whom."""

    action: str
    text: str
    detail: str
    ticket: str
    actor: str
    happened_at: datetime


def timeline_of(order: Order) -> list[Moment]:
    """The order's history, the latest first. One query."""
    entries = order.audit_entries.select_related("ticket").order_by("-happened_at", "-pk")
    return [_moment(entry, order.currency) for entry in entries]


def _moment(entry: AuditEntry, currency: str) -> Moment:
    words = TEXTS.get(entry.action)
    detail = DETAILS.get(entry.action, _no_detail)
    return Moment(
        action=entry.action,
        text=words() if words else entry.action.replace(".", " ").replace("_", " "),
        detail=detail(entry.changes, currency),
        ticket=entry.ticket.number if entry.ticket else "",
        actor=entry.actor,
        happened_at=entry.happened_at,
    )


def _no_detail(changes: dict[str, Any], currency: str) -> str:
    return ""


def _amount(changes: dict[str, Any], currency: str) -> str:
    note = changes.get("note") or changes.get("reason") or ""
    amount = str(Money(int(changes.get("amount") or 0), currency))
    return f"{amount} – {note}" if note else amount


def _received(changes: dict[str, Any], currency: str) -> str:
    return str(Money(int(changes["received"]), currency)) if changes.get("received") else ""


def _renamed(changes: dict[str, Any], currency: str) -> str:
    before, after = changes.get("name", ["", ""])
    return f"{before} → {after}"


def _transferred(changes: dict[str, Any], currency: str) -> str:
    return _("in place of %(number)s") % {"number": changes.get("from", "")}


def _provider(changes: dict[str, Any], currency: str) -> str:
    return str(changes.get("provider", ""))


# Functions, so that each reader gets their own language.
TEXTS: dict[str, Callable[[], str]] = {
    "order.placed": lambda: _("Order placed"),
    "order.settled": lambda: _("Order settled, tickets issued"),
    "order.expired": lambda: _("Not paid in time; seats given back"),
    "order.cancelled": lambda: _("Order cancelled"),
    "order.failed": lambda: _("Payment failed; seats given back"),
    "order.resent": lambda: _("Tickets sent again"),
    "order.buyer_changed": lambda: _("Buyer corrected; the former link stopped working"),
    "order.note_changed": lambda: _("Note changed"),
    "order.paid_by_hand": lambda: _("Marked as paid by other means"),
    "payment.failed": lambda: _("A payment failed"),
    "payment.unplaced": lambda: _("Money came that could not be used; it goes back"),
    "refund.requested": lambda: _("Refund asked for"),
    "refund.done": lambda: _("Money went back"),
    "refund.refused": lambda: _("The provider refused the refund: return it by hand"),
    "refund.by_hand": lambda: _("Returned by hand"),
    "ticket.renamed": lambda: _("Attendee's name corrected"),
    "ticket.transferred": lambda: _("Ticket handed over"),
    "ticket.cancelled": lambda: _("Ticket cancelled"),
    "ticket.refunded": lambda: _("Ticket refunded"),
    "ticket.answers_changed": lambda: _("Answers changed"),
}
DETAILS: dict[str, Callable[[dict[str, Any], str], str]] = {
    "order.settled": _received,
    "order.paid_by_hand": _amount,
    "payment.failed": _provider,
    "payment.unplaced": _amount,
    "refund.requested": _amount,
    "refund.done": _amount,
    "refund.refused": _amount,
    "refund.by_hand": _amount,
    "ticket.renamed": _renamed,
    "ticket.transferred": _transferred,
}
