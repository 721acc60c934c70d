"""An upper room for tests: it sells one thing, has a row of its own to lock, and remembers what it was told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone as clock

from accounts.models import User
from payments.actions import Charge
from payments.models import Payment, Refund
from payments.money import Money
from payments.purposes import Purpose, Verdict, register_purpose

PRICE = Money(150_000, "KES")


@dataclass
class Shop:
    """`answer` is its verdict about money; `told` what happened, in order. Its row is a user's."""

    row: User
    answer: Verdict = Verdict.ACCEPTED
    told: list[tuple[str, str]] = field(default_factory=list)

    def open(self) -> Shop:
        register_purpose(
            Purpose(
                name="shop",
                lock=self.lock,
                settled=self.settled,
                failed=lambda payment: self.told.append(("failed", payment.state)),
                refunded=self.refunded,
                refund_refused=lambda refund: self.told.append(("refund refused", str(refund.money))),
                return_url=lambda payment: f"/shop/{payment.subject}/",
            )
        )
        return self

    def lock(self, subject: str) -> None:
        User.objects.select_for_update().get(pk=int(subject))

    def settled(self, payment: Payment) -> Verdict:
        self.told.append(("settled", str(payment.money)))
        return self.answer

    def refunded(self, refund: Refund) -> None:
        self.told.append(("refunded", str(refund.money)))

    def charge(self, *, money: Money = PRICE, minutes: float = 15) -> Charge:
        return Charge(
            purpose="shop",
            subject=str(self.row.pk),
            event_id=None,
            money=money,
            description="Two tickets to the Tidewater festival",
            buyer_email="ada@example.org",
            buyer_name="Ada Buyer",
            hold_until=clock.now() + timedelta(minutes=minutes),
        )
