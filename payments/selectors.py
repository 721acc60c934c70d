"""Reads about payments."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from payments.models import EventProvider, Payment
from payments.providers import configured_providers
from payments.providers.contract import Attempt, Capabilities, Provider


@dataclass(frozen=True, slots=True)
class ProviderInfo:
    """What a buyer can choose. A session lives `min_minutes` at least, so a hold lasts as long."""

    name: str
    label: str
    capabilities: Capabilities
    min_minutes: int


def providers_for(event_id: int | None, currency: str) -> list[ProviderInfo]:
    """The providers that the event offers for the currency, able to take it now, in their order. One query."""
    able = {provider.name: provider for provider in configured_providers() if provider.takes(currency)}
    rows = EventProvider.objects.filter(event_id=event_id).values_list("provider", "currency")
    chosen = [name for name, of_currency in rows if of_currency == currency] or platform_defaults(able)
    return [info_of(able[name]) for name in chosen if name in able]


def platform_defaults(able: dict[str, Provider]) -> list[str]:
    """PAYMENT_PROVIDERS, or all in the order in which they are listed."""
    return list(settings.PAYMENTS.default_providers) or list(able)


def info_of(provider: Provider) -> ProviderInfo:
    return ProviderInfo(provider.name, str(provider.label), provider.capabilities, provider.min_minutes)


def attempt_of(payment: Payment) -> Attempt:
    """The payment as a provider sees it."""
    return_url = settings.BASE_URL + reverse("payment_return", args=[payment.public_id])
    return Attempt(
        reference=payment.reference,
        provider_ref=payment.provider_ref,
        money=payment.money,
        description=payment.description,
        buyer_email=payment.buyer_email,
        buyer_name=payment.buyer_name,
        deadline=payment.deadline,
        return_url=return_url,
        leave_url=f"{return_url}?left=1",
        webhook_url=settings.BASE_URL + reverse("payment_webhook", args=[payment.provider]),
    )


def payment_address(payment: Payment) -> str:
    """Our page that sends the buyer on to the provider.

    A form must lead here and not straight to the provider: our Content-Security-Policy lets no form's redirect
    leave the site (form-action), and browsers hold redirects to it as well.
    """
    return reverse("payment_go", args=[payment.public_id])
