"""What can be done with an order now, as buttons."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from site_pages.organizer.workspace import Workspace
from ticketing.choices import CLOSED_STATES
from ticketing.organize.order_details import OrderDetails


@dataclass(frozen=True, slots=True)
class Way:
    """A button: `look` is a class of it, `at_once` one that needs no page of its own."""

    label: str
    icon: str
    url: str
    look: str = "border"
    at_once: bool = False


def ways_of(workspace: Workspace, details: OrderDetails) -> list[Way]:
    """The most likely first; what only owners may do is not shown to others."""
    order = details.order

    def url(name: str) -> str:
        return reverse(f"organize:{name}", args=[workspace.event.slug, order.number])

    ways = []
    if workspace.owns and not order.paid and order.total and (order.state == "pending" or order.state in CLOSED_STATES):
        ways.append(Way(_("Mark as paid"), "payments", url("order_settle"), ""))
    if details.has_live:
        ways.append(Way(_("Send again"), "mail", url("order_resend"), at_once=True))
    if workspace.owns and details.refundable:
        ways.append(Way(_("Refund"), "undo", url("order_refund")))
        ways.append(Way(_("Note a return"), "payments", url("order_returned"), "quiet"))
    if details.has_live or order.is_open:
        ways.append(Way(_("Cancel"), "cancel", url("order_cancel"), "quiet danger"))
    return ways
