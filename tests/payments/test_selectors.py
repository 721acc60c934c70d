"""Which providers are offered."""

from dataclasses import replace

import pytest

from notifications.errors import InvalidInput, NotFound
from payments.actions import start_payment
from payments.config import PaymentsConfig, PaystackConfig, PesapalConfig, StripeConfig
from payments.models import EventProvider, Payment
from payments.money import Money
from payments.providers import provider_named
from payments.selectors import providers_for
from tests.factories import EventFactory
from tests.payments.shop import Shop

pytestmark = pytest.mark.django_db

ALL = PaymentsConfig(
    pesapal=PesapalConfig(consumer_key="k", consumer_secret="s"),
    stripe=StripeConfig(secret_key="k", webhook_secret="s"),
    paystack=PaystackConfig(secret_key="k"),
    sandbox=True,
)


def names(event_id: int | None, currency: str) -> list[str]:
    return [info.name for info in providers_for(event_id, currency)]


@pytest.mark.parametrize(
    ("currency", "offered"),
    [
        ("KES", ["pesapal", "stripe", "paystack", "sandbox"]),
        ("NGN", ["stripe", "paystack", "sandbox"]),
        ("TZS", ["pesapal", "stripe", "sandbox"]),
        ("EUR", ["stripe", "sandbox"]),
        ("QQQ", []),
    ],
)
def test_platforms_providers_by_currency(settings, currency: str, offered: list[str]):
    settings.PAYMENTS = ALL

    assert names(None, currency) == offered


def test_platform_chooses_which_and_in_which_order(settings):
    settings.PAYMENTS = replace(ALL, default_providers=("paystack", "pesapal"))

    assert (names(None, "KES"), names(None, "EUR")) == (["paystack", "pesapal"], [])


def test_event_chooses_for_a_currency_and_keeps_the_platforms_for_others(settings, django_assert_num_queries):
    settings.PAYMENTS = replace(ALL, stripe=StripeConfig())
    event, other = EventFactory(), EventFactory()
    for position, name in enumerate(("sandbox", "stripe", "pesapal")):
        EventProvider.objects.create(event=event, currency="KES", provider=name, position=position)

    with django_assert_num_queries(1):
        assert names(event.pk, "KES") == ["sandbox", "pesapal"]
    assert names(event.pk, "USD") == ["pesapal", "paystack", "sandbox"]
    assert names(other.pk, "KES") == ["pesapal", "paystack", "sandbox"]


def test_nothing_is_offered_without_keys(settings):
    settings.PAYMENTS = PaymentsConfig()

    assert names(None, "KES") == []


def test_provider_that_is_not_offered_cannot_be_paid_by(shop: Shop, settings):
    settings.PAYMENTS = PaymentsConfig(sandbox=True)

    for name in ("stripe", "nobody", ""):
        with pytest.raises(InvalidInput):
            start_payment(shop.charge(), provider=name)
    with pytest.raises(InvalidInput, match="nothing to pay"):
        start_payment(shop.charge(money=Money(0, "KES")), provider="sandbox")
    with pytest.raises(NotFound):
        provider_named("nobody")
    assert Payment.objects.count() == 0


def test_every_provider_says_what_it_can_do(settings):
    settings.PAYMENTS = ALL

    abilities = {
        info.name: (
            info.capabilities.partial_refund,
            info.capabilities.multi_refund,
            info.capabilities.signed_webhook,
            info.capabilities.cancel_session,
            info.min_minutes,
        )
        for info in providers_for(None, "KES")
    }
    assert abilities == {
        "pesapal": (True, False, False, True, 0),
        "stripe": (True, True, True, True, 30),
        "paystack": (True, True, True, False, 0),
        "sandbox": (True, True, True, True, 0),
    }
