"""What buyers change in an order behind its secret link: names, answers, hand-overs, tickets given back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from notifications.errors import DomainError
from payments.money import Money
from ticketing import limits
from ticketing.actions import audit
from ticketing.actions.after_sale import Holder, replace_answers, resend_order
from ticketing.actions.self_service import correct_name, hand_over, is_returnable, return_tickets
from ticketing.answers import questions_for
from ticketing.catalogue import read_questions
from ticketing.forms import HandOverForm, NameForm, QuestionsForm, put_errors
from ticketing.links import order_path
from ticketing.models import Order, Ticket
from ticketing.order_page import read_order_page
from ticketing.views.orders import show_order
from ticketing.views.secret import behind_link, ticket_in

Forms = dict[str, forms.Form]


@require_http_methods(["GET", "HEAD", "POST"])
@behind_link
def ticket_page(request: HttpRequest, order: Order, public_id: UUID) -> HttpResponse:
    """One ticket: correct its name, change its answers, hand it over."""
    ticket = ticket_in(order, public_id)
    sent = request.POST.get("do", "") if request.method == "POST" else ""
    own = forms_of(request, ticket, sent=sent)
    if sent not in own:
        return show_ticket(request, order, ticket=ticket, own=own)
    form = own[sent]
    if not form.is_valid():
        return show_ticket(request, order, ticket=ticket, own=own, status=422)
    try:
        change(ticket, form, order=order)
    except DomainError as error:
        put_errors(error, buyer=form, attendees=[form])
        return show_ticket(request, order, ticket=ticket, own=own, status=error.status)
    return HttpResponseRedirect(f"{order_path(order)}?done={sent}")


def change(ticket: Ticket, form: forms.Form, *, order: Order) -> None:
    """Do what the form asks for. Raises as the actions do."""
    if isinstance(form, HandOverForm):
        limits.limit_order(limits.MAILS, order.number)
        hand_over(ticket, to=Holder(form.cleaned_data["name"], form.cleaned_data["email"]))
    elif isinstance(form, QuestionsForm):
        replace_answers(ticket, {key: value for key, value in form.answers().items()}, by=audit.buyer())  # noqa: C416
    else:
        correct_name(ticket, name=form.cleaned_data["name"])


def forms_of(request: HttpRequest, ticket: Ticket, *, sent: str) -> Forms:
    """The page's forms, the one that was sent with what it holds. Three queries."""
    if not ticket.is_live:
        return {}
    data: dict[str, Any] = {sent: request.POST}
    asked = questions_for(read_questions(ticket.event_id), ticket.category_id)
    given = list(ticket.answers.select_related("question"))
    known = {str(answer.question.public_id): shown_value(answer.value) for answer in given if not answer.file}
    files = {answer.question.public_id for answer in given if answer.file}
    own: Forms = {"name": NameForm(data.get("name"), initial={"name": ticket.attendee_name}, prefix="name")}
    if asked:
        own["answers"] = QuestionsForm(
            data.get("answers"),
            request.FILES if sent == "answers" else None,
            questions=asked,
            prefix="answers",
            initial=known,
        )
        for question in asked:
            if question.public_id in files:  # kept unless another one is sent
                own["answers"].fields[str(question.public_id)].required = False
    own["hand-over"] = HandOverForm(data.get("hand-over"), prefix="to")
    return own


def shown_value(value: Any) -> Any:
    """A stored answer as its control takes it."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def show_ticket(request: HttpRequest, order: Order, *, ticket: Ticket, own: Forms, status: int = 200) -> HttpResponse:
    context = {
        "event": order.event,
        "order": order,
        "page_of": read_order_page(order),
        "ticket": ticket,
        "name_form": own.get("name"),
        "answers_form": own.get("answers"),
        "hand_over_form": own.get("hand-over"),
        "order_path": order_path(order),
    }
    return render(request, "ticketing/ticket.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@behind_link
def return_page(request: HttpRequest, order: Order) -> HttpResponse:
    """Give tickets back: choose, see what comes back, confirm."""
    page_of = read_order_page(order)
    mine = [card.ticket for card in page_of.tickets if is_returnable(card.ticket)]
    if not page_of.may_cancel or not mine:
        return HttpResponseRedirect(order_path(order))
    chosen = [ticket for ticket in mine if str(ticket.public_id) in request.POST.getlist("ticket")]
    refusal = ""
    if chosen and request.POST.get("do") == "return":
        try:
            return_tickets(order, chosen)
        except DomainError as error:
            refusal = error.message
        else:
            return HttpResponseRedirect(f"{order_path(order)}?done=returned")
    context = {
        "event": order.event,
        "order": order,
        "page_of": page_of,
        "mine": mine,
        "chosen": chosen,
        "sum": Money(sum(ticket.price for ticket in chosen), order.currency),
        "is_empty": request.method == "POST" and not chosen,
        "refusal": refusal,
        "order_path": order_path(order),
    }
    return render(request, "ticketing/return.html", context, status=409 if refusal else 200)


@require_POST
@behind_link
def resend_view(request: HttpRequest, order: Order) -> HttpResponse:
    """Mail everything again."""
    try:
        limits.limit_order(limits.MAILS, order.number)
        resend_order(order, by=audit.buyer())
    except DomainError as error:
        return show_order(request, order, refusal=error.message, status=error.status)
    return HttpResponseRedirect(f"{order_path(order)}?done=resent")
