"""From the tickets page on: seats are held, somebody registers in one step, tries a voucher, joins the waiting list.

The tickets page itself belongs to site_pages and is kept for all visitors; whatever is answered here is somebody's own.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.views.pages import with_retry
from notifications.errors import DomainError, InvalidInput
from site_pages.addresses import path_of
from site_pages.models import EventPage
from ticketing import limits
from ticketing.actions.checkout import Placement, hold_seats, place_order
from ticketing.actions.waiting_list import Person, join_waiting_list
from ticketing.answers import Attendee
from ticketing.errors import VoucherRefused
from ticketing.forms import put_errors, wishes_in
from ticketing.links import details_path, order_path, waiting_path
from ticketing.models import Voucher
from ticketing.selection import Basket, Wish
from ticketing.shop_page import ShopForms, direct_forms, forms_of, shop_context, wait_form
from ticketing.storefront import Storefront, read_storefront, shown_voucher
from ticketing.views.origin import posted_from_own_pages

LONGEST_CODE = 40


@posted_from_own_pages
def choose_view(request: HttpRequest, slug: str) -> HttpResponse:
    """The chosen tickets are held and the buyer goes on to the details; or a voucher is shown at work."""
    event = event_named(slug)
    chosen = dict(wishes_in(request.POST))
    code = request.POST.get("voucher", "").strip()[:LONGEST_CODE]
    if request.POST.get("do") == "voucher":
        return voucher_view(request, event, code=code, chosen=chosen)
    try:
        limits.limit(request, limits.ORDERS)
        basket = Basket([Wish(category, number) for category, number in chosen.items()], voucher_code=code)
        order = hold_seats(event, basket, placement=Placement())
    except DomainError as error:
        return refused(request, event, error=error, code=code, chosen=chosen)
    return HttpResponseRedirect(details_path(order))


def voucher_view(request: HttpRequest, event: EventPage, *, code: str, chosen: dict[Any, int]) -> HttpResponse:
    """The shop as whoever has the code sees it."""
    try:
        limits.limit(request, limits.VOUCHERS)
        voucher = shown_voucher(event, code) if code else None
    except DomainError as error:
        return refused(request, event, error=error, code=code, chosen=chosen)
    front = read_storefront(event, voucher=voucher)
    return show_shop(request, front, forms_of(request, front, chosen=chosen, code=code))


@posted_from_own_pages
def register_view(request: HttpRequest, slug: str) -> HttpResponse:
    """One free ticket in one step: the form stands on the tickets page."""
    event = event_named(slug)
    front = read_storefront(event)
    if front.direct is None:
        # Sold out or changed meanwhile: the page says how things stand now.
        error = InvalidInput(_("The tickets have changed since you opened the page. Please look again."))
        return refused(request, event, error=error, code="", chosen={})
    buyer_form, questions_form = direct_forms(request, front, data=request.POST, files=request.FILES)
    if not (buyer_form.is_valid() & questions_form.is_valid()):
        return show_shop(request, front, ShopForms(buyer_form, questions_form, wait_form(front)), status=422)
    category = front.direct.id
    try:
        limits.limit(request, limits.ORDERS)
        order = place_order(
            event,
            Basket([Wish(category, 1)]),
            buyer=buyer_form.buyer(user_id=user_id_of(request)),
            attendees=[Attendee(category, answers=questions_form.answers())],
            placement=Placement(),
        )
    except DomainError as error:
        put_errors(error, buyer=buyer_form, attendees=[questions_form])
        fresh = read_storefront(event)
        forms = ShopForms(buyer_form, questions_form, wait_form(fresh), refusal=error.message)
        return with_retry(show_shop(request, fresh, forms, status=error.status), error)
    return HttpResponseRedirect(order_path(order))


@posted_from_own_pages
def wait_view(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody joins the waiting list and is shown their place behind their own link."""
    event = event_named(slug)
    front = read_storefront(event)
    form = wait_form(front, data=request.POST)
    if form is None:
        return HttpResponseRedirect(tickets_path(event))
    if form.is_valid():
        given = form.cleaned_data
        shelf = next(one for one in front.waitable if str(one.id) == given["category"])
        try:
            limits.limit(request, limits.WAITING)
            entry = join_waiting_list(
                event, shelf.item, person=Person(given["email"], given["name"]), quantity=given["quantity"]
            )
        except DomainError as error:
            put_errors(error, buyer=form)
        else:
            return HttpResponseRedirect(waiting_path(entry))
    return show_shop(request, front, forms_of(request, front, wait=form), status=422)


def event_named(slug: str) -> EventPage:
    """The published event. One query. Raises Http404."""
    event = EventPage.objects.published().filter(slug=slug).select_related("venue").first()
    if event is None:
        raise Http404
    return event


def refused(
    request: HttpRequest, event: EventPage, *, error: DomainError, code: str, chosen: dict[Any, int]
) -> HttpResponse:
    """The shop as it stands now, with what was chosen and why it was not possible."""
    voucher: Voucher | None = None
    voucher_error = ""
    if isinstance(error, VoucherRefused):
        voucher_error = error.message
    elif code:
        try:
            voucher = shown_voucher(event, code)
        except VoucherRefused as another:
            voucher_error = another.message
    front = read_storefront(event, voucher=voucher)
    refusal = "" if isinstance(error, VoucherRefused) else error.message
    forms = forms_of(request, front, chosen=chosen, code=code, refusal=refusal, voucher_error=voucher_error)
    return with_retry(show_shop(request, front, forms, status=error.status), error)


def show_shop(request: HttpRequest, front: Storefront, forms: ShopForms, *, status: int = 200) -> HttpResponse:
    context = {"event": front.event, **shop_context(front, forms)}
    return render(request, "ticketing/shop.html", context, status=status)


def user_id_of(request: HttpRequest) -> int | None:
    return request.user.pk if isinstance(request.user, User) else None


def tickets_path(event: EventPage) -> str:
    return f"{path_of(event)}tickets/"


def order_now_path(event: EventPage) -> str:
    return reverse("ticketing:choose", args=[event.slug])
