"""What a buyer sees of an event's shop: what is sold, for how much, and how much of it is left."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.cache import cache
from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import Least
from django.utils import timezone as clock

from payments.money import EXPONENTS, Money
from ticketing.catalogue import Item, Sale, is_hidden, is_selling, read_items, shop_of
from ticketing.models import Quota, Shop, TicketCategory, Voucher, WaitingListEntry
from ticketing.pricing import price_with
from ticketing.selection import covers, read_voucher

if TYPE_CHECKING:
    from site_pages.models import EventPage

# From here down the number itself is told.
FEW = 10
# How old availability may be where nobody holds it yet (research/ticketing, section 4, "read path").
FRESH_SECONDS = 1
# An event that sells nothing is not looked at every second.
EMPTY_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Shelf:
    """One category as it is offered now. `price` is what one costs with the buyer's voucher."""

    item: Item
    sale: Sale
    is_queued: bool
    price: int
    most: int

    @property
    def id(self) -> UUID:
        return self.item.category.public_id

    @property
    def money(self) -> Money:
        return Money(self.price, self.item.category.currency)

    @property
    def exponent(self) -> int:
        """Digits after the point, for the page that adds up."""
        return EXPONENTS[self.item.category.currency]

    @property
    def list_money(self) -> Money | None:
        """What it costs without the voucher, where that is more."""
        category = self.item.category
        return category.money if self.price < category.price else None

    @property
    def is_gone(self) -> bool:
        """Sold out, or what comes free belongs to those in line."""
        return self.sale == Sale.SOLD_OUT or (self.sale == Sale.ON_SALE and self.is_queued)

    @property
    def is_buyable(self) -> bool:
        return self.sale == Sale.ON_SALE and not self.is_queued and self.most >= self.item.category.min_per_order

    @property
    def few(self) -> int | None:
        """How many are left where they are few."""
        left = self.item.left
        return left if self.is_buyable and left is not None and left <= FEW else None

    @property
    def numbers(self) -> list[int]:
        """What may be chosen, besides none."""
        return list(range(self.item.category.min_per_order, self.most + 1)) if self.is_buyable else []

    @property
    def availability(self) -> str:
        """The class that the API names: available, few, sold_out, soon, over."""
        if self.is_gone:
            return "sold_out"
        if self.sale == Sale.ON_SALE:
            return "few" if self.few is not None else "available"
        return {Sale.SOON: "soon"}.get(self.sale, "over")

    def mark(self) -> tuple[object, ...]:
        """Everything that is shown of it; another mark means another page."""
        category = self.item.category
        texts = (category.name, category.description, category.price, category.currency, category.admits)
        times = (category.sale_starts_at, category.sale_ends_at)
        return (category.pk, *texts, *times, category.min_per_order, self.most, self.availability, self.few)


@dataclass(frozen=True, slots=True)
class Availability:
    """What everybody sees of the shop, ready to be sent, and a mark that changes with it."""

    mark: str
    tickets: list[dict[str, Any]]


@dataclass(frozen=True)
class Storefront:
    """The whole shop of one event."""

    event: EventPage
    shop: Shop | None
    shelves: tuple[Shelf, ...]
    voucher: Voucher | None = None

    @cached_property
    def buyable(self) -> list[Shelf]:
        return [shelf for shelf in self.shelves if shelf.is_buyable]

    @cached_property
    def waitable(self) -> list[Shelf]:
        """Those with a line that one can join."""
        return [shelf for shelf in self.shelves if shelf.is_gone] if self.shop and self.shop.waiting_list else []

    @cached_property
    def direct(self) -> Shelf | None:
        """The only thing there is, where it costs nothing: then one form does it all."""
        only = self.shelves[0] if len(self.shelves) == 1 else None
        return only if only and only.is_buyable and not only.price and only.item.category.min_per_order == 1 else None

    @property
    def is_free(self) -> bool:
        return not any(shelf.price for shelf in self.shelves)


def read_storefront(event: EventPage, *, voucher: Voucher | None = None) -> Storefront:
    """The shop for somebody with this voucher, or none. Two queries, one where nothing is sold; four with a voucher."""
    shelves = read_shelves(event.pk, voucher=voucher) if is_selling(event) else ()
    return Storefront(event, shop_of(event.pk) if shelves else None, shelves, voucher)


def read_shelves(event_id: int, *, voucher: Voucher | None = None) -> tuple[Shelf, ...]:
    """What is shown, in the organizer's order. One query, three with a voucher."""
    return _shelves_for_all(event_id) if voucher is None else _shelves_with(voucher, event_id)


def _shelves_for_all(event_id: int) -> tuple[Shelf, ...]:
    """What everybody sees. One query: it is read once a second under a rush."""
    now = clock.now()
    shared = Quota.objects.filter(categories=OuterRef("pk")).order_by().annotate(free=F("size") - F("used"))
    categories = (
        TicketCategory.objects.for_event(event_id)
        .in_shop()
        .annotate(
            # PostgreSQL's LEAST passes over what is null: a category that nothing caps has no least.
            free=Least(
                F("own_quota__size") - F("own_quota__used"),
                Subquery(shared.order_by("free").values("free")[:1]),
            ),
            is_queued=Exists(WaitingListEntry.objects.in_line().filter(category=OuterRef("pk"))),
        )
    )
    shelves = []
    for category in categories:
        # The tightest of its quotas stands for all of them.
        item = Item(category, () if category.free is None else (Quota(size=category.free, used=0),))
        shelves.append(Shelf(item, item.sale(now), category.is_queued, category.price, item.most))
    return tuple(shelves)


def _shelves_with(voucher: Voucher, event_id: int) -> tuple[Shelf, ...]:
    """What somebody with the voucher sees. Three queries."""
    now = clock.now()
    items = [item for item in read_items(event_id) if _is_shown(item, voucher)]
    if not items:
        return ()
    waiting = WaitingListEntry.objects.in_line().filter(event_id=event_id).order_by()
    queued = set(waiting.values_list("category_id", flat=True).distinct())
    return tuple(_shelf(item, item.sale(now), voucher=voucher, queued=queued) for item in items)


def shown_voucher(event: EventPage, code: str) -> Voucher:
    """The voucher that a buyer typed, as the shop shows it. Two queries. Raises VoucherRefused."""
    return read_voucher(event.pk, code, clock.now())


def availability_of(event_id: int) -> Availability:
    """What everybody sees, a second old at most. One query, none while it is kept."""
    key = f"tickets:{event_id}"
    kept: Availability | None = cache.get(key)
    if kept is None:
        shelves = read_shelves(event_id)
        marks = repr([shelf.mark() for shelf in shelves])
        mark = blake2b(marks.encode(), digest_size=8).hexdigest()
        kept = Availability(mark, [described(shelf) for shelf in shelves])
        cache.set(key, kept, FRESH_SECONDS if shelves else EMPTY_SECONDS)
    return kept


def availability_mark(event_id: int) -> str:
    """A short text that changes with what the shop shows."""
    return availability_of(event_id).mark


def described(shelf: Shelf) -> dict[str, Any]:
    """A category as the API tells it."""
    category = shelf.item.category
    return {
        "id": str(category.public_id),
        "name": category.name,
        "description": category.description,
        "price": shelf.money.as_json(),
        "list_price": category.money.as_json(),
        "availability": shelf.availability,
        "left": shelf.few,
        "min_per_order": category.min_per_order,
        "max_per_order": max(shelf.most, 0) if shelf.is_buyable else 0,
        "sale_starts_at": category.sale_starts_at.isoformat() if category.sale_starts_at else None,
        "sale_ends_at": category.sale_ends_at.isoformat() if category.sale_ends_at else None,
        "admits": category.admits,
        "opens_whole_event": category.grants_full_event_access,
    }


def _is_shown(item: Item, voucher: Voucher | None) -> bool:
    if item.category.is_withdrawn:
        return False
    return not is_hidden(item.category) or bool(voucher and voucher.unlocks_hidden and covers(voucher, item))


def _shelf(item: Item, sale: Sale, *, voucher: Voucher | None, queued: set[int]) -> Shelf:
    category, most = item.category, item.most
    applies = voucher is not None and covers(voucher, item)
    if voucher is None or not applies:
        return Shelf(item, sale, category.pk in queued, category.price, most)
    is_queued = category.pk in queued
    uses = voucher.max_uses - voucher.used if voucher.max_uses is not None else category.max_per_order
    if voucher.reserves_seats:
        # Its seats are out of sale already: what is left for others does not matter to whoever has the code.
        sale, is_queued = (Sale.ON_SALE if sale == Sale.SOLD_OUT else sale), False
        most = category.max_per_order
    return Shelf(item, sale, is_queued, price_with(voucher, category.price), min(most, uses))
