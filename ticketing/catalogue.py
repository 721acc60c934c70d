"""Reading what an event sells, and how much of it is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils import timezone as clock

from ticketing.choices import Visibility
from ticketing.models import Question, Quota, Shop, TicketCategory

if TYPE_CHECKING:
    from site_pages.models import EventPage


class Sale(StrEnum):
    """Whether a category can be bought now."""

    ON_SALE = "on_sale"
    SOON = "soon"
    OVER = "over"
    SOLD_OUT = "sold_out"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Item:
    """A category with the quotas that cap it."""

    category: TicketCategory
    quotas: tuple[Quota, ...]

    @cached_property
    def left(self) -> int | None:
        """Seats left; None where nothing caps it. True at the moment of reading only."""
        return min((quota.left for quota in self.quotas), default=None)

    @property
    def most(self) -> int:
        """How many one order may hold now."""
        return self.category.max_per_order if self.left is None else min(self.left, self.category.max_per_order)

    def sale(self, now: datetime) -> Sale:
        category = self.category
        if category.is_withdrawn:
            return Sale.WITHDRAWN
        if category.sale_ends_at is not None and now >= category.sale_ends_at:
            return Sale.OVER
        if category.sale_starts_at is not None and now < category.sale_starts_at:
            return Sale.SOON
        return Sale.SOLD_OUT if self.left is not None and self.left < category.min_per_order else Sale.ON_SALE


def shop_of(event_id: int) -> Shop:
    """The event's shop, made with its defaults where it has none yet. One query."""
    found = Shop.objects.filter(event_id=event_id).first()
    return found or Shop.objects.get_or_create(event_id=event_id)[0]


def is_selling(event: EventPage, now: datetime | None = None) -> bool:
    """Published, not called off, not over."""
    return event.live and not event.is_cancelled and (now or clock.now()) < event.ends_at


def read_items(event_id: int) -> list[Item]:
    """Everything the event sells, hidden and withdrawn categories too. Three queries."""
    categories = TicketCategory.objects.for_event(event_id).select_related("own_quota").prefetch_related("quotas")
    return [_item(category) for category in categories]


def shown_items(event_id: int) -> list[Item]:
    """What a buyer without a voucher sees. Three queries."""
    categories = TicketCategory.objects.for_event(event_id).in_shop()
    return [_item(category) for category in categories.select_related("own_quota").prefetch_related("quotas")]


def read_questions(event_id: int) -> list[Question]:
    """What attendees are asked, with the categories it is asked for. Two queries."""
    return list(Question.objects.asked_in(event_id).prefetch_related("categories"))


def _item(category: TicketCategory) -> Item:
    own = getattr(category, "own_quota", None)
    shared = tuple(category.quotas.all())
    return Item(category, (own, *shared) if own is not None else shared)


def is_hidden(category: TicketCategory) -> bool:
    return category.visibility == Visibility.HIDDEN
