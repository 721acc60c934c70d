"""From what a buyer asks for to lines with prices and the seats they need. Reads only; nothing is held yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone as clock
from django.utils.translation import gettext as _

from notifications.errors import InvalidInput
from payments.money import Money
from ticketing.catalogue import Item, Sale, is_hidden, is_selling
from ticketing.counter import Counter, read_counter
from ticketing.errors import NotOnSale, SoldOut, VoucherRefused
from ticketing.models import Question, Shop, Voucher, WaitingListEntry
from ticketing.pricing import PricedLine, price_with

if TYPE_CHECKING:
    from site_pages.models import EventPage

MOST_TICKETS = 100


@dataclass(frozen=True, slots=True)
class Wish:
    """So many tickets of the category with this public id."""

    category: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class Basket:
    """What a buyer asks for. `offer` is a waiting-list entry whose seats are kept for them."""

    wishes: Sequence[Wish]
    voucher_code: str = ""
    offer: WaitingListEntry | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """A basket that can be bought as it is: priced lines, and the seats they need of each quota.

    `version` is that of the catalogue that it was read from; the sale compares it (`enter_sale`).
    """

    event: EventPage
    shop: Shop
    version: int
    questions: Sequence[Question]
    lines: tuple[PricedLine, ...]
    seats: dict[int, int]
    voucher: Voucher | None
    offer: WaitingListEntry | None

    @property
    def total(self) -> int:
        return sum(line.total for line in self.lines)

    @property
    def currency(self) -> str:
        return self.lines[0].category.currency

    @property
    def money(self) -> Money:
        return Money(self.total, self.currency)

    @property
    def voucher_uses(self) -> int:
        return sum(line.quantity for line in self.lines if line.with_voucher)


def select(event: EventPage, basket: Basket) -> Selection:
    """Check and price a basket. One query, two more with a voucher, and as `read_counter` after a change.

    Raises InvalidInput, NotOnSale, SoldOut, VoucherRefused.
    """
    now = clock.now()
    if not is_selling(event, now):
        raise NotOnSale(_("Tickets for this event are not on sale."))
    wishes = _wished(basket)
    counter = read_counter(event.pk)
    voucher = read_voucher(event.pk, basket.voucher_code, now) if basket.voucher_code else None
    chosen = []
    for public_id, quantity in wishes.items():
        item = counter.item(public_id)
        if item is None:
            raise InvalidInput(_("A ticket in this order is not sold here."), fields={"lines": _("Not sold here.")})
        _check_item(item, quantity, now, voucher=voucher, offer=basket.offer)
        chosen.append((item, quantity))
    if len({item.category.currency for item, _quantity in chosen}) > 1:
        raise InvalidInput(_("Tickets in different currencies need orders of their own."))
    if basket.offer is None:
        refuse_overtaking(counter, [item for item, _quantity in chosen], voucher)
    shop = counter.catalogue.shop
    lines = tuple(_priced(item, quantity, shop=shop, voucher=voucher) for item, quantity in chosen)
    if voucher is not None and not any(line.with_voucher for line in lines):
        raise VoucherRefused(_("This voucher is not for these tickets."))
    questions = counter.catalogue.questions
    return Selection(event, shop, counter.version, questions, lines, _seats(chosen), voucher, basket.offer)


def read_voucher(event_id: int, code: str, now: datetime) -> Voucher:
    """The voucher behind a code, with its categories. Two queries. Raises VoucherRefused."""
    voucher = Voucher.objects.with_code(event_id, code).prefetch_related("categories").first()
    if voucher is None:
        raise VoucherRefused(_("There is no such voucher."))
    if voucher.valid_from is not None and now < voucher.valid_from:
        raise VoucherRefused(_("This voucher is not valid yet."))
    if voucher.valid_until is not None and now >= voucher.valid_until:
        raise VoucherRefused(_("This voucher has expired."))
    if voucher.max_uses is not None and voucher.used >= voucher.max_uses:
        raise VoucherRefused(_("This voucher has been used up."))
    return voucher


def covers(voucher: Voucher, item: Item) -> bool:
    """Whether the voucher is for this category; without a list, for all."""
    categories = list(voucher.categories.all())
    return not categories or item.category in categories


def refuse_overtaking(counter: Counter, items: Sequence[Item], voucher: Voucher | None) -> None:
    """Seats that come free belong to those in line, unless a voucher keeps seats of its own."""
    ids = {i.category.pk for i in items if not (voucher and voucher.reserves_seats and covers(voucher, i))}
    if ids & counter.queued:
        raise SoldOut(_("Sold out: people on the waiting list come first."))


def _wished(basket: Basket) -> dict[UUID, int]:
    """Quantities by category; the same category twice is added up."""
    wishes: dict[UUID, int] = {}
    for wish in basket.wishes:
        if wish.quantity < 0:
            raise InvalidInput(_("Numbers of tickets start at one."), fields={"lines": _("Not a number of tickets.")})
        if wish.quantity:
            wishes[wish.category] = wishes.get(wish.category, 0) + wish.quantity
    if not wishes:
        raise InvalidInput(_("Choose at least one ticket."), fields={"lines": _("Choose at least one ticket.")})
    if sum(wishes.values()) > MOST_TICKETS:
        text = _("An order holds %(most)d tickets at most.") % {"most": MOST_TICKETS}
        raise InvalidInput(text, fields={"lines": text})
    return wishes


def _check_item(
    item: Item, quantity: int, now: datetime, *, voucher: Voucher | None, offer: WaitingListEntry | None
) -> None:
    category = item.category
    is_offered = offer is not None and offer.category_id == category.pk
    if is_hidden(category) and not is_offered:
        unlocked = voucher is not None and voucher.unlocks_hidden and covers(voucher, item)
        if not unlocked:
            raise InvalidInput(_("A ticket in this order is not sold here."), fields={"lines": _("Not sold here.")})
    sale = item.sale(now)
    keeps = is_offered or (voucher is not None and voucher.reserves_seats and covers(voucher, item))
    if sale in {Sale.SOON, Sale.OVER, Sale.WITHDRAWN} and not is_offered:
        raise NotOnSale(_("%(ticket)s is not on sale now.") % {"ticket": category.name})
    if item.left is not None and item.left < quantity and not keeps:
        raise SoldOut(_sold_out_text(item), categories=(str(category.public_id),))
    if not category.min_per_order <= quantity <= category.max_per_order:
        values = {"ticket": category.name, "min": category.min_per_order, "max": category.max_per_order}
        text = _("%(ticket)s: from %(min)d to %(max)d in an order.") % values
        raise InvalidInput(text, fields={"lines": text})


def _sold_out_text(item: Item) -> str:
    if not item.left:
        return _("%(ticket)s is sold out.") % {"ticket": item.category.name}
    return _("Only %(left)d of %(ticket)s are left.") % {"left": item.left, "ticket": item.category.name}


def _priced(item: Item, quantity: int, *, shop: Shop, voucher: Voucher | None) -> PricedLine:
    list_price = item.category.price
    applies = voucher is not None and covers(voucher, item)
    price = price_with(voucher, list_price) if voucher is not None and applies else list_price
    return PricedLine(item.category, quantity, list_price, price, shop.tax_rate, applies)


def _seats(chosen: Sequence[tuple[Item, int]]) -> dict[int, int]:
    seats: dict[int, int] = {}
    for item, quantity in chosen:
        for quota in item.quotas:
            seats[quota.pk] = seats.get(quota.pk, 0) + quantity
    return seats
