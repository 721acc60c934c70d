"""The other side of each provider, for the conformance suite: what buyers, banks and merchants do there."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from payments.actions.sandbox import body_of
from payments.config import PaymentsConfig, PaystackConfig, PesapalConfig, StripeConfig
from payments.models import Payment, SandboxCharge, SandboxNotice, SandboxRefund
from payments.money import Money
from payments.providers import pesapal_access
from payments.providers.sandbox import signature
from tests.fakes import paystack, pesapal, stripe
from tests.payments.bench import Bench, Notice
from tests.payments.shop import PRICE


class SandboxBench(Bench):
    name = "sandbox"
    config = PaymentsConfig(sandbox=True)

    def charge(self, payment: Payment) -> Any:
        return SandboxCharge.objects.filter(reference=payment.reference)

    def pay(self, payment: Payment) -> None:
        self.charge(payment).update(state="paid")

    def decline(self, payment: Payment) -> None:
        self.charge(payment).update(state="declined")

    def distort(self, payment: Payment, *, money: Money) -> None:
        self.charge(payment).update(amount=money.minor, currency=money.currency)

    def tell(self, payment: Payment) -> Notice:
        notice, _new = SandboxNotice.objects.get_or_create(charge=self.charge(payment).get(), kind="payment.paid")
        body = body_of(notice)
        return Notice(body, {"Sandbox-Signature": signature(body, timestamp=int(time.time()))})

    def forged(self, payment: Payment) -> list[Notice]:
        body = self.tell(payment).body
        old = signature(body, timestamp=int(time.time()) - 301)
        return [Notice(body), Notice(body, {"Sandbox-Signature": old}), Notice(b"{}", self.tell(payment).headers)]

    def refuse_refunds(self, payment: Payment) -> None:
        self.charge(payment).update(state="closed")

    def taken(self, payment: Payment) -> int:
        return sum(self.charge(payment).filter(state="paid").values_list("amount", flat=True))

    def given_back(self, payment: Payment) -> list[int]:
        return list(SandboxRefund.objects.filter(charge__reference=payment.reference).values_list("amount", flat=True))

    def sessions(self) -> int:
        return SandboxCharge.objects.count()

    def is_closed(self, payment: Payment) -> bool:
        return self.charge(payment).get().state == "closed"


class PesapalBench(Bench):
    name = "pesapal"

    def __init__(self, fake: pesapal.FakePesapal) -> None:
        self.fake = self.pesapal = fake
        keys = PesapalConfig(consumer_key=pesapal.KEY, consumer_secret=pesapal.SECRET, url=fake.url)
        self.config = PaymentsConfig(pesapal=keys)

    def order(self, payment: Payment) -> pesapal.Order:
        [order] = [order for order in self.pesapal.orders.values() if order.reference == payment.reference]
        return order

    def pay(self, payment: Payment) -> None:
        self.pesapal.pay(self.order(payment))

    def decline(self, payment: Payment) -> None:
        self.order(payment).status_code = 2

    def distort(self, payment: Payment, *, money: Money) -> None:
        self.order(payment).amount, self.order(payment).currency = money.major, money.currency

    def tell(self, payment: Payment) -> Notice:
        return Notice(pesapal.notice_body(self.order(payment)))

    def forged(self, payment: Payment) -> list[Notice]:
        """Nothing is signed, so only what makes no sense or names nothing of ours can be refused at once."""
        unknown = {**pesapal.notice(self.order(payment)), "OrderMerchantReference": "foyer-unknown"}
        return [Notice(b"{}"), Notice(b"\xff\x00"), Notice(b"[]"), Notice(json.dumps(unknown).encode())]

    def finish_refunds(self, payment: Payment) -> None:
        if self.order(payment).refund is not None:
            self.pesapal.approve_refund(self.order(payment))

    def refuse_refunds(self, payment: Payment) -> None:
        self.pesapal.merchant_refuses = True

    def taken(self, payment: Payment) -> int:
        orders = [order for order in self.pesapal.orders.values() if order.reference == payment.reference]
        return sum(int(order.amount * 100) for order in orders if order.status_code in {1, 3})

    def given_back(self, payment: Payment) -> list[int]:
        refunds = [order.refund for order in self.pesapal.orders.values() if order.reference == payment.reference]
        return [int(refund * 100) for refund in refunds if refund is not None]

    def sessions(self) -> int:
        return len(self.pesapal.orders)

    def is_closed(self, payment: Payment) -> bool:
        return self.order(payment).cancelled


class StripeBench(Bench):
    name = "stripe"

    def __init__(self, fake: stripe.FakeStripe) -> None:
        self.fake = self.stripe = fake
        keys = StripeConfig(secret_key=stripe.KEY, webhook_secret=stripe.WEBHOOK_SECRET, url=fake.url)
        self.config = PaymentsConfig(stripe=keys)

    def sessions_of(self, payment: Payment) -> list[dict[str, Any]]:
        return [one for one in self.stripe.sessions.values() if one["client_reference_id"] == payment.reference]

    def session(self, payment: Payment) -> dict[str, Any]:
        return self.sessions_of(payment)[0]

    def pay(self, payment: Payment) -> None:
        self.stripe.pay(self.session(payment))

    def decline(self, payment: Payment) -> None:
        """The card was declined on Stripe's page, which stays open."""

    def distort(self, payment: Payment, *, money: Money) -> None:
        self.session(payment).update(amount_total=money.minor, currency=money.currency.lower())

    def tell(self, payment: Payment) -> Notice:
        body = stripe.event(self.session(payment))
        return Notice(body, {"Stripe-Signature": stripe.signed(body, timestamp=int(time.time()))})

    def forged(self, payment: Payment) -> list[Notice]:
        body, now = self.tell(payment).body, int(time.time())
        headers = [
            "",
            "t=,v1=",
            "t=1",
            stripe.signed(body, timestamp=now, secret="whsec_other"),
            stripe.signed(body, timestamp=now - 301),
            stripe.signed(body, timestamp=now).replace("v1=", "v0="),
            stripe.signed(body + b" ", timestamp=now),
        ]
        return [Notice(body, {"Stripe-Signature": header}) for header in headers]

    def finish_refunds(self, payment: Payment) -> None:
        for refund in self.stripe.refunds.values():
            refund["status"] = "succeeded"

    def refuse_refunds(self, payment: Payment) -> None:
        self.stripe.refuses_refunds = True

    def taken(self, payment: Payment) -> int:
        return sum(one["amount_total"] for one in self.sessions_of(payment) if one["payment_status"] == "paid")

    def given_back(self, payment: Payment) -> list[int]:
        intents = [(one["payment_intent"] or {}).get("id") for one in self.sessions_of(payment)]
        return [refund["amount"] for refund in self.stripe.refunds.values() if refund["payment_intent"] in intents]

    def sessions(self) -> int:
        return len(self.stripe.sessions)

    def is_closed(self, payment: Payment) -> bool:
        return self.session(payment)["status"] == "expired"


class PaystackBench(Bench):
    name = "paystack"

    def __init__(self, fake: paystack.FakePaystack) -> None:
        self.fake = self.paystack = fake
        self.config = PaymentsConfig(paystack=PaystackConfig(secret_key=paystack.KEY, url=fake.url))

    def transaction(self, payment: Payment) -> dict[str, Any]:
        return self.paystack.transactions[payment.reference]

    def pay(self, payment: Payment) -> None:
        self.transaction(payment)["status"] = "success"

    def decline(self, payment: Payment) -> None:
        self.transaction(payment)["status"] = "failed"

    def distort(self, payment: Payment, *, money: Money) -> None:
        self.transaction(payment).update(amount=int(money.major * 100), currency=money.currency)

    def tell(self, payment: Payment) -> Notice:
        body = paystack.event(self.transaction(payment))
        return Notice(body, {"X-Paystack-Signature": paystack.signed(body)})

    def forged(self, payment: Payment) -> list[Notice]:
        body = self.tell(payment).body
        headers = [
            "",
            "é",
            paystack.signed(body, key="sk_other"),
            paystack.signed(body + b" "),
            paystack.signed(body)[:-1],
        ]
        return [Notice(body, {"X-Paystack-Signature": header}) for header in headers]

    def finish_refunds(self, payment: Payment) -> None:
        for refund in self.paystack.refunds:
            refund["status"] = "processed"
        paid = self.transaction(payment)
        paid["status"] = "reversed" if paid["given_back"] == paid["amount"] else paid["status"]

    def refuse_refunds(self, payment: Payment) -> None:
        self.paystack.refuses_refunds = True

    def taken(self, payment: Payment) -> int:
        known = self.paystack.transactions.get(payment.reference, {"status": "", "amount": 0})
        return known["amount"] if known["status"] in {"success", "reversed"} else 0

    def given_back(self, payment: Payment) -> list[int]:
        refunds = [one for one in self.paystack.refunds if one["transaction_reference"] == payment.reference]
        return [refund["amount"] for refund in refunds]

    def sessions(self) -> int:
        return len(self.paystack.transactions)

    def is_closed(self, payment: Payment) -> bool:
        return True  # a session there cannot be closed


OVER_HTTP = ("pesapal", "stripe", "paystack")
NAMES = ("sandbox", *OVER_HTTP)


@contextmanager
def bench_of(name: str) -> Iterator[Bench]:
    """The provider's other side, its server running."""
    pesapal_access._tokens.clear()
    if name == "sandbox":
        yield SandboxBench()
    elif name == "pesapal":
        with pesapal.FakePesapal() as fake:
            yield PesapalBench(fake)
    elif name == "stripe":
        with stripe.FakeStripe() as fake:
            yield StripeBench(fake)
    else:
        with paystack.FakePaystack() as fake:
            yield PaystackBench(fake)


OTHER_AMOUNT = Money(PRICE.minor - 100, PRICE.currency)
OTHER_CURRENCY = Money(PRICE.minor, "USD")
