"""A photo gallery for an event that is there already (made in the CMS); what it costs is the same as for a new one."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from gallery.actions.create import Wish, begin, proposal_of
from gallery.actions.orders import UNSETTLED, give_up_payments, pay_order
from gallery.choices import OrderState
from gallery.models import Gallery, GalleryOrder
from notifications.errors import Conflict
from payments.models import Payment
from site_pages.models import EventPage


def add_gallery(event: EventPage, wish: Wish, *, by: User, provider: str = "") -> Gallery | Payment:
    """Make the event's gallery, or, where it costs something, begin its payment. Outside a transaction.

    A later wish replaces one that was not paid. Raises Conflict where there is a gallery, and what `create_gallery`
    raises.
    """
    proposal = proposal_of(wish, by=by, gallery_id=event.public_id)
    with transaction.atomic():
        # One wish after the other. Not by the list of events: who settles a payment holds its order, and waits for it.
        EventPage.objects.select_for_update(of=("self",), no_key=True).get(pk=event.pk)
        if Gallery.objects.filter(event=event).exists():
            raise Conflict(_("This event has a gallery already."), code="GALLERY_EXISTS")
        former = supersede_wishes(event)
        made = begin(proposal, by=by, provider=provider)
    give_up_payments(former)
    return pay_order(made, provider=provider) if isinstance(made, GalleryOrder) else made


def supersede_wishes(event: EventPage) -> list[GalleryOrder]:
    """Former orders of a gallery for this event count no more. The caller has locked the event."""
    wishes = GalleryOrder.objects.filter(gallery=None, proposal__gallery_id=str(event.public_id))
    former = list(wishes.select_for_update(of=("self",)).filter(state__in=UNSETTLED).order_by("pk"))
    GalleryOrder.objects.filter(pk__in=[order.pk for order in former]).update(state=OrderState.SUPERSEDED)
    return former
