"""What a sale needs to know of an event, read in one statement: the numbers are live, the rest is kept per version.

`Shop.catalogue_version` is raised by everything that changes what is sold (actions/catalogue.py), and a sale looks
at it again under the event's lock before it takes seats (`enter_sale`). So a price, a question or a quota that was
kept by this process a moment too long is never sold: the sale is made anew from what is true.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import connection

from notifications.errors import NotFound
from site_pages.kept import MISSING, shelf
from site_pages.models import EventPage
from site_pages.versions import stamp_of_event
from ticketing.catalogue import Item, read_items, read_questions, shop_of
from ticketing.models import Question, Quota, Shop, TicketCategory

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

T = TypeVar("T")

STANDING = """
SELECT shop.catalogue_version,
    ARRAY(SELECT DISTINCT category_id FROM ticketing_waitinglistentry
          WHERE event_id = shop.event_id AND state = 'waiting'),
    ARRAY(SELECT id FROM ticketing_quota WHERE event_id = shop.event_id ORDER BY id),
    ARRAY(SELECT size - used FROM ticketing_quota WHERE event_id = shop.event_id ORDER BY id)
FROM ticketing_shop shop WHERE shop.event_id = %s
"""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What an event sells, apart from how much is left. Shared between threads: it must not be changed."""

    shop: Shop
    categories: Mapping[UUID, TicketCategory]
    # Ids of the quotas that cap a category, by the category's id.
    quotas: Mapping[int, tuple[int, ...]]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Counter:
    """What an event sells now: its catalogue at `version`, free seats by quota, and categories with a line."""

    catalogue: Catalogue
    version: int
    free: Mapping[int, int]
    queued: frozenset[int]

    def item(self, public_id: UUID) -> Item | None:
        """The category with this public id and what caps it; None where the event has no such category."""
        category = self.catalogue.categories.get(public_id)
        if category is None:
            return None
        # What is left is all that matters of a quota here.
        quotas = self.catalogue.quotas[category.pk]
        return Item(category, tuple(Quota(pk=pk, size=self.free.get(pk, 0), used=0) for pk in quotas))


def read_counter(event_id: int) -> Counter:
    """What the event sells at this moment. One query; seven where its catalogue has changed since the last sale."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [event_id])
        row = cursor.fetchone()
    if row is None:
        shop_of(event_id)  # makes it
        return read_counter(event_id)
    version, queued, ids, free = row
    catalogue = _kept(("catalogue", event_id, version), lambda: _read_catalogue(event_id))
    return Counter(catalogue, version, dict(zip(ids, free, strict=True)), frozenset(queued))


def public_event(slug: str) -> EventPage:
    """The published event, to be read only. One query, one more after a change. Raises NotFound."""
    stamp = stamp_of_event(slug)
    if stamp is None:
        raise NotFound("There is no such event.")
    event = _kept(("event", stamp.event_id, stamp.number), EventPage.objects.filter(pk=stamp.event_id).first)
    if event is None:
        raise NotFound("There is no such event.")
    return event


def _read_catalogue(event_id: int) -> Catalogue:
    """Six queries."""
    items = read_items(event_id)
    return Catalogue(
        shop_of(event_id),
        {item.category.public_id: item.category for item in items},
        {item.category.pk: tuple(quota.pk for quota in item.quotas) for item in items},
        tuple(read_questions(event_id)),
    )


def _kept(key: Hashable, build: Callable[[], T]) -> T:
    found = shelf.find(key)
    if found is not MISSING:
        part: T = found
        return part
    built = build()
    if settings.KEPT_PARTS:
        shelf.put(key, built, most=settings.KEPT_PARTS)
    return built
