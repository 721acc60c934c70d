"""A waiting-list entry behind its secret link: see one's place, take the offer, leave."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone as clock
from django.views.decorators.http import require_http_methods

from accounts.views.pages import private
from notifications.errors import DomainError
from ticketing.actions.checkout import Placement, hold_seats
from ticketing.actions.waiting_list import leave_waiting_list
from ticketing.choices import WaitingState
from ticketing.links import details_path, is_waiting_secret
from ticketing.models import Order, WaitingListEntry
from ticketing.selection import Basket, Wish
from ticketing.selectors import number_ahead
from ticketing.views.shop import tickets_path


@private
@require_http_methods(["GET", "HEAD", "POST"])
def waiting_page(request: HttpRequest, public_id: UUID, secret: str) -> HttpResponse:
    """The entry for whoever has its link; 404 for every other secret."""
    entries = WaitingListEntry.objects.select_related("event", "category")
    entry = entries.filter(public_id=public_id).first()
    if entry is None or not is_waiting_secret(entry, secret):
        raise Http404
    sent = request.POST.get("do", "") if request.method == "POST" else ""
    refusal = ""
    if sent == "leave":
        leave_waiting_list(entry)
        return HttpResponseRedirect(request.path)
    if sent == "take":
        try:
            return HttpResponseRedirect(details_path(taken(entry)))
        except DomainError as error:
            refusal = error.message
            entry.refresh_from_db()
    return show_entry(request, entry, refusal=refusal)


def taken(entry: WaitingListEntry) -> Order:
    """The offer as an order to fill in; a second press leads to the same one. Raises as `hold_seats`."""
    made = Order.objects.filter(waiting_entry=entry).order_by("-pk").first()
    if entry.state == WaitingState.TAKEN and made is not None:
        return made
    basket = Basket([Wish(entry.category.public_id, entry.quantity)], offer=entry)
    return hold_seats(entry.event, basket, placement=Placement())


def show_entry(request: HttpRequest, entry: WaitingListEntry, *, refusal: str) -> HttpResponse:
    until = entry.offer_expires_at
    is_offered = entry.state == WaitingState.OFFERED and until is not None and until > clock.now()
    context = {
        "entry": entry,
        "event": entry.event,
        "is_offered": is_offered,
        "ahead": number_ahead(entry),
        "tickets_path": tickets_path(entry.event),
        "refusal": refusal,
    }
    response = render(request, "ticketing/waiting.html", context, status=409 if refusal else 200)
    response["X-Robots-Tag"] = "noindex"
    return response
