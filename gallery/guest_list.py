"""The guests of a gallery, the latest first."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from gallery.cursors import Cursor, digest_of, wrong_cursor
from gallery.models import Gallery, GuestSession, Media
from gallery.querysets import GuestQuerySet
from gallery.sorting import EPOCH, MICROSECOND, behind, keys_of

ORDER = ("-created_at", "-pk")


@dataclass(frozen=True, slots=True)
class GuestPage:
    """`next_cursor` is None on the last page. Each guest has `uploads`."""

    guests: list[GuestSession]
    next_cursor: str | None


def with_uploads(guests: GuestQuerySet) -> GuestQuerySet:
    """Each with `uploads`: photos that are here, hidden ones too; withdrawn and refused ones do not count."""
    own = Media.objects.kept().filter(guest=OuterRef("pk")).order_by().values("guest")
    uploads = Subquery(own.annotate(count=Count("pk")).values("count"), output_field=IntegerField())
    return guests.annotate(uploads=Coalesce(uploads, Value(0)))


def read_guests(gallery: Gallery, *, cursor: str = "", limit: int = 50) -> GuestPage:
    """Two queries at most. Raises InvalidInput for a cursor of another list."""
    guests = with_uploads(GuestSession.objects.filter(gallery=gallery)).order_by(*ORDER)
    digest = digest_of("guests", gallery.public_id)
    if cursor:
        last = Cursor.read(cursor, digest)
        found = GuestSession.objects.filter(gallery=gallery, public_id=last.public_id).values_list("pk", flat=True)
        pk = found.first()
        if pk is None:
            raise wrong_cursor(_("Not a cursor of this list."))
        guests = guests.filter(behind(ORDER, (EPOCH + int(last.keys[0]) * MICROSECOND, pk)))
    rows = list(guests[: limit + 1])
    page = rows[:limit]
    if len(rows) <= limit:
        return GuestPage(page, None)
    ends = Cursor(keys_of([page[-1].created_at]), page[-1].public_id, gallery.guests_used)
    return GuestPage(page, ends.write(digest))
