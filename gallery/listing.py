"""The list of a gallery's photos: any order, any filter, any depth, without skipping through what was read before.

A page is two queries, the places in the order and the photos at them; the first page counts as well, and its cursor
carries the number on. `make bench ONLY=gallery` holds the times (docs/benchmarks.md).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.db import connection
from django.db.models import OuterRef, Subquery
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from gallery.cursors import Cursor, digest_of, wrong_cursor
from gallery.filters import Filters, counted, matching, narrowed, statuses_of
from gallery.models import Gallery, GuestSession, Media
from gallery.querysets import MediaQuerySet
from gallery.sorting import Sort, along_no_index, behind, keys_of, values_of

# Up to so many it is sooner to find them all and sort them than to walk the order and look for them. The planner cannot
# tell: its figures are those of all galleries together. One index finds what one group lets through; of several
# groups, each may let many through, and a walk meets one of so many sooner.
FEW, FEW_OF_SEVERAL = 5_000, 1_000
# What a page shows. The store's addresses need the gallery, which every caller has.
SHOWN = (
    *("public_id", "gallery_id", "uploader", "uploaded_at", "taken_at", "status", "size_bytes", "mime_type"),
    *("width", "height", "tags", "recipe", "placeholder", "guest"),
)

BY_NAME = """
SELECT page.* FROM unnest(%s::varchar[]) AS named (uploader) CROSS JOIN LATERAL ({each}) AS page
ORDER BY {order} LIMIT %s
"""

# The values by which a photo is sorted, its primary key last; and as they are found, first.
Place = tuple[Any, ...]
Found = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of a gallery's photos, in this order."""

    gallery: Gallery
    filters: Filters = field(default_factory=Filters)
    sort: Sort = field(default_factory=Sort)

    @property
    def digest(self) -> str:
        """Equal for the same list; the length of its pages is no part of it."""
        return digest_of("media", self.gallery.public_id, asdict(self.filters), asdict(self.sort))


@dataclass(frozen=True, slots=True)
class Page:
    """`total` is how many there were when the first page was read; `next_cursor` is None on the last page."""

    media: list[Media]
    next_cursor: str | None
    total: int


def read_page(listing: Listing, *, cursor: str = "", limit: int = 50, few: int | None = None) -> Page:
    """A page of at most `limit` photos. Four queries at most, and one more where a guest is named.

    `few`: up to how many are gathered instead of walked. Raises InvalidInput for a cursor of another list.
    """
    photos = matching(listing.gallery, listing.filters)
    last = Cursor.read(cursor, listing.digest) if cursor else None
    place = place_of(last, listing) if last else None
    total = last.total if last else counted(photos, listing.gallery, listing.filters)
    if few is None:
        few = FEW if listing.filters.groups < 2 else FEW_OF_SEVERAL
    if total <= few:
        photos = narrowed(photos, listing.gallery, listing.filters)
        found = gathered(photos, listing.sort, place, most=limit + 1)
    else:
        found = walked(photos, listing, place, most=limit + 1)
    page = photos_at(found[:limit], listing)
    next_cursor = None
    if len(found) > limit:
        *_rest, (pk, *values) = found[:limit]
        next_cursor = Cursor(keys_of(values), page[pk].public_id, total).write(listing.digest)
    # Somebody may have hidden or withdrawn one between the two queries.
    statuses = statuses_of(include_hidden=listing.filters.include_hidden)
    return Page([media for media in page.values() if media.status in statuses], next_cursor, total)


def place_of(cursor: Cursor, listing: Listing) -> Place:
    """The values behind which the next page begins. One query. Raises InvalidInput."""
    last = Media.objects.filter(gallery=listing.gallery, public_id=cursor.public_id).values_list("pk", flat=True)
    pk = last.first()
    if pk is None:
        raise wrong_cursor(_("Not a cursor of this list."))
    return (*values_of(cursor.keys, listing.sort), pk)


def photos_at(found: list[Found], listing: Listing) -> dict[int, Media]:
    """The photos at these places, in their order, with their guests' public ids and the gallery. One query.

    Of a join PostgreSQL may read all guests that there are; so each is looked up.
    """
    guests = GuestSession.objects.filter(pk=OuterRef("guest"))
    photos = Media.objects.only(*SHOWN).annotate(guest_public_id=Subquery(guests.values("public_id")))
    rows = photos.order_by().in_bulk([pk for pk, *_values in found])
    for media in rows.values():
        media.gallery = listing.gallery
        media.guest = GuestSession.from_db(None, ["id", "public_id"], [media.guest_id, media.guest_public_id])
    return {pk: rows[pk] for pk, *_values in found}


def gathered(photos: MediaQuerySet, sort: Sort, place: Place | None, *, most: int) -> list[Found]:
    """Few photos in their order: whatever index fits the filters finds them, and they are sorted."""
    left = photos.filter(behind(sort.terms, place)) if place else photos
    return list(left.order_by(*along_no_index(sort.terms)).values_list("pk", *sort.columns)[:most])


def walked(photos: MediaQuerySet, listing: Listing, place: Place | None, *, most: int) -> list[Found]:
    """Many photos in their order: along the order's index until the page is full. Two queries at most."""
    terms, columns = listing.sort.terms, ("pk", *listing.sort.columns)
    if listing.sort.by != "uploader":
        left = photos.filter(behind(terms, place)) if place else photos
        return list(left.order_by(*terms).values_list(*columns)[:most])
    # Many may have one name, or none: the index is entered within that name, and after it.
    same: list[Found] = []
    if place is not None:
        own = photos.filter(behind(terms[1:], place[1:]), uploader=place[0])
        same = list(own.order_by(*terms).values_list(*columns)[:most])
        if len(same) == most:
            return same
        photos = photos.filter(behind(terms[:1], place[:1]))
    if len(listing.filters.uploaders) > 1 and listing.filters.guest is None:
        return [*same, *walked_by_name(listing, place, most=most)][:most]
    return [*same, *photos.order_by(*terms).values_list(*columns)[:most]][:most]


def walked_by_name(listing: Listing, place: Place | None, *, most: int) -> list[Found]:
    """Many photos of several names by name: each of these names that is left is entered in the index. One query.

    Between two of them stand the photos of everybody else, maybe half of the gallery.
    """
    terms, names = listing.sort.terms, list(listing.filters.uploaders)
    photos = matching(listing.gallery, replace(listing.filters, uploaders=()))
    left = photos.filter(behind(terms[:1], place[:1])) if place else photos
    own = left.filter(uploader=RawSQL("named.uploader", [])).order_by(*terms[1:])
    each, values = own.values_list("pk", *listing.sort.columns)[:most].query.sql_with_params()
    order = ", ".join(f'"{term.lstrip("-")}" {"DESC" if term.startswith("-") else "ASC"}' for term in terms)
    with connection.cursor() as cursor:
        cursor.execute(BY_NAME.format(each=each, order=order), [names, *values, most])
        return cursor.fetchall()
