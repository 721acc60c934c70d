"""What is kept when a person goes: orders and tickets, without the person (spec 2, "Account page")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.selectors import verified_emails
from notifications.models import Outcome
from ticketing.choices import EmailStatus
from ticketing.models import Answer, Order, Ticket, WaitingListEntry

if TYPE_CHECKING:
    from accounts.models import User


def forget_person(user: User) -> None:
    """Take name, addresses and answers out of what the person ordered and holds; counts and sums stay.

    Runs in the transaction that deletes the account. Invoices stay as they were issued: the law keeps them.
    """
    emails = verified_emails({user.pk}) | ({user.email} if user.email else set())
    tickets = Ticket.objects.filter(attendee_email__in=emails)
    for answer in Answer.objects.filter(ticket__in=tickets).exclude(file=""):
        answer.file.delete(save=False)
    Answer.objects.filter(ticket__in=tickets).delete()
    tickets.update(attendee_name="", attendee_email="")
    orders = Order.objects.filter(buyer_email__in=emails) | Order.objects.filter(user=user)
    orders.update(buyer_name="", buyer_email="", invoice_to="", buyer_tax_id="", note="", user=None)
    WaitingListEntry.objects.filter(email__in=emails, state__in=("waiting", "offered")).update(state="left")
    WaitingListEntry.objects.filter(email__in=emails).update(email="", name="")


def note_address(address: str, outcome: str) -> None:
    """Mark the tickets in the name of an address that mail does not reach, or that wants none."""
    status = EmailStatus.BOUNCED if outcome == Outcome.BOUNCED else EmailStatus.UNSUBSCRIBED
    Ticket.objects.live().filter(attendee_email=address).update(email_status=status)
