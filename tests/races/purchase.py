"""The life of one paid order, and what is left of it: at the provider, in the books, at the door."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from notifications.models import OutboxMessage
from payments.models import Payment, ProviderEvent, Refund
from payments.providers import http
from payments.reconcile import send_due_refunds
from payments.tasks import process_event_now, reconcile
from tests.factories import EventFactory, UserFactory
from tests.factories.ticketing import CategoryFactory, order_of
from tests.payments.benches import Bench, bench_of
from tests.payments.walk import deliver
from tests.races.books import PRICE, SEATS, Books
from tests.races.killed import Steps, every_kill
from ticketing.actions.catalogue import set_quantity
from ticketing.actions.payment import pay_order
from ticketing.actions.refunds import Return, refund_order
from ticketing.answers import Attendee
from ticketing.catalogue import shop_of
from ticketing.models import Entitlement, Invoice, Order, SeatClaim, Ticket, TicketCategory
from ticketing.tasks import forget_answered_requests, sweep_holds

numbers = count(1)
# A start that got no answer is looked for, the hold and the provider's session pass, all questions are asked.
SECONDS, MINUTES = timedelta(seconds=65), timedelta(minutes=6)
HOURS, DAYS = timedelta(hours=2), timedelta(hours=80)


@contextmanager
def town_of(provider: str, *, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """A town whose clock is Django's; its provider's server runs in this process."""
    http.trusted()  # read once for all children
    with bench_of(provider) as bench:
        settings.PAYMENTS = bench.config
        town = Town(bench).open()
        real = timezone.now
        monkeypatch.setattr(timezone, "now", lambda: real() + town.moved)
        yield town


@dataclass
class Town:
    """A shop, a provider and a clock for both. `moved` is how far the clock was pushed."""

    bench: Bench
    event: Any = None
    organizer: Any = None
    moved: timedelta = timedelta(0)

    def open(self) -> Town:
        self.event, self.organizer = EventFactory(), UserFactory()
        shop = shop_of(self.event.pk)
        shop.currency = "KES"
        shop.save()
        return self

    def push_clock(self, to: timedelta) -> None:
        """So far from now. What is kept for seconds only is gone by then."""
        self.moved = to
        if self.bench.fake is not None:
            self.bench.fake.ahead = to.total_seconds()
        cache.clear()

    def new_basket(self) -> Purchase:
        """Somebody who is about to buy, now. Nobody else wants these seats."""
        self.push_clock(timedelta(0))
        category = CategoryFactory(event=self.event, price=PRICE, currency="KES", quantity=SEATS)
        return Purchase(self, category, f"buyer{next(numbers)}@example.org")

    def new_order(self) -> Purchase:
        """An order whose buyer is at the provider's page."""
        life = self.new_basket()
        guest = Attendee(life.category.public_id, "Guest", life.guest)
        order_of(life.category, SEATS, email=life.email, attendees=[Attendee(life.category.public_id), guest])
        pay_order(life.order, provider=self.bench.name)
        return life

    def paid_at_provider(self) -> Purchase:
        life = self.new_order()
        life.pay()
        return life

    def paid_too_late(self) -> Purchase:
        """The hold has passed, the seats are not sold any more, and only then the buyer pays."""
        life = self.new_order()
        Order.objects.filter(pk=life.order.pk).update(expires_at=timezone.now())
        sweep_holds()
        set_quantity(life.category, 0)
        life.pay()
        return life

    def bought(self) -> Purchase:
        life = self.paid_at_provider()
        life.come_back()
        return life

    def refund_waiting(self) -> Purchase:
        life = self.bought()
        life.return_tickets()
        return life

    def keep_waiting(self) -> None:
        """Whatever there is so far: the scheduler comes to it minutes later, and not to it instead of the next."""
        for rows in (Payment.objects, Refund.objects):
            rows.exclude(next_query_at=None).update(next_query_at=timezone.now() + MINUTES)

    def pass_time(self, moments: Sequence[timedelta] = (SECONDS, MINUTES, HOURS, DAYS)) -> None:
        """What Foyer does by itself until then: the scheduler's tasks, and no more."""
        for moment in moments:
            self.push_clock(moment)
            reconcile()
            for payment in Payment.objects.filter(refunds__state="sent"):
                self.bench.finish_refunds(payment)
            reconcile()
            sweep_holds()
            forget_answered_requests()

    def fates(
        self,
        prepare: Callable[[], Purchase],
        work: Callable[[Purchase], object],
        *,
        steps: Steps = Steps.OUTSIDE_TRANSACTIONS,
        afterwards: Callable[[list[Purchase]], None] | None = None,
    ) -> list[Books]:
        """What became of each purchase whose process was killed, step by step; the last one's was not.

        All are killed first; then time passes for all of them at once.
        """
        lives = self.killed(prepare, work, steps=steps)
        if afterwards is None:
            self.pass_time()
        else:
            afterwards(lives)
        return [life.books() for life in lives]

    def killed(
        self, prepare: Callable[[], Purchase], work: Callable[[Purchase], object], *, steps: Steps
    ) -> list[Purchase]:
        """A purchase for each step before which its process was killed."""

        def prepared() -> Purchase:
            self.keep_waiting()
            return prepare()

        return list(every_kill(prepared, work, steps=steps))

    def come_again(self, lives: list[Purchase]) -> None:
        """Their buyers send the checkout again after a minute, unless they could pay at once."""
        for life in lives:
            life.pay()
        self.pass_time([SECONDS])
        for life in lives:
            if life.books().kept == 0:
                life.check_out()
                life.pay()
        self.pass_time([MINUTES, HOURS, DAYS])


@dataclass
class Purchase:
    """What one buyer does, and what became of it."""

    town: Town
    category: TicketCategory
    email: str

    @property
    def guest(self) -> str:
        return f"guest-of-{self.email}"

    @property
    def order(self) -> Order:
        return Order.objects.get(buyer_email=self.email)

    @property
    def payments(self) -> list[Payment]:
        numbers_of = Order.objects.filter(buyer_email=self.email).values("number")
        return list(Payment.objects.filter(subject__in=numbers_of).order_by("pk"))

    def check_out(self) -> None:
        """The requests of a checkout, as a browser or an app sends them; the same again are for the same order."""
        status, answer = self.start_to_pay()
        assert status == 200, answer

    def order_only(self) -> dict[str, Any]:
        person = {"category": str(self.category.public_id)}
        body = {
            "event": self.town.event.slug,
            "lines": [{"category": str(self.category.public_id), "quantity": SEATS}],
            "buyer": {"name": "Ada Lovelace", "email": self.email},
            "attendees": [person, person | {"name": "Guest", "email": self.guest}],
        }
        answer = self.post("/api/orders", body, {"Idempotency-Key": self.email})
        assert answer.status_code == 201, answer.content
        return answer.json()

    def start_to_pay(self) -> tuple[int, str]:
        """How it was answered, and the error's code."""
        placed = self.order_only()
        path, headers = f"/api/orders/{placed['number']}/pay", {"Order-Secret": placed["secret"]}
        answer = self.post(path, {"provider": self.town.bench.name}, headers)
        return answer.status_code, answer.json().get("error", "")

    def post(self, path: str, body: dict[str, Any], headers: dict[str, str]) -> Any:
        return Client().post(path, body, content_type="application/json", headers=headers)

    def pay(self) -> None:
        """At the provider's page, where the buyer was sent to one."""
        for payment in self.payments[-1:]:
            if payment.redirect_url and payment.is_open:
                self.town.bench.pay(payment)

    def come_back(self) -> int:
        [payment] = self.payments
        return Client().get(f"/payments/{payment.public_id}/return/").status_code

    def hear(self) -> None:
        """The provider's notification comes in, and a worker follows it up."""
        [payment] = self.payments
        assert deliver(self.town.bench, self.town.bench.tell(payment)) == 200
        for event in ProviderEvent.objects.filter(reference=payment.reference):
            process_event_now(event.pk)

    def reconcile(self) -> None:
        """The scheduler's run some time later."""
        self.town.push_clock(SECONDS)
        reconcile()

    def return_tickets(self) -> None:
        """An organizer gives the money of all tickets back."""
        tickets = list(self.order.tickets.live())
        refund_order(self.order, Return(tickets, reason="ill", key="click"), by=self.town.organizer)

    def send_refund(self) -> None:
        send_due_refunds(seconds=5)

    def books(self) -> Books:
        """Everything about this purchase; nothing of it may be left hanging."""
        orders = list(Order.objects.filter(buyer_email=self.email))
        assert len(orders) <= 1, "one basket, one order"
        bench, payments = self.town.bench, self.payments
        taken = sum(bench.taken(payment) for payment in payments)
        live = Ticket.objects.filter(order__in=orders, issued_at__isnull=False, state__in=("valid", "used"))
        mails = OutboxMessage.objects.filter(recipient__in=(self.email, self.guest))
        return Books(
            order="".join(order.state for order in orders),
            kept=taken - sum(amount for payment in payments for amount in bench.given_back(payment)),
            booked=sum(order.paid - order.refunded for order in orders),
            tickets=live.count(),
            seats=sum(SeatClaim.objects.filter(order__in=orders).values_list("seats", flat=True)),
            used=type(self.category).objects.get(pk=self.category.pk).own_quota.used,
            rights=Entitlement.objects.live().filter(email__in=(self.email, self.guest)).count(),
            invoices=Invoice.objects.filter(order__in=orders).count(),
            mails=tuple(sorted(mails.values_list("payload__build", flat=True))),
            unfinished=self.unfinished(),
        )

    def unfinished(self) -> tuple[str, ...]:
        """What would still wait for something, or for a person."""
        payments = Payment.objects.filter(pk__in=[payment.pk for payment in self.payments])
        ended = ("confirmed", "failed", "expired", "cancelled")
        left = [f"payment {one.state}" for one in payments.exclude(state__in=ended, next_query_at=None)]
        refunds = Refund.objects.filter(payment__in=payments).exclude(state="done")
        left += [f"refund {refund.state}" for refund in refunds]
        return tuple(left)
