"""The room's mails, built by a worker from what is true when they leave (notifications/mail_kinds.py)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from notifications.mail_kinds import register_mail
from notifications.mails import Attachment, Mail
from notifications.theme import MailTheme
from payments.money import Money
from site_pages.addresses import address_of
from site_pages.dates import date_span_tag, day_text
from site_pages.models import EventPage
from ticketing.choices import WaitingState
from ticketing.documents.calendars import tickets_calendar
from ticketing.documents.tickets import tickets_pdf
from ticketing.links import order_url, waiting_url
from ticketing.models import Order, Ticket, WaitingListEntry

Context = Mapping[str, Any]


def theme_of(event: EventPage) -> MailTheme:
    return MailTheme(name=event.title, url=address_of(event), accent=event.accent_color)


def build_order_confirmed(context: Context) -> Mail | None:
    """The whole order to its buyer; nothing where it has been taken back meanwhile."""
    order = Order.objects.select_related("event__venue").filter(pk=context["order"]).first()
    if order is None or not order.is_settled or not order.buyer_email:
        return None
    tickets = own_tickets(list(order.tickets.live().select_related("category")))
    return Mail(
        to=order.buyer_email,
        subject=_("Your tickets: %(event)s") % {"event": order.event.title},
        template="ticketing/mail/order_confirmed",
        theme=theme_of(order.event),
        context={
            "order": order,
            "event": order.event,
            "when": when(order.event),
            "tickets": tickets,
            "lines": list(order.lines.all()),
            "link": order_url(order),
        },
        attachments=files_of(order.event, tickets, order=order),
    )


def build_ticket_issued(context: Context) -> Mail | None:
    """One ticket to its attendee; nothing where it is not valid any more."""
    ticket = Ticket.objects.select_related("event__venue", "category", "order").filter(pk=context["ticket"]).first()
    if ticket is None or not ticket.is_live or not ticket.attendee_email:
        return None
    return Mail(
        to=ticket.attendee_email,
        subject=_("Your ticket: %(event)s") % {"event": ticket.event.title},
        template="ticketing/mail/ticket_issued",
        theme=theme_of(ticket.event),
        context={"ticket": ticket, "event": ticket.event, "when": when(ticket.event), "link": my_tickets_url()},
        attachments=files_of(ticket.event, [ticket], order=ticket.order),
    )


def own_tickets(tickets: Sequence[Ticket]) -> list[Ticket]:
    """Those whose codes are for the buyer: one that was handed over is for whoever has it now."""
    return [ticket for ticket in tickets if ticket.predecessor_id is None]


def files_of(event: EventPage, tickets: Sequence[Ticket], *, order: Order) -> tuple[Attachment, ...]:
    """The tickets as PDF, and what they put into a calendar."""
    if not tickets:
        return ()
    number = tickets[0].number if len(tickets) == 1 else order.number
    return (
        Attachment(f"{event.slug}-{number}.pdf", "application/pdf", tickets_pdf(event, tickets, order=order)),
        Attachment(f"{event.slug}.ics", "text/calendar", tickets_calendar(event, tickets)),
    )


def build_handed_over(context: Context) -> Mail | None:
    """To the former attendee."""
    ticket = Ticket.objects.select_related("event").filter(pk=context["ticket"]).first()
    if ticket is None or not ticket.attendee_email:
        return None
    return _note(
        ticket.event,
        to=ticket.attendee_email,
        subject=_("Your ticket was handed over: %(event)s") % {"event": ticket.event.title},
        heading=_("Your ticket was handed over"),
        paragraphs=[
            _("Your ticket %(number)s now belongs to somebody else, and its code opens no door any more.")
            % {"number": ticket.number},
            _("You did not expect this? Answer to whoever bought the ticket for you, or to the organizers."),
        ],
    )


def build_cancelled(context: Context) -> Mail | None:
    """To the buyer: which tickets are gone."""
    order = _with_buyer(context)
    if order is None:
        return None
    tickets = Ticket.objects.filter(pk__in=context["tickets"], order=order).select_related("category")
    names = [f"{ticket.number} – {ticket.category.name}, {ticket.attendee_name}" for ticket in tickets]
    return _note_to_buyer(
        order,
        subject=_("Cancelled: your tickets for %(event)s") % {"event": order.event.title},
        heading=_("Your tickets were cancelled"),
        paragraphs=[
            *names,
            _("They open no door any more. Where money goes back, we write again once it is on its way."),
        ],
    )


def build_refunded(context: Context) -> Mail | None:
    """To the buyer: money is on its way back."""
    order = _with_buyer(context)
    if order is None:
        return None
    amount = Money(context["amount"], order.currency)
    return _note_to_buyer(
        order,
        subject=_("Refund: %(event)s") % {"event": order.event.title},
        heading=_("%(amount)s is on its way back to you") % {"amount": amount},
        paragraphs=[
            _("It goes back the way it came. Banks and mobile money take up to ten days to show it."),
            _("Order %(number)s.") % {"number": order.number},
        ],
    )


def build_money_returned(context: Context) -> Mail | None:
    """To the buyer: the payment came when the seats were gone."""
    order = _with_buyer(context)
    if order is None:
        return None
    amount = Money(context["amount"], order.currency)
    return _note_to_buyer(
        order,
        subject=_("Your payment goes back: %(event)s") % {"event": order.event.title},
        heading=_("Your payment could not be used"),
        paragraphs=[
            _("Your payment of %(amount)s reached us when it could not be used for your tickets any more.")
            % {"amount": amount},
            _("We return all of it. You need not do anything."),
        ],
    )


def build_please_pay(context: Context) -> Mail | None:
    """To the buyer of an order that an organizer entered: where to pay it."""
    order = _with_buyer(context)
    if order is None or not order.is_open or order.expires_at is None:
        return None
    until = moment_text(order.expires_at, order.event)
    return _note_to_buyer(
        order,
        subject=_("Please pay: your tickets for %(event)s") % {"event": order.event.title},
        heading=_("Your tickets are reserved"),
        paragraphs=[
            _("Order %(number)s: %(amount)s.") % {"number": order.number, "amount": order.money},
            _("Kept for you until %(until)s.") % {"until": until},
        ],
        label=_("Pay your order"),
    )


def build_offer(context: Context) -> Mail | None:
    """To the first in line: seats are kept for them."""
    entry = WaitingListEntry.objects.select_related("event", "category").filter(pk=context["entry"]).first()
    if entry is None or entry.state != WaitingState.OFFERED or entry.offer_expires_at is None:
        return None
    until = moment_text(entry.offer_expires_at, entry.event)
    return _note(
        entry.event,
        to=entry.email,
        subject=_("Your tickets are here: %(event)s") % {"event": entry.event.title},
        heading=_("It is your turn"),
        paragraphs=[
            _("%(number)d × %(category)s: kept for you until %(until)s.")
            % {"number": entry.quantity, "category": entry.category.name, "until": until},
            _("After that they go to the next in line."),
        ],
        link=waiting_url(entry),
        label=_("Get your tickets"),
    )


def build_offer_passed(context: Context) -> Mail | None:
    entry = WaitingListEntry.objects.select_related("event", "category").filter(pk=context["entry"]).first()
    if entry is None or not entry.email:
        return None
    return _note(
        entry.event,
        to=entry.email,
        subject=_("Your offer has passed: %(event)s") % {"event": entry.event.title},
        heading=_("Your offer has passed"),
        paragraphs=[
            _("The seats that were kept for you went to the next in line. You can join the waiting list again.")
        ],
        link=address_of(entry.event),
        label=_("To the event"),
    )


def _with_buyer(context: Context) -> Order | None:
    """The order that a mail is about; None where nobody is to be written to."""
    return Order.objects.select_related("event").exclude(buyer_email="").filter(pk=context["order"]).first()


def _note_to_buyer(
    order: Order, *, subject: str, heading: str, paragraphs: Sequence[str], label: str | None = None
) -> Mail:
    """A short mail that leads to the order."""
    label = label or _("See your order")
    return _note(
        order.event,
        to=order.buyer_email,
        subject=subject,
        heading=heading,
        paragraphs=paragraphs,
        link=order_url(order),
        label=label,
    )


def _note(
    event: EventPage,
    *,
    to: str,
    subject: str,
    heading: str,
    paragraphs: Sequence[str],
    **button: str,
) -> Mail:
    """A short mail: a heading, a few sentences, and where there is one a button."""
    context = {"heading": heading, "paragraphs": paragraphs, **button}
    return Mail(to=to, subject=subject, template="notifications/mail/note", theme=theme_of(event), context=context)


def when(event: EventPage) -> str:
    """The event's days as text."""
    from django.utils.html import strip_tags  # beside its only use

    return strip_tags(date_span_tag(event.starts_at, event.ends_at, event.timezone))


def moment_text(moment: datetime, event: EventPage) -> str:
    """`21 November 2026, 12:30 CET`, where the event is."""
    local = moment.astimezone(event.zone)
    return f"{day_text(local.date(), 'j F Y')}, {local:%H:%M %Z}"


def my_tickets_url() -> str:
    """Where a person who signs in finds their tickets."""
    return f"{settings.BASE_URL}{reverse('ticketing:my_tickets')}"


def register() -> None:
    """Name the builders (AppConfig.ready)."""
    for kind, build in BUILDS.items():
        register_mail(f"ticketing.{kind}", build)


BUILDS = {
    "order_confirmed": build_order_confirmed,
    "ticket_issued": build_ticket_issued,
    "ticket_handed_over": build_handed_over,
    "tickets_cancelled": build_cancelled,
    "refunded": build_refunded,
    "money_returned": build_money_returned,
    "please_pay": build_please_pay,
    "seats_offered": build_offer,
    "offer_passed": build_offer_passed,
}
