"""What organizers do with one order. Every change is an action of the room; these views ask and tell."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from payments.money import Money
from site_pages.organizer.form_pages import FormPage, answer_form, do_at_once
from site_pages.organizer.registry import OWNERS
from site_pages.organizer.workspace import Workspace, organizer_view
from ticketing.actions import audit
from ticketing.actions.after_sale import Holder, cancel_tickets, change_buyer, change_note, resend_order
from ticketing.actions.manual import Receipt, settle_by_hand
from ticketing.actions.payment import cancel_unpaid
from ticketing.actions.refunds import Return, record_return_by_hand, refund_order, refundable
from ticketing.models import Order, Ticket
from ticketing.organize.forms.orders import AmountForm, HolderForm, NoteForm, RefundForm, ReturnForm, TicketsForm
from ticketing.organize.order_details import order_in

form_view = require_http_methods(["GET", "HEAD", "POST"])


def order_url(workspace: Workspace, order: Order) -> str:
    return reverse("organize:order", args=[workspace.event.slug, order.number])


def page_about(workspace: Workspace, order: Order, *, title: str, submit: str, **more: Any) -> FormPage:
    """A form page that leads back to the order."""
    label = _("Order %(number)s") % {"number": order.number}
    return FormPage(title, order_url(workspace, order), label, submit, **more)


@organizer_view("orders")
@require_POST
def resend(request: HttpRequest, workspace: Workspace, number: str) -> HttpResponse:
    order = order_in(workspace.event, number)

    def act() -> str:
        resend_order(order, by=audit.person(workspace.user))
        return _("Sent again to %(email)s.") % {"email": order.buyer_email}

    return do_at_once(request, act, back=order_url(workspace, order))


@organizer_view("orders")
@form_view
def buyer(request: HttpRequest, workspace: Workspace, number: str) -> HttpResponse:
    """Correct whose order it is."""
    order = order_in(workspace.event, number)
    form = HolderForm(request.POST or None, initial={"name": order.buyer_name, "email": order.buyer_email})

    def act(data: dict[str, Any]) -> str:
        change_buyer(order, to=Holder(data["name"], data["email"]), by=audit.person(workspace.user))
        return _("The buyer was changed, and has a new link to the order.")

    lead = _("The link in former mails stops working. Attendees' names and addresses stay as they are.")
    page = page_about(workspace, order, title=_("Edit buyer"), submit=_("Save"), lead=lead)
    return answer_form(request, workspace, form, page=page, act=act)


@organizer_view("orders")
@form_view
def note(request: HttpRequest, workspace: Workspace, number: str) -> HttpResponse:
    order = order_in(workspace.event, number)
    form = NoteForm(request.POST if request.method == "POST" else None, initial={"note": order.note})

    def act(data: dict[str, Any]) -> str:
        change_note(order, note=data["note"], by=audit.person(workspace.user))
        return _("The note was saved.")

    page = page_about(workspace, order, title=_("Note"), submit=_("Save"))
    return answer_form(request, workspace, form, page=page, act=act)


@organizer_view("orders")
@form_view
def cancel(request: HttpRequest, workspace: Workspace, number: str) -> HttpResponse:
    """Cancel tickets, or an order that was not paid yet. Money is the refund's matter."""
    order = order_in(workspace.event, number)
    if order.is_open:
        return _cancel_open(request, workspace, order)
    tickets = live_tickets(order)
    form = TicketsForm(
        request.POST if request.method == "POST" else None,
        tickets=tickets,
        initial={"tickets": [ticket.number for ticket in tickets]},
    )

    def act(data: dict[str, Any]) -> str:
        closed = cancel_tickets(order, form.chosen(), by=audit.person(workspace.user))
        return _("Tickets cancelled: %(number)d. Their seats are free again.") % {"number": len(closed)}

    lead = _("They stop opening doors at once, and the buyer is told. This cannot be undone.")
    if order.paid > order.refunded:
        lead += " " + _("No money goes back with this; an owner can refund instead.")
    page = page_about(workspace, order, title=_("Cancel tickets"), submit=_("Cancel them"), lead=lead, danger=True)
    return answer_form(request, workspace, form, page=page, act=act)


def _cancel_open(request: HttpRequest, workspace: Workspace, order: Order) -> HttpResponse:
    form = TicketsForm(request.POST if request.method == "POST" else None, tickets=[])
    del form.fields["tickets"]

    def act(data: dict[str, Any]) -> str:
        cancel_unpaid(order, by=audit.person(workspace.user))
        return _("The order was cancelled. Its seats are free again.")

    lead = _("It has not been paid. Its seats become free, and it cannot be paid any more.")
    page = page_about(workspace, order, title=_("Cancel order"), submit=_("Cancel the order"), lead=lead, danger=True)
    return answer_form(request, workspace, form, page=page, act=act)


@organizer_view("orders", roles=OWNERS)
@form_view
def refund(request: HttpRequest, workspace: Workspace, number: str) -> HttpResponse:
    """Return money through its provider, with tickets or without."""
    order = order_in(workspace.event, number)
    most = refundable(order)
    data = request.POST if request.method == "POST" else None
    form = RefundForm(data, order=order, most=most, tickets=live_tickets(order))

    def act(cleaned: dict[str, Any]) -> str:
        what = Return(form.chosen(), cleaned["amount"], cleaned["reason"], str(cleaned["key"]))
        amount = refund_order(order, what, by=workspace.user)
        return _("%(amount)s is on its way back.") % {"amount": Money(amount, order.currency)}

    lead = _("The money goes back the way it came. Tickets that are chosen end at once. This cannot be undone.")
    page = page_about(workspace, order, title=_("Refund"), submit=_("Refund"), lead=lead, danger=True)
    return answer_form(request, workspace, form, page=page, act=act)


@organizer_view("orders", roles=OWNERS)
@form_view
def returned(request: HttpRequest, workspace: Workspace, number: str) -> HttpResponse:
    """Note money that went back outside Foyer."""
    order = order_in(workspace.event, number)
    data = request.POST if request.method == "POST" else None
    form = ReturnForm(data, currency=order.currency, initial={"amount": refundable(order)})

    def act(cleaned: dict[str, Any]) -> str:
        record_return_by_hand(order, amount=cleaned["amount"], by=workspace.user)
        return _("The return was noted.")

    lead = _("Only where you have returned the money yourself, by bank transfer or in cash.")
    page = page_about(workspace, order, title=_("Note a return by hand"), submit=_("Note it"), lead=lead)
    return answer_form(request, workspace, form, page=page, act=act)


@organizer_view("orders", roles=OWNERS)
@form_view
def settle(request: HttpRequest, workspace: Workspace, number: str) -> HttpResponse:
    """Mark an order paid that was paid by other means."""
    order = order_in(workspace.event, number)
    data = request.POST if request.method == "POST" else None
    form = AmountForm(data, currency=order.currency, initial={"amount": order.total})

    def act(cleaned: dict[str, Any]) -> str:
        settle_by_hand(order, Receipt(cleaned["amount"], cleaned["note"]), by=workspace.user)
        return _("Paid. The tickets are on their way to the attendees.")

    lead = _("Only where the money is there: the tickets are sent at once.")
    page = page_about(workspace, order, title=_("Mark as paid"), submit=_("Mark as paid"), lead=lead)
    return answer_form(request, workspace, form, page=page, act=act)


def live_tickets(order: Order) -> list[Ticket]:
    """Those that can be cancelled. One query."""
    return list(order.tickets.live().select_related("category", "order"))
