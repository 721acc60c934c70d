"""Categories, quotas and orders; orders are placed by the actions the product uses."""

from __future__ import annotations

from typing import Any

import factory

from ticketing.actions.catalogue import set_quantity
from ticketing.actions.checkout import Placement, place_order
from ticketing.answers import Attendee, Buyer
from ticketing.models import Order, Question, Quota, Ticket, TicketCategory, Voucher
from ticketing.selection import Basket, Wish


class CategoryFactory(factory.django.DjangoModelFactory):
    """A free ticket to the whole event; `quantity=5` caps it, `sessions=[…]` opens those alone."""

    class Meta:
        model = TicketCategory

    event = factory.SubFactory("tests.factories.EventFactory")
    name = factory.Sequence(lambda n: f"Ticket {n}")

    @classmethod
    def _create(cls, model_class: type[TicketCategory], *args: Any, **kwargs: Any) -> TicketCategory:
        quantity = kwargs.pop("quantity", None)
        sessions = kwargs.pop("sessions", None)
        if sessions is not None:
            kwargs["grants_full_event_access"] = False
        category = model_class.objects.create(**kwargs)
        category.sessions.set(sessions or [])
        set_quantity(category, quantity)
        return category


class QuotaFactory(factory.django.DjangoModelFactory):
    """Seats shared by `categories=[…]`."""

    class Meta:
        model = Quota

    name = factory.Sequence(lambda n: f"Hall {n}")
    size = 10

    @classmethod
    def _create(cls, model_class: type[Quota], *args: Any, **kwargs: Any) -> Quota:
        categories = kwargs.pop("categories", [])
        quota = model_class.objects.create(**kwargs)
        quota.categories.set(categories)
        return quota


class QuestionFactory(factory.django.DjangoModelFactory):
    """A question that may be left unanswered."""

    class Meta:
        model = Question

    text = factory.Sequence(lambda n: f"Question {n}?")


class VoucherFactory(factory.django.DjangoModelFactory):
    """Ten percent off everything."""

    class Meta:
        model = Voucher

    code = factory.Sequence(lambda n: f"CODE{n}")
    value = 10


def basket_of(category: TicketCategory, quantity: int = 1, **more: Any) -> Basket:
    return Basket([Wish(category.public_id, quantity)], **more)


def order_of(category: TicketCategory, quantity: int = 1, *, email: str = "ada@example.org", **more: Any) -> Order:
    """An order as the shop makes it: paid where it is free, else awaiting payment."""
    attendees = more.pop("attendees", None) or [Attendee(category.public_id) for _ in range(quantity)]
    return place_order(
        category.event,
        basket_of(category, quantity, **more),
        buyer=Buyer(email, "Ada Lovelace"),
        attendees=attendees,
        placement=Placement(),
    )


def ticket_of(category: TicketCategory, *, email: str = "ada@example.org") -> Ticket:
    """One valid ticket in the name of this address."""
    return order_of(category, email=email).tickets.get()
