"""Payment settings: half of a pair, a wrong address or an unknown name stops the start; secrets are never shown."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from cms import payment_environment
from cms.payment_environment import payments_config
from payments.checks import check_sandbox
from payments.config import PaymentsConfig

NAMES = ("PESAPAL", "STRIPE", "PAYSTACK", "PAYMENT")


@pytest.fixture(autouse=True)
def _without_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in list(os.environ):
        if name.startswith(NAMES):
            monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"STRIPE_SECRET_KEY": "sk"}, "STRIPE_WEBHOOK_SECRET must be set together with STRIPE_SECRET_KEY"),
        ({"STRIPE_WEBHOOK_SECRET": "wh"}, "STRIPE_SECRET_KEY must be set together with STRIPE_WEBHOOK_SECRET"),
        ({"PESAPAL_CONSUMER_KEY": "k"}, "PESAPAL_CONSUMER_SECRET must be set together"),
        ({"PAYSTACK_URL": "api.paystack.co"}, "PAYSTACK_URL must look like https://api.paystack.co"),
        ({"PESAPAL_CURRENCIES": "KES,DOGE"}, "PESAPAL_CURRENCIES names currencies that are not known here: DOGE"),
        ({"PAYMENT_PROVIDERS": "stripe,paypal"}, "PAYMENT_PROVIDERS names what is none: paypal"),
    ],
)
def test_unsafe_value_stops_the_start_by_name(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], message: str
):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=message):
        payments_config()


def test_plain_http_is_for_development_only(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STRIPE_URL", "http://127.0.0.1:9999/")
    assert payments_config().stripe.url == "http://127.0.0.1:9999"

    monkeypatch.setattr(payment_environment, "DEBUG", False)
    with pytest.raises(ImproperlyConfigured, match="STRIPE_URL must use https"):
        payments_config()


def test_everything_is_read(monkeypatch: pytest.MonkeyPatch):
    given = {
        "PESAPAL_CONSUMER_KEY": "pk",
        "PESAPAL_CONSUMER_SECRET": "ps",
        "STRIPE_SECRET_KEY": "sk",
        "STRIPE_WEBHOOK_SECRET": "wh",
        "PAYSTACK_SECRET_KEY": "pp",
        "PAYSTACK_CURRENCIES": "KES,USD",
        "PAYMENT_PROVIDERS": "paystack,stripe",
        "PAYMENTS_SANDBOX": "0",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    config = payments_config()

    assert (config.pesapal.consumer_key, config.pesapal.consumer_secret) == ("pk", "ps")
    assert (config.stripe.secret_key, config.stripe.webhook_secret, config.paystack.secret_key) == ("sk", "wh", "pp")
    assert (config.paystack.currencies, config.default_providers) == (("KES", "USD"), ("paystack", "stripe"))
    assert config.sandbox is False
    assert [secret for secret in ("'pk'", "'ps'", "'sk'", "'wh'", "'pp'") if secret in repr(config)] == []


@pytest.mark.parametrize(
    ("sandbox", "debug", "found"), [(True, False, ["payments.W001"]), (True, True, []), (False, False, [])]
)
def test_sandbox_on_a_public_site_is_said(settings: Any, sandbox: bool, debug: bool, found: list[str]):
    settings.PAYMENTS, settings.DEBUG = PaymentsConfig(sandbox=sandbox), debug

    assert [message.id for message in check_sandbox(None)] == found
