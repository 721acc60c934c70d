"""What tests of orders share: a person who makes events, and the clicks of whoever pays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone as clock

from accounts.models import User
from gallery.actions.create import Wish, create_gallery
from gallery.models import Gallery
from gallery.proposals import Plan
from payments.actions import send_refund
from payments.models import Payment, Refund
from tests.factories import UserFactory
from tests.factories.sign_in import AddressFactory


def soon(days: int = 30) -> date:
    return clock.now().date() + timedelta(days=days)


def somebody(**fields: Any) -> User:
    """A person who has proved their address."""
    return AddressFactory(user=UserFactory(**fields)).user


def plan(guests: int = 100, shots: int = 10, mode: str = "compressed", *, day: date | None = None) -> Plan:
    day = day or soon()
    return Plan(day, day, guests, shots, mode)


def wish(name: str = "Asha and Ravi", *, pin: str = "", **more: Any) -> Wish:
    return Wish(name, plan(**more), pin)


def free_gallery(by: User | None = None, **more: Any) -> Gallery:
    made = create_gallery(wish(**more), by=by or somebody())
    assert isinstance(made, Gallery)
    return made


def begun(by: User, **more: Any) -> Payment:
    """The payment of a new event that costs something."""
    made = create_gallery(wish(**{"guests": 200, "shots": 20, **more}), by=by)
    assert isinstance(made, Payment)
    return made


def at_provider(payment: Payment, choice: str = "pay") -> None:
    """The payer's clicks at the provider, without coming back."""
    Client().post("/" + payment.redirect_url.split("/", 3)[3], {"choice": choice})


def pay(payment: Payment, choice: str = "pay") -> str:
    """The same, and where the way back ends."""
    at_provider(payment, choice)
    return Client().get(f"/payments/{payment.public_id}/return/").get("Location", "")


def paid_gallery(by: User, **more: Any) -> Gallery:
    pay(begun(by, **more))
    return Gallery.objects.order_by("-pk")[0]


def fees(gallery: Gallery) -> tuple[int, int, int]:
    """Total, paid, credit, in whole rupees, as they are in the database."""
    gallery.refresh_from_db()
    return gallery.total_fee // 100, gallery.paid_fee // 100, gallery.credit // 100


def send_refunds() -> list[tuple[int, str]]:
    """Give back what is to be given back; amounts in whole rupees, and why."""
    for refund in Refund.objects.filter(state__in=("requested", "sent")):
        send_refund(refund.pk)
    return [(refund.amount // 100, refund.reason) for refund in Refund.objects.filter(state="done").order_by("pk")]
