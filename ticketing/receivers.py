"""Other rooms' and this room's signals, turned into actions. Fan-out only; no rule lives here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.dispatch import receiver

from accounts.models import AddressKind
from accounts.signals import account_deleted, signed_in
from notifications.signals import address_bounced
from notifications.work import hand_to_worker
from site_pages.versions import event_changed
from ticketing.actions.entitlements import attach_to_user
from ticketing.actions.people import forget_person, note_address
from ticketing.actions.speakers import sync_speakers
from ticketing.models import WaitingListEntry
from ticketing.signals import tickets_closed

if TYPE_CHECKING:
    from accounts.models import User
    from site_pages.models import EventPage


@receiver(signed_in)
def on_signed_in(user: User, addresses: list[tuple[str, str]], **kwargs: Any) -> None:
    """What waited for an address belongs to whoever proved it."""
    emails = [value for kind, value in addresses if kind == AddressKind.EMAIL]
    if emails:
        attach_to_user(user, emails)


@receiver(account_deleted)
def on_account_deleted(user: User, **kwargs: Any) -> None:
    forget_person(user)


@receiver(address_bounced)
def on_address_bounced(address: str, kind: str, **kwargs: Any) -> None:
    """Mail does not reach an attendee: organizers see it beside the ticket."""
    note_address(address, kind)


@receiver(event_changed)
def on_event_changed(event: EventPage | None, **kwargs: Any) -> None:
    """Speakers come and go with the programme (spec 2, "Entitlements")."""
    if event is not None:
        sync_speakers(event)


@receiver(tickets_closed)
def on_tickets_closed(event_id: int, **kwargs: Any) -> None:
    """Seats may be free: serve those in line once they are."""
    from ticketing.tasks import offer_seats  # the task calls actions that send this signal

    if WaitingListEntry.objects.in_line().filter(event_id=event_id).exists():
        transaction.on_commit(lambda: hand_to_worker(offer_seats, event_id), robust=True)
