"""What the environment says about payment providers: read in cms/payment_environment.py, kept in settings.PAYMENTS.

Secrets stay out of every `repr`, and with that out of logs and error pages.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PesapalConfig:
    """PesaPal API 3.0."""

    consumer_key: str = field(default="", repr=False)
    consumer_secret: str = field(default="", repr=False)
    url: str = "https://pay.pesapal.com/v3"
    currencies: tuple[str, ...] = ("KES", "UGX", "TZS", "RWF", "MWK", "ZMW", "USD")


@dataclass(frozen=True, slots=True)
class StripeConfig:
    """Stripe Checkout. Without `currencies`: every one in Stripe's table."""

    secret_key: str = field(default="", repr=False)
    webhook_secret: str = field(default="", repr=False)
    url: str = "https://api.stripe.com"
    currencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaystackConfig:
    """Paystack. Its secret key also signs its webhooks."""

    secret_key: str = field(default="", repr=False)
    url: str = "https://api.paystack.co"
    currencies: tuple[str, ...] = ("NGN", "GHS", "ZAR", "KES", "USD", "XOF")


@dataclass(frozen=True, slots=True)
class PaymentsConfig:
    """`default_providers`: what events offer that chose none, in this order; empty: all that are configured."""

    pesapal: PesapalConfig = PesapalConfig()
    stripe: StripeConfig = StripeConfig()
    paystack: PaystackConfig = PaystackConfig()
    sandbox: bool = False
    default_providers: tuple[str, ...] = ()
