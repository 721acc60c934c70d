"""Events with galleries, prices and payments as JSON: the shapes of organizer_event_schemas.py."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.utils import timezone as clock

from gallery.actions.orders import UNSETTLED, plan_of
from gallery.lifecycle import has_opened, purge_at, status_of, window_of
from gallery.links import guest_url
from gallery.models import GalleryOrder
from gallery.own_galleries import Shown
from gallery.proposals import Plan
from gallery.tariff import Fee
from payments.models import Payment
from payments.money import Money
from payments.selectors import payment_address, providers_for
from site_pages.addresses import absolute, address_of

Json = dict[str, Any]


def event_json(shown: Shown) -> Json:
    """One event as its organizers see it."""
    gallery, now = shown.gallery, clock.now()
    window = window_of(gallery.event_date, gallery.end_date)
    amounts = {"total": gallery.total_fee, "paid": gallery.paid_fee, "credit": gallery.credit}
    return {
        **asdict(Plan.of(gallery)),
        "id": gallery.public_id,
        "slug": gallery.slug,
        "name": gallery.name,
        "status": status_of(gallery, now=now),
        "opens_at": window.opens_at,
        "closes_at": window.closes_at,
        "is_locked": has_opened(gallery, now=now),
        "has_pin": gallery.has_pin,
        "show_on_site": gallery.show_on_site,
        "cover_image_id": gallery.cover_image_id,
        "cover_image": shown.cover,
        "guests": gallery.guests_used,
        "uploads": shown.uploads,
        "fee": {name: Money(minor, gallery.currency).as_json() for name, minor in amounts.items()},
        "pending": pending_json(shown.pending) if shown.pending else None,
        "role": shown.role,
        "guest_url": guest_url(gallery),
        "site_url": address_of(gallery.event),
        "created_at": gallery.created_at,
        "closed_at": gallery.closed_at,
        "archived_at": gallery.archived_at,
        "purge_at": purge_at(gallery),
        "purged_at": gallery.purged_at,
    }


def pending_json(order: GalleryOrder) -> Json:
    return {**asdict(plan_of(order)), "amount": order.money.as_json()}


def quote_json(fee: Fee, *, total: Money, paid: Money) -> Json:
    """A price with its parts, and what of it is due. `total` may be another than the parts': an older tariff's."""
    parts = {"guests": fee.guests, "images": fee.shots, "raw": fee.raw}
    due, credit = max(0, total.minor - paid.minor), max(0, paid.minor - total.minor)
    return {
        "total": total.as_json(),
        "parts": {name: Money(minor, fee.currency).as_json() for name, minor in parts.items()},
        "paid": paid.as_json(),
        "due": Money(due, total.currency).as_json(),
        "credit": Money(credit, total.currency).as_json(),
        "providers": [{"name": info.name, "label": info.label} for info in providers_for(None, total.currency)],
    }


def payment_json(payment: Payment, order: GalleryOrder) -> Json:
    """A payment, and what became of what it is for."""
    can_pay = payment.state == Payment.State.PENDING and bool(payment.redirect_url)
    return {
        "payment_id": payment.public_id,
        "payment_url": absolute(payment_address(payment)) if can_pay else None,
        "amount": payment.money.as_json(),
        "status": order.state,
        "problem": order.problem,
        "can_retry": order.state in UNSETTLED and not can_pay,
        "event_id": order.gallery.public_id if order.gallery else None,
    }
