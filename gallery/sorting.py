"""The orders of a gallery's list, each along an index (models/media.py), and "behind this photo" in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from django.db.models import F, Q, Value
from django.db.models.expressions import OrderBy
from django.db.models.functions import Concat

SortBy = Literal["uploaded_at", "taken_at", "size", "uploader"]
# As each is read first; the other direction is the exact reverse. The id ends every tie, so no two photos stand
# in the same place.
ORDERS: dict[SortBy, tuple[str, ...]] = {
    "uploaded_at": ("-uploaded_at", "-pk"),
    "taken_at": ("-taken_at", "-pk"),
    "size": ("-size_bytes", "-pk"),
    "uploader": ("uploader", "-uploaded_at", "-pk"),
}
FALLING_FIRST: frozenset[SortBy] = frozenset({"uploaded_at", "taken_at", "size"})
EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
Keys = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Sort:
    by: SortBy = "uploaded_at"
    is_falling: bool = True

    @property
    def terms(self) -> tuple[str, ...]:
        """For `order_by`."""
        terms = ORDERS[self.by]
        return terms if self.is_falling == (self.by in FALLING_FIRST) else tuple(map(reverse, terms))

    @property
    def columns(self) -> tuple[str, ...]:
        """What a photo is sorted by, without the id that ends ties."""
        return tuple(term.lstrip("-") for term in self.terms[:-1])


def reverse(term: str) -> str:
    return term.removeprefix("-") if term.startswith("-") else f"-{term}"


def keys_of(values: Iterable[Any]) -> Keys:
    """What a cursor carries of a photo's values. Times as whole microseconds: anything less would skip photos."""
    return tuple((value - EPOCH) // MICROSECOND if isinstance(value, datetime) else value for value in values)


def values_of(keys: Keys, sort: Sort) -> tuple[Any, ...]:
    """The values that `keys_of` made keys of."""
    return tuple(
        EPOCH + int(key) * MICROSECOND if column.endswith("_at") else key
        for column, key in zip(sort.columns, keys, strict=True)
    )


def behind(terms: tuple[str, ...], values: tuple[Any, ...]) -> Q:
    """Whatever comes behind these values in this order.

    The bound on the first column stands outside of the OR: so an index is entered there, and not walked from its
    beginning (research/gallery.md, section 5: 0.4 ms instead of 37).
    """
    column, way = terms[0].lstrip("-"), "lt" if terms[0].startswith("-") else "gt"
    beyond = Q(**{f"{column}__{way}": values[0]})
    if len(terms) == 1:
        return beyond
    return Q(**{f"{column}__{way}e": values[0]}) & (beyond | behind(terms[1:], values[1:]))


def along_no_index(terms: tuple[str, ...]) -> tuple[OrderBy | str, ...]:
    """The same order, written so that no index has it: what matches is found first, and sorted then."""
    column = terms[0].lstrip("-")
    first = Concat(F(column), Value("")) if column == "uploader" else F(column) + NOTHING[column]
    return (OrderBy(first, descending=terms[0].startswith("-")), *terms[1:])


NOTHING: dict[str, Any] = {"uploaded_at": timedelta(0), "taken_at": timedelta(0), "size_bytes": 0}
