"""Why an event with orders is archived and never deleted (spec 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from site_pages.event_removal import keeps_events
from ticketing.models import Order

if TYPE_CHECKING:
    from site_pages.models import EventPage


@keeps_events
def orders_are_kept(event: EventPage) -> str | None:
    """Money was taken or tickets were given: the records stay. One query."""
    return _("It has orders.") if Order.objects.for_event(event.pk).exists() else None
