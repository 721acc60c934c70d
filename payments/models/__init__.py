"""Records of the room."""

from payments.models.records import EventProvider, Payment, ProviderEvent, Refund
from payments.models.sandbox import SandboxCharge, SandboxNotice, SandboxRefund

__all__ = [
    "EventProvider",
    "Payment",
    "ProviderEvent",
    "Refund",
    "SandboxCharge",
    "SandboxNotice",
    "SandboxRefund",
]
