"""The providers that there are. Each is a stateless object that reads its settings when it is asked something."""

from __future__ import annotations

from django.utils.translation import gettext as _

from notifications.errors import NotFound
from payments.providers.contract import Provider
from payments.providers.paystack import Paystack
from payments.providers.pesapal import Pesapal
from payments.providers.sandbox import Sandbox
from payments.providers.stripe import Stripe

_providers: dict[str, Provider] = {provider.name: provider for provider in (Pesapal(), Stripe(), Paystack(), Sandbox())}


def provider_named(name: str) -> Provider:
    """The provider, configured or not: one that was switched off still answers about its old payments."""
    try:
        return _providers[name]
    except KeyError:
        raise NotFound(_("There is no such payment provider.")) from None


def provider_choices() -> list[tuple[str, str]]:
    """All there are, for forms: names and what buyers read."""
    return [(provider.name, provider.label) for provider in _providers.values()]


def configured_providers() -> list[Provider]:
    """Those that can be offered."""
    return [provider for provider in _providers.values() if provider.is_configured()]
