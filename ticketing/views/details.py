"""The one page between choosing and having: who buys, who comes, what is asked, and how it is paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone as clock
from django.views.decorators.http import require_http_methods

from accounts.views.pages import with_retry
from notifications.errors import DomainError
from payments.selectors import providers_for
from ticketing.actions import audit
from ticketing.actions.checkout import (
    Placement,
    complete_order,
    discard_draft,
    place_order,
)
from ticketing.actions.draft_files import forget_files, keep_file
from ticketing.answers import questions_for
from ticketing.catalogue import read_questions, shop_of
from ticketing.choices import OrderState
from ticketing.draft_files import name_of_kept, read_kept
from ticketing.errors import OrderClosed
from ticketing.forms import AttendeeForm, BuyerForm, PaidBuyerForm, put_errors
from ticketing.links import order_path
from ticketing.models import Order, OrderLine
from ticketing.selection import Basket, Wish
from ticketing.shop_page import known_of
from ticketing.views.paying import to_payment
from ticketing.views.secret import behind_link
from ticketing.views.shop import tickets_path, user_id_of


@dataclass(frozen=True)
class Details:
    """An order being filled in, with its forms."""

    order: Order
    lines: Sequence[OrderLine]
    buyer: BuyerForm
    attendees: Sequence[AttendeeForm]

    def are_valid(self) -> bool:
        """Every form is looked at, so that everything at fault is said at once."""
        return all([self.buyer.is_valid(), *(form.is_valid() for form in self.attendees)])


@require_http_methods(["GET", "HEAD", "POST"])
@behind_link
def details_page(request: HttpRequest, order: Order) -> HttpResponse:
    """Fill in a draft. One that went on already leads to its own page."""
    if order.state not in {OrderState.DRAFT, OrderState.EXPIRED} or (order.buyer_email and request.method != "POST"):
        return HttpResponseRedirect(order_path(order))
    details = read_details(request, order)
    if request.method != "POST":
        return show_details(request, details)
    if not details.are_valid():
        keep_files(details)
        return show_details(request, details, status=422)
    try:
        placed = finish(request, details)
    except DomainError as error:
        put_errors(error, buyer=details.buyer, attendees=details.attendees)
        keep_files(details)
        return with_retry(show_details(request, details, status=error.status, refusal=error.message), error)
    forget_files(order)
    if placed.state == OrderState.PENDING:
        return to_payment(request, placed)
    return HttpResponseRedirect(order_path(placed))


def finish(request: HttpRequest, details: Details) -> Order:
    """The draft completed; where its time is over, the same tickets once more if they are still to be had.

    Raises as the actions do.
    """
    buyer = details.buyer.buyer(user_id=user_id_of(request))
    attendees = [form.attendee() for form in details.attendees]
    placement = Placement(by=audit.buyer())
    try:
        return complete_order(details.order, buyer=buyer, attendees=attendees, placement=placement)
    except OrderClosed:
        details.order.refresh_from_db()
        if details.order.state not in {OrderState.DRAFT, OrderState.EXPIRED}:
            return details.order
    discard_draft(details.order)
    wishes = [Wish(line.category.public_id, line.quantity) for line in details.lines]
    basket = Basket(wishes, voucher_code=details.order.voucher_code)
    return place_order(details.order.event, basket, buyer=buyer, attendees=attendees, placement=placement)


def read_details(request: HttpRequest, order: Order) -> Details:
    """The order's lines with a form for every ticket. Four queries."""
    lines = list(order.lines.select_related("category"))
    questions = read_questions(order.event_id)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    kind = PaidBuyerForm if order.total else BuyerForm
    buyer = kind(data, shop=shop_of(order.event_id), initial=known_of(request))
    attendees: list[AttendeeForm] = []
    for line in lines:
        asked = questions_for(questions, line.category_id)
        for _ticket in range(line.quantity):
            number = len(attendees)
            form = AttendeeForm(
                data,
                files,
                category=line.category,
                questions=asked,
                prefix=f"attendees-{number}",
                initial={"as_buyer": number == 0},
            )
            if not is_over(order):
                find_kept(order, number, form)
            attendees.append(form)
    return Details(order, lines, buyer, attendees)


def is_over(order: Order) -> bool:
    """The draft keeps neither seats nor files any more."""
    return order.state != OrderState.DRAFT or order.expires_at is None or order.expires_at <= clock.now()


def find_kept(order: Order, number: int, form: AttendeeForm) -> None:
    """A file that came with an earlier sending of the form stands for one that is not chosen now."""
    for question in form.file_questions:
        name = name_of_kept(order, number, question.public_id)
        if name:
            form.note_kept(question, name)
            if form.is_bound:
                form.initial[str(question.public_id)] = read_kept(order, number, question.public_id)


def keep_files(details: Details) -> None:
    """Files that fit wait for the rest of the form: browsers let go of them when a page comes back."""
    if is_over(details.order):
        return
    for number, form in enumerate(details.attendees):
        for question in form.file_questions:
            name = str(question.public_id)
            upload = form.files.get(form.add_prefix(name))
            if upload is not None and name not in form.errors:
                form.note_kept(question, keep_file(details.order, upload, number=number, question=question.public_id))


def show_details(request: HttpRequest, details: Details, *, status: int = 200, refusal: str = "") -> HttpResponse:
    order = details.order
    over = is_over(order)
    context = {
        "event": order.event,
        "order": order,
        "details": details,
        "is_over": over,
        "is_wrong": any(form.errors for form in details.attendees),
        "has_files": over and any(form.files for form in details.attendees),
        "providers": providers_for(order.event_id, order.currency) if order.total else [],
        "provider": request.POST.get("provider", ""),
        "refusal": refusal,
        "tickets_path": tickets_path(order.event),
    }
    return render(request, "ticketing/details.html", context, status=status)
