"""What this room puts on the pages of other rooms."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString
from wagtail.models import Page

from accounts.data_export import register_export, register_export_files
from accounts.panels import register_account_panel
from site_pages.extensions import register_panel
from site_pages.freshness import register_mark
from site_pages.models import EventPage
from site_pages.offers import Offer, register_offers, register_ticket_list
from site_pages.selectors import event_of
from ticketing.catalogue import is_selling
from ticketing.my_tickets import account_panel, export_answer_files, export_tickets
from ticketing.shop_page import forms_of, shop_context
from ticketing.storefront import availability_mark, availability_of, read_storefront


def tickets_panel(page: Page, request: HttpRequest) -> SafeString | None:
    """The shop on the event's tickets page. One query where nothing is sold, else three, five with questions."""
    event = event_of(page)
    if event is None:
        return None
    front = read_storefront(event)
    if not front.shelves:
        return None
    context = {"event": event, **shop_context(front, forms_of(request, front))}
    return render_to_string("ticketing/parts/shop.html", context, request)


def prices_panel(page: Page, request: HttpRequest) -> SafeString | None:
    """What tickets cost, on the landing page. One query at most."""
    event = event_of(page)
    tickets = availability_of(event.pk).tickets if event is not None and is_selling(event) else []
    return render_to_string("ticketing/parts/prices.html", {"tickets": tickets}, request) if tickets else None


def offers(event: EventPage) -> list[Offer]:
    """What search engines read (structured data). One query at most."""
    return [
        Offer(
            name=ticket["name"],
            price=ticket["price"]["amount"],
            currency=ticket["price"]["currency"],
            is_available=ticket["availability"] in {"available", "few"},
            valid_from=parse_datetime(ticket["sale_starts_at"] or ""),
        )
        for ticket in availability_of(event.pk).tickets
    ]


def register() -> None:
    """Called by AppConfig.ready."""
    register_panel("tickets", tickets_panel)
    register_panel("prices", prices_panel)
    register_account_panel("tickets", account_panel)
    register_export("tickets", export_tickets)
    register_export_files("ticket-answers", export_answer_files)
    register_ticket_list("tickets", lambda event_id: availability_of(event_id).tickets)
    register_offers(offers)
    register_mark("tickets", availability_mark)
