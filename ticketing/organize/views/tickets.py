"""Attendees: the list, and what can be changed on one ticket."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.views.pages import put_error
from notifications.errors import DomainError
from site_pages.organizer.paging import other_parameters, page_of
from site_pages.organizer.workspace import Workspace, organizer_view, show
from ticketing.actions import audit
from ticketing.actions.after_sale import Holder, rename_ticket, replace_answers, transfer_ticket
from ticketing.answers import questions_for
from ticketing.catalogue import read_questions
from ticketing.models import Ticket
from ticketing.organize.filters import TicketFilterForm
from ticketing.organize.forms.answers import AnswersForm
from ticketing.organize.forms.fields import put_fields
from ticketing.organize.forms.orders import HolderForm, NameForm
from ticketing.organize.order_details import ticket_in


@organizer_view("tickets")
@require_safe
def ticket_list(request: HttpRequest, workspace: Workspace) -> HttpResponse:
    """Everybody who comes. Eight queries whatever the length."""
    form = TicketFilterForm(request.GET, event=workspace.event)
    context = {
        "form": form,
        "page_of": page_of(request, form.found()),
        "query": other_parameters(request.GET),
        "exports": [("attendees", _("Attendees")), ("answers", _("Answers"))],
        "is_filtered": any(value for name, value in request.GET.items() if name != "page"),
    }
    return show(request, workspace, "ticketing/organize/tickets", context)


@organizer_view("tickets")
@require_http_methods(["GET", "HEAD", "POST"])
def ticket_page(request: HttpRequest, workspace: Workspace, number: str) -> HttpResponse:
    """Three forms: the name, the answers, and handing the ticket over. The button says which was sent."""
    ticket = ticket_in(workspace.event, number)
    sent = request.POST.get("do") if request.method == "POST" else None
    asked = questions_for(read_questions(ticket.event_id), ticket.category_id)
    forms: dict[str, Any] = {
        "name": NameForm(request.POST if sent == "name" else None, initial={"name": ticket.attendee_name}),
        "answers": AnswersForm(
            request.POST if sent == "answers" else None,
            request.FILES if sent == "answers" else None,
            ticket=ticket,
            questions=asked,
            auto_id="answer_%s",
        ),
        "transfer": HolderForm(request.POST if sent == "transfer" else None, auto_id="transfer_%s"),
    }
    status = 200
    if sent in forms:
        status = 422
        form = forms[sent]
        if form.is_valid():
            try:
                text = CHANGES[sent](workspace, ticket, form)
            except DomainError as error:
                if isinstance(form, AnswersForm) and error.fields:
                    put_fields(form, form.put_answer_errors(error.fields))
                else:
                    status = put_error(form, error)
            else:
                messages.success(request, text)
                back = reverse("organize:order", args=[workspace.event.slug, ticket.order.number])
                return HttpResponseRedirect(back)
    context = {"ticket": ticket, "forms": forms, "has_questions": bool(asked)}
    return show(request, workspace, "ticketing/organize/ticket", context, status=status)


def _rename(workspace: Workspace, ticket: Ticket, form: NameForm) -> str:
    rename_ticket(ticket, name=form.cleaned_data["name"], by=audit.person(workspace.user))
    return _("The name was corrected.")


def _answer(workspace: Workspace, ticket: Ticket, form: AnswersForm) -> str:
    replace_answers(ticket, form.given(), by=audit.person(workspace.user))
    return _("The answers were saved.")


def _transfer(workspace: Workspace, ticket: Ticket, form: HolderForm) -> str:
    data = form.cleaned_data
    new = transfer_ticket(ticket, to=Holder(data["name"], data["email"]), by=audit.person(workspace.user))
    return _("Handed over: the new number is %(number)s.") % {"number": new.number}


CHANGES: dict[str, Any] = {"name": _rename, "answers": _answer, "transfer": _transfer}


@organizer_view("tickets")
@require_safe
def answer_file(request: HttpRequest, workspace: Workspace, number: str, question: UUID) -> HttpResponse:
    """A file that an attendee sent, to be saved: shown in place it could act for the organizer."""
    ticket = ticket_in(workspace.event, number)
    answer = ticket.answers.filter(question__public_id=question).exclude(file="").first()
    if answer is None:
        raise Http404
    with answer.file.open("rb") as file:
        response = HttpResponse(file.read(), content_type="application/octet-stream")
    suffix = str(answer.file.name).rsplit(".", 1)[-1]
    response["Content-Disposition"] = f'attachment; filename="{ticket.number}.{suffix}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response
