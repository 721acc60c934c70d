"""The galleries that a person organizes, with what organizers read of them. A fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from accounts.api_keys import Principal
from accounts.authentication import Caller
from accounts.models import EventRole
from gallery.choices import KEPT_STATUSES, MediaStatus, OrderState
from gallery.models import Gallery, GalleryOrder, Media
from gallery.querysets import GalleryQuerySet
from gallery.rules import MANAGING_ROLES, MODERATING_ROLES
from notifications.errors import InvalidInput
from site_pages.api.lookups import Row, image_lookup

# After a purge the rows still tell how many photos there were.
COUNTED = (*KEPT_STATUSES, MediaStatus.PURGED)


@dataclass(frozen=True, slots=True)
class Shown:
    """A gallery with what is not in its row; `pending` is the order that waits for its money."""

    gallery: Gallery
    role: str
    uploads: int
    cover: Row | None
    pending: GalleryOrder | None


def own_galleries(caller: Caller, *, cursor: UUID | None, limit: int) -> tuple[list[Gallery], UUID | None]:
    """The caller's galleries, the latest event first, and where the next page begins. Two queries at most.

    A key sees those of its events that its maker owns. Raises InvalidInput for a cursor that is none.
    """
    rows = reachable(caller).select_related("event").order_by("-event_date", "-pk")
    if cursor is not None:
        last = reachable(caller).filter(public_id=cursor).values_list("event_date", "pk").first()
        if last is None:
            text = "Not a cursor of this list."
            raise InvalidInput(text, fields={"cursor": text})
        day, pk = last
        rows = rows.filter(event_date__lte=day).filter(Q(event_date__lt=day) | Q(pk__lt=pk))
    found = list(rows[: limit + 1])
    return found[:limit], found[limit - 1].public_id if len(found) > limit else None


def reachable(caller: Caller) -> GalleryQuerySet:
    """Every gallery that this caller may see at all."""
    if not isinstance(caller, Principal):
        return Gallery.objects.organized_by(caller.user.pk, roles=MODERATING_ROLES)
    owned = Gallery.objects.organized_by(caller.user.pk, roles=MANAGING_ROLES)
    return owned.filter(event_id__in=caller.event_ids) if caller.event_ids else owned


def shown(galleries: Sequence[Gallery], *, caller: Caller) -> list[Shown]:
    """The galleries with counts, roles, covers and pending orders. Four queries for any number."""
    ids = [gallery.pk for gallery in galleries]
    uploads = upload_counts(ids)
    covers = image_lookup(gallery.cover_image_id for gallery in galleries if gallery.cover_image_id)
    events = [gallery.event_id for gallery in galleries]
    roles = dict(EventRole.objects.filter(user=caller.user, event__in=events).values_list("event_id", "role"))
    orders = GalleryOrder.objects.filter(gallery__in=ids, state=OrderState.PENDING)
    pending = {order.gallery_id: order for order in orders}
    return [
        Shown(
            gallery,
            # Platform administrators have the owner's rights and no row.
            roles.get(gallery.event_id, EventRole.Role.OWNER.value),
            uploads.get(gallery.pk, 0),
            covers.get(gallery.cover_image_id) if gallery.cover_image_id else None,
            pending.get(gallery.pk),
        )
        for gallery in galleries
    ]


def upload_counts(gallery_ids: Iterable[int]) -> dict[int, int]:
    """How many photos there are, or were before the purge, by gallery. One query, over an index."""
    rows = Media.objects.filter(gallery__in=list(gallery_ids), status__in=COUNTED)
    return dict(rows.order_by().values("gallery").annotate(photos=Count("pk")).values_list("gallery", "photos"))
