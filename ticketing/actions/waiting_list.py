"""The waiting list: strictly first come, first served. Seats that come free are claimed for the first in line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from notifications.errors import Conflict, InvalidInput
from ticketing.actions.announce import announce_offer, announce_offer_passed
from ticketing.actions.claims import enter_sale, give_back_all, take_seats
from ticketing.answers import stored_email
from ticketing.catalogue import Sale, is_selling, shop_of
from ticketing.choices import WaitingState
from ticketing.errors import SoldOut
from ticketing.models import Quota, Shop, TicketCategory, WaitingListEntry

if TYPE_CHECKING:
    from site_pages.models import EventPage
    from ticketing.catalogue import Item

OPEN = (WaitingState.WAITING, WaitingState.OFFERED)
SWEEP = 200


@dataclass(frozen=True, slots=True)
class Person:
    """Who waits."""

    email: str
    name: str = ""


def join_waiting_list(event: EventPage, item: Item, *, person: Person, quantity: int) -> WaitingListEntry:
    """Put somebody in line; the same entry where they are in line already.

    Raises InvalidInput, or Conflict where there is no list or nobody needs to wait.
    """
    email, category = stored_email(person.email), item.category
    if not email:
        text = _("Enter a valid e-mail address.")
        raise InvalidInput(text, fields={"email": text})
    if not 1 <= quantity <= category.max_per_order:
        text = _("From 1 to %(max)d tickets.") % {"max": category.max_per_order}
        raise InvalidInput(text, fields={"quantity": text})
    if not is_selling(event) or not shop_of(event.pk).waiting_list:
        raise Conflict(_("There is no waiting list for this event."))
    in_line = WaitingListEntry.objects.filter(category=category, state__in=OPEN)
    if item.sale(clock.now()) != Sale.SOLD_OUT and not in_line.exists():
        raise Conflict(_("There are tickets left: nobody needs to wait."))
    try:
        with transaction.atomic():
            return WaitingListEntry.objects.create(
                event=event, category=category, email=email, name=person.name.strip()[:200], quantity=quantity
            )
    except IntegrityError:
        return in_line.get(email=email)


def leave_waiting_list(entry: WaitingListEntry) -> None:
    """Take somebody out of the line; seats kept for them go to the next."""
    with transaction.atomic():
        if WaitingListEntry.objects.filter(pk=entry.pk, state__in=OPEN).update(state=WaitingState.LEFT):
            give_back_all(entry)
            transaction.on_commit(lambda: offer_free_seats(entry.event_id))


def offer_free_seats(event_id: int) -> int:
    """Claim free seats for those first in line and tell them; returns how many offers were made.

    A category's line stops at the first whose wish does not fit: nobody is overtaken.
    """
    shop = shop_of(event_id)
    made = 0
    waiting = WaitingListEntry.objects.in_line().filter(event_id=event_id)
    for category_id in list(waiting.order_by().values_list("category_id", flat=True).distinct()):
        while _offer_to_first(category_id, shop):
            made += 1
    return made


def _offer_to_first(category_id: int, shop: Shop) -> bool:
    """One offer, in a transaction of its own: entry, then seats. False where the first in line has to wait on."""
    try:
        with transaction.atomic():
            enter_sale(shop.event_id)
            # Not skip_locked: two workers must not serve the second in line before the first.
            entry = WaitingListEntry.objects.in_line().filter(category_id=category_id).select_for_update().first()
            if entry is None:
                return False
            quotas = Quota.objects.of_categories([category_id]).values_list("pk", flat=True)
            take_seats(entry, dict.fromkeys(quotas, entry.quantity))
            entry.state, entry.offered_at = WaitingState.OFFERED, clock.now()
            entry.offer_expires_at = entry.offered_at + timedelta(hours=shop.offer_hours)
            entry.save(update_fields=["state", "offered_at", "offer_expires_at"])
            announce_offer(entry)
    except SoldOut:
        return False
    return True


def expire_offers() -> int:
    """Take passed offers back, and offer their seats to the next in line. Returns how many passed."""
    events = set()
    passed = 0
    ids = WaitingListEntry.objects.with_passed_offer().values_list("pk", flat=True)[:SWEEP]
    for pk in list(ids):
        with transaction.atomic():
            found = WaitingListEntry.objects.with_passed_offer().select_for_update(skip_locked=True)
            entry = found.filter(pk=pk).first()
            if entry is None:
                continue
            entry.state = WaitingState.PASSED
            entry.save(update_fields=["state"])
            give_back_all(entry)
            announce_offer_passed(entry)
            events.add(entry.event_id)
            passed += 1
    for event_id in events:
        offer_free_seats(event_id)
    return passed


def events_with_a_line() -> list[int]:
    """Events where somebody waits. One query."""
    return list(WaitingListEntry.objects.in_line().order_by().values_list("event_id", flat=True).distinct())


def category_in_line(category: TicketCategory) -> bool:
    """Whether people wait for this category. One query."""
    return WaitingListEntry.objects.in_line().filter(category=category).exists()
