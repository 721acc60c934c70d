"""Files of an order behind its secret link: tickets, invoices, the calendar."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from ticketing.documents.calendars import tickets_calendar
from ticketing.documents.invoices import invoice_pdf
from ticketing.documents.tickets import tickets_pdf
from ticketing.models import Order, Ticket
from ticketing.views.secret import behind_link

PDF = "application/pdf"


@require_safe
@behind_link
def tickets_file(request: HttpRequest, order: Order) -> HttpResponse:
    """All tickets that are the buyer's to show, a page each."""
    return pdf_of(order, printable(order))


@require_safe
@behind_link
def ticket_file(request: HttpRequest, order: Order, public_id: UUID) -> HttpResponse:
    """One ticket."""
    return pdf_of(order, [ticket for ticket in printable(order) if ticket.public_id == public_id])


@require_safe
@behind_link
def calendar_file(request: HttpRequest, order: Order) -> HttpResponse:
    """What the tickets put into a calendar."""
    tickets = printable(order)
    if not tickets:
        raise Http404
    content = tickets_calendar(order.event, tickets)
    return download(content, kind="text/calendar; charset=utf-8", name=f"{order.event.slug}.ics")


@require_safe
@behind_link
def invoice_file(request: HttpRequest, order: Order, public_id: UUID) -> HttpResponse:
    """A numbered document of this order."""
    invoice = get_object_or_404(order.invoices.select_related("series"), public_id=public_id)
    return download(invoice_pdf(invoice), kind=PDF, name=f"{invoice.label}.pdf")


def printable(order: Order) -> list[Ticket]:
    """Live tickets, without those handed over: their codes are for whoever has them now. One query."""
    return list(order.tickets.live().filter(predecessor=None).select_related("category"))


def pdf_of(order: Order, tickets: list[Ticket]) -> HttpResponse:
    if not tickets:
        raise Http404
    name = tickets[0].number if len(tickets) == 1 else order.number
    return download(tickets_pdf(order.event, tickets, order=order), kind=PDF, name=f"{order.event.slug}-{name}.pdf")


def download(content: bytes, *, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    if disposition:
        response["Content-Disposition"] = disposition
    return response
