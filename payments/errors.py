"""What can go wrong with a provider."""

from __future__ import annotations

from django.utils.translation import gettext as _

from notifications.errors import DomainError


class ProviderTrouble(DomainError):
    """The provider gave no usable answer. What it was asked may or may not have been done: ask again, never repeat."""

    code = "PAYMENT_PROVIDER_UNREACHABLE"
    status = 502

    def __init__(self, detail: str) -> None:
        super().__init__(_("The payment service does not answer at the moment. Please try again in a minute."))
        self.detail = detail

    def __str__(self) -> str:
        return self.detail


class ProviderRefused(ProviderTrouble):
    """The provider understood and said no: nothing was done. `detail` is for the log and for staff."""

    code = "PAYMENT_REFUSED"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.message = _("The payment service did not take this payment. Choose another way to pay.")


class Forged(DomainError):
    """A notification that is not from the provider."""

    code = "SIGNATURE_INVALID"
    status = 401

    def __init__(self) -> None:
        super().__init__(_("The signature does not fit."))
