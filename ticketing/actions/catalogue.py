"""Changing what an event sells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import IntegrityError, connection, transaction
from django.db.models import Count, F, ProtectedError, Sum
from django.utils.translation import gettext as _

from notifications.errors import Conflict, InvalidInput
from ticketing.actions.claims import enter_sale, give_back_all, stop_sales, take_seats
from ticketing.catalogue import shop_of
from ticketing.choices import LIVE_TICKETS, OrderState
from ticketing.models import OrderLine, Quota, SeatClaim, Shop, Ticket, TicketCategory, Voucher
from ticketing.signals import tickets_closed

RESIZE = "UPDATE ticketing_quota SET size = %s WHERE id = %s AND used <= %s RETURNING id"


@contextmanager
def changing_catalogue(event_id: int) -> Iterator[None]:
    """A transaction that changes what an event sells: alone with it, and under a new version (ticketing/counter.py).

    Sales that have begun end first, so what they took is counted; those that come wait, and read what is true then.
    """
    shop = shop_of(event_id)
    with transaction.atomic():
        stop_sales(event_id)
        yield
        Shop.objects.filter(pk=shop.pk).update(catalogue_version=F("catalogue_version") + 1)


def set_quantity(category: TicketCategory, quantity: int | None) -> None:
    """How many of the category are sold at most; None: no cap of its own. Raises InvalidInput below what is sold."""
    with changing_catalogue(category.event_id):
        own = Quota.objects.filter(own_category=category).first()
        if quantity is None:
            if own is not None:
                _drop_own_quota(own)
            return
        if own is None:
            own = _make_own_quota(category, quantity)
        resize_quota(own, quantity)


def resize_quota(quota: Quota, size: int) -> None:
    """Change the size in one statement. Raises InvalidInput below what is claimed."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(RESIZE, [size, quota.pk, size])
        if cursor.fetchone() is None:
            quota.refresh_from_db()
            text = _("%(used)d are sold or held already.") % {"used": quota.used}
            raise InvalidInput(text, fields={"quantity": text})
        tickets_closed.send(sender=Quota, event_id=quota.event_id)


def _make_own_quota(category: TicketCategory, quantity: int) -> Quota:
    """A quota for a category that may have sold already: what is sold counts against it."""
    held = held_by([category])
    sold = sum(held.values())
    size = max(quantity, sold)
    quota = Quota.objects.create(
        event_id=category.event_id, own_category=category, name=category.name, size=size, used=sold
    )
    SeatClaim.objects.bulk_create(SeatClaim(quota=quota, order_id=order, seats=seats) for order, seats in held.items())
    return quota


def held_by(categories: Sequence[TicketCategory]) -> dict[int, int]:
    """Seats of these categories by order: tickets that are valid or awaited, and carts. Two queries."""
    states = (OrderState.PENDING, OrderState.PAID, OrderState.PARTIALLY_REFUNDED)
    tickets = Ticket.objects.filter(category__in=categories, order__state__in=states, state__in=LIVE_TICKETS)
    held = dict(tickets.order_by().values_list("order").annotate(seats=Count("pk")))
    carts = OrderLine.objects.filter(category__in=categories, order__state=OrderState.DRAFT).order_by()
    held.update(carts.values_list("order").annotate(seats=Sum("quantity")))
    return held


def _drop_own_quota(own: Quota) -> None:
    own.claims.all().delete()
    own.delete()


def delete_category(category: TicketCategory) -> None:
    """Delete a category that nobody bought. Raises Conflict; such a one is withdrawn from sale instead."""
    try:
        with changing_catalogue(category.event_id):
            category.delete()
    except ProtectedError as error:
        raise Conflict(_("Tickets of this category exist. Withdraw it from sale instead.")) from error


def withdraw_category(category: TicketCategory) -> None:
    """Take the category out of sale; tickets that exist stay valid."""
    with changing_catalogue(category.event_id):
        TicketCategory.objects.filter(pk=category.pk).update(is_withdrawn=True)
    category.is_withdrawn = True


def save_voucher(voucher: Voucher, *, categories: list[TicketCategory]) -> None:
    """Store a voucher and keep its seats. Raises InvalidInput for a code in use, SoldOut where seats are missing."""
    voucher.code = voucher.code.strip().upper()
    if not voucher.code:
        raise InvalidInput(_("Enter a code."), fields={"code": _("Enter a code.")})
    try:
        with transaction.atomic():
            enter_sale(voucher.event_id)
            voucher.save()
            voucher.categories.set(categories)
            give_back_all(voucher)
            if voucher.reserves_seats:
                take_seats(voucher, _kept_seats(voucher, categories))
    except IntegrityError as error:
        if "voucher_code_once_in_event" not in str(error):
            raise
        text = _("There is a voucher with this code already.")
        raise InvalidInput(text, fields={"code": text}) from error


def _kept_seats(voucher: Voucher, categories: list[TicketCategory]) -> dict[int, int]:
    """Seats for the uses that are left, of every quota of its categories."""
    left = (voucher.max_uses or 0) - voucher.used
    if left <= 0 or not categories:
        return {}
    quotas = Quota.objects.of_categories([category.pk for category in categories])
    return dict.fromkeys(quotas.values_list("pk", flat=True), left)


def delete_voucher(voucher: Voucher) -> None:
    """Delete a voucher; orders made with it keep its code. Its kept seats go back."""
    with transaction.atomic():
        give_back_all(voucher)
        voucher.delete()
        tickets_closed.send(sender=Voucher, event_id=voucher.event_id)


def move_category(category: TicketCategory, *, to: int) -> None:
    """Put the category at this position (from 0) of its event's list."""
    with transaction.atomic():
        others = TicketCategory.objects.for_event(category.event_id).exclude(pk=category.pk)
        others.filter(position__gte=to).update(position=F("position") + 1)
        TicketCategory.objects.filter(pk=category.pk).update(position=to)
