"""What the environment says about payment providers; every variable is described in docs/settings.md."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from cms.environment import DEBUG, env
from payments.config import PaymentsConfig, PaystackConfig, PesapalConfig, StripeConfig
from payments.money import EXPONENTS

PROVIDERS = ("pesapal", "stripe", "paystack", "sandbox")
DEFAULTS = PaymentsConfig()


def payments_config() -> PaymentsConfig:
    """All providers. Half of a pair of keys, or an address without https in production, stops the start."""
    return PaymentsConfig(
        pesapal=PesapalConfig(
            **pair("PESAPAL_CONSUMER_KEY", "PESAPAL_CONSUMER_SECRET", names=("consumer_key", "consumer_secret")),
            url=address("PESAPAL_URL", default=DEFAULTS.pesapal.url),
            currencies=currencies("PESAPAL_CURRENCIES", default=DEFAULTS.pesapal.currencies),
        ),
        stripe=StripeConfig(
            **pair("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", names=("secret_key", "webhook_secret")),
            url=address("STRIPE_URL", default=DEFAULTS.stripe.url),
            currencies=currencies("STRIPE_CURRENCIES", default=DEFAULTS.stripe.currencies),
        ),
        paystack=PaystackConfig(
            secret_key=env.str("PAYSTACK_SECRET_KEY", default=""),
            url=address("PAYSTACK_URL", default=DEFAULTS.paystack.url),
            currencies=currencies("PAYSTACK_CURRENCIES", default=DEFAULTS.paystack.currencies),
        ),
        sandbox=env.bool("PAYMENTS_SANDBOX", default=DEBUG),
        default_providers=default_providers(),
    )


def pair(first: str, second: str, *, names: tuple[str, str]) -> dict[str, str]:
    """Two variables that only work together."""
    values = (env.str(first, default=""), env.str(second, default=""))
    if bool(values[0]) != bool(values[1]):
        missing, present = (second, first) if values[0] else (first, second)
        raise ImproperlyConfigured(f"{missing} must be set together with {present}.")
    return dict(zip(names, values, strict=True))


def address(name: str, *, default: str) -> str:
    """Where a provider is reached, without a trailing slash."""
    url = str(env.str(name, default=default)).rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ImproperlyConfigured(f"{name} must look like {default}.")
    if parts.scheme != "https" and not DEBUG:
        raise ImproperlyConfigured(f"{name} must use https outside development.")
    return url


def currencies(name: str, *, default: tuple[str, ...]) -> tuple[str, ...]:
    """The currencies that the account at the provider takes."""
    listed = tuple(env.list(name, default=list(default)))
    if unknown := [code for code in listed if code not in EXPONENTS]:
        raise ImproperlyConfigured(f"{name} names currencies that are not known here: {', '.join(unknown)}.")
    return listed


def default_providers() -> tuple[str, ...]:
    """PAYMENT_PROVIDERS: which are offered where an event chose none, in this order."""
    listed = tuple(env.list("PAYMENT_PROVIDERS", default=[]))
    if unknown := [name for name in listed if name not in PROVIDERS]:
        raise ImproperlyConfigured(f"PAYMENT_PROVIDERS names what is none: {', '.join(unknown)}.")
    return listed
