"""Changes of a gallery's settings (spec 5, Lifecycle and Fees).

What it has room for, and when, is a plan: cheaper ones count at once and leave credit, dearer ones use credit first
and the rest is paid. Name, PIN, cover and whether the photos are on the site cost nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from accounts.models import User
from gallery.actions.covers import cover_in
from gallery.actions.event_pages import follow_gallery, renew_site
from gallery.actions.orders import check_payable, give_up_payments, pay_order, place_order, plan_of, supersede
from gallery.choices import OrderState
from gallery.covers import check_cover
from gallery.errors import GalleryClosed, SettingsLocked
from gallery.lifecycle import has_opened, status_of
from gallery.models import Gallery, GalleryOrder
from gallery.pins import pin_hash
from gallery.proposals import PLAN_FIELDS, PRICED_FIELDS, Plan, check_plan, clean_event_name
from notifications.errors import Conflict, InvalidInput
from payments.models import Payment
from payments.money import Money

# What may be changed after it has opened; the names are those of the API.
NEVER_LOCKED = frozenset({"name", "pin"})
LIGHT_FIELDS = ("name", "pin", "cover_image", "show_on_site")
MAY_BE_EMPTY = frozenset({"pin", "cover_image"})
Given = Mapping[str, Any]


def needs_owner(names: Collection[str]) -> bool:
    """Whether these settings are capacity, cost or dates, which are the owner's alone (spec 2)."""
    return not set(names) <= set(LIGHT_FIELDS)


def change_gallery(gallery: Gallery, given: Given, *, by: User, provider: str = "") -> Payment | None:
    """Change what is in `given`, by its presence and not its value. Outside a transaction.

    Returns the payment that a dearer plan waits for; everything else counts at once, also then. `gallery` is read anew.
    Naming the plan as it is calls off one that waits to be paid.
    Raises SettingsLocked, GalleryClosed, InvalidInput, Conflict, and what `pay_order` raises.
    """
    order: GalleryOrder | None = None
    former: list[GalleryOrder] = []
    with transaction.atomic():
        locked = Gallery.objects.select_for_update().get(pk=gallery.pk)
        if has_opened(locked, now=clock.now()) and not set(given) <= NEVER_LOCKED:
            raise SettingsLocked
        require_values(given)
        change_light(locked, given, by=by)
        if not set(given).isdisjoint(PLAN_FIELDS):
            order, former = change_plan(locked, planned(locked, given), by=by, provider=provider)
    give_up_payments(former)
    payment = pay_order(order, provider=provider) if order else None
    gallery.refresh_from_db()
    return payment


def require_values(given: Given) -> None:
    """Raise InvalidInput for settings that cannot be nothing."""
    empty = [name for name, value in given.items() if value is None and name not in MAY_BE_EMPTY]
    if empty:
        raise InvalidInput(_("Some fields need another look."), fields=dict.fromkeys(empty, _("This needs a value.")))


def change_light(gallery: Gallery, given: Given, *, by: User) -> None:
    """Name, PIN, cover and show-on-site of a locked gallery. A new PIN sends nobody out who has joined before."""
    values: dict[str, Any] = {}
    if "name" in given:
        values["name"] = clean_event_name(given["name"])
    if "pin" in given:
        values["pin_hash"] = pin_hash(gallery.public_id, given["pin"] or "")
    if "cover_image" in given:
        check_cover(by, given["cover_image"])
        values["cover_image"] = cover_in(gallery.event, given["cover_image"], by=by)
    if "show_on_site" in given:
        values["show_on_site"] = given["show_on_site"]
        renew_site(gallery.event_id)
    write(gallery, values, by=by)


def planned(gallery: Gallery, given: Given) -> Plan:
    """The plan that is wished for, checked. A new first day without a last one keeps the event's length."""
    was = Plan.of(gallery)
    wanted = {name: given[name] for name in PLAN_FIELDS if name in given}
    if "event_date" in wanted and "end_date" not in wanted:
        wanted["end_date"] = wanted["event_date"] + (was.end_date - was.event_date)
    plan = replace(was, **wanted)
    check_plan(plan, now=clock.now())
    if plan.max_guests < gallery.guests_used:
        text = _("%(joined)d guests have joined already.") % {"joined": gallery.guests_used}
        raise InvalidInput(text, fields={"max_guests": text})
    return plan


def change_plan(
    gallery: Gallery, plan: Plan, *, by: User, provider: str
) -> tuple[GalleryOrder | None, list[GalleryOrder]]:
    """Take the plan of a locked gallery over, or order it where something is to be paid; and the orders it replaces."""
    if gallery.closed_at or gallery.archived_at:
        raise GalleryClosed
    fee = fee_of(gallery, plan)
    amount = fee.minor - gallery.paid_fee
    if amount > 0:
        check_payable(by, currency=fee.currency, provider=provider)
        same = gallery.orders.filter(state=OrderState.PENDING, amount=amount, total_fee=fee.minor).first()
        if same is not None and plan_of(same) == plan:
            return same, []
    former = supersede(gallery)
    if amount > 0:
        return place_order(plan.as_json(), fee=fee, amount=amount, by=by, gallery=gallery), former
    gallery.currency = fee.currency
    take_plan(gallery, plan, fee=fee.minor, paid=0, by=by)
    return None, former


def fee_of(gallery: Gallery, plan: Plan) -> Money:
    """What the gallery costs with this plan. Where nothing that is priced changes, what it cost before.

    Raises Conflict where it was paid in a currency in which prices are not given any more.
    """
    if all(getattr(gallery, name) == getattr(plan, name) for name in PRICED_FIELDS):
        return Money(gallery.total_fee, gallery.currency)
    fee = plan.fee().money
    if gallery.paid_fee and fee.currency != gallery.currency:
        raise Conflict(_("Prices are in another currency now than the one this was paid in."), code="OTHER_CURRENCY")
    return fee


def take_plan(gallery: Gallery, plan: Plan, *, fee: int, paid: int, by: User | None) -> None:
    """The plan counts from now on; `fee` is its price, `paid` has just come for it, in minor units. Row locked."""
    paid_fee = gallery.paid_fee + paid
    values = {name: getattr(plan, name) for name in PLAN_FIELDS}
    fees = {"total_fee": fee, "paid_fee": paid_fee, "credit": paid_fee - fee, "currency": gallery.currency}
    write(gallery, {**values, **fees}, by=by)


def write(gallery: Gallery, values: dict[str, Any], *, by: User | None) -> None:
    """Store the values, and only them: guests are counted in this row meanwhile. The draft of its page follows."""
    if not values:
        return
    was = (gallery.name, gallery.event_date, gallery.end_date)
    for name, value in values.items():
        setattr(gallery, name, value)
    gallery.status = status_of(gallery, now=clock.now())
    gallery.save(update_fields=[*values, "status"])
    if was != (gallery.name, gallery.event_date, gallery.end_date):
        follow_gallery(gallery, was=was, by=by)
