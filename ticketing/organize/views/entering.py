"""Orders that organizers enter, and tickets that they give away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from site_pages.organizer.form_pages import FormPage, answer_form
from site_pages.organizer.workspace import Workspace, organizer_view
from ticketing.actions.entering import enter_order
from ticketing.actions.grants import grant_tickets
from ticketing.actions.manual import Receipt, settle_by_hand
from ticketing.answers import Buyer
from ticketing.catalogue import read_items
from ticketing.organize.forms.entering import GrantForm, ManualOrderForm, PaidOrderForm


@organizer_view("orders")
@require_http_methods(["GET", "HEAD", "POST"])
def manual_order(request: HttpRequest, workspace: Workspace) -> HttpResponse:
    """Choose tickets and name the buyer; owners may say that it is paid."""
    kind = PaidOrderForm if workspace.owns else ManualOrderForm
    form = kind(request.POST if request.method == "POST" else None, items=read_items(workspace.event.pk))

    def act(data: dict[str, Any]) -> str:
        buyer = Buyer(data["email"], data["name"])
        within = timedelta(days=data["days"])
        order = enter_order(workspace.event, form.quantities(), buyer=buyer, pay_within=within, by=workspace.user)
        if data.get("is_paid") and order.total:
            settle_by_hand(order, Receipt(order.total, data["note"]), by=workspace.user)
        return _("Order %(number)s was entered.") % {"number": order.number}

    lead = _("Also what is hidden or not on sale now can be chosen. Attendees' names can be filled in afterwards.")
    page = _page(workspace, title=_("Enter an order"), submit=_("Enter the order"), lead=lead)
    return answer_form(request, workspace, form, page=page, act=act)


@organizer_view("orders")
@require_http_methods(["GET", "HEAD", "POST"])
def grant(request: HttpRequest, workspace: Workspace) -> HttpResponse:
    """Complimentary tickets for one person or many."""
    form = GrantForm(request.POST if request.method == "POST" else None, event_id=workspace.event.pk)

    def act(data: dict[str, Any]) -> str:
        orders = grant_tickets(workspace.event, data["category"].public_id, data["people"], by=workspace.user)
        text = ngettext("%(number)d ticket is on its way.", "%(number)d tickets are on their way.", len(orders))
        return text % {"number": len(orders)}

    lead = _("Without a price. Seats are taken as in a sale: all of them, or none where they do not suffice.")
    page = _page(workspace, title=_("Give tickets away"), submit=_("Give them away"), lead=lead)
    return answer_form(request, workspace, form, page=page, act=act)


def _page(workspace: Workspace, *, title: str, submit: str, lead: str) -> FormPage:
    back = reverse("organize:orders", args=[workspace.event.slug])
    return FormPage(title, back, _("Orders"), submit, lead)
