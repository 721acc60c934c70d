"""One contract for all providers (facts/payments.md, 5.4). Adapters know HTTP and nothing of our tables.

Money is ours (minor units, ISO) on both sides of the contract; an adapter converts with its provider's own exponents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from payments.money import Money


class Outcome(StrEnum):
    """Where the provider says that a payment stands."""

    OPEN = "open"  # not paid, can still be paid
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"  # the provider closed it unpaid
    REVERSED = "reversed"  # paid, and the money went back
    UNKNOWN = "unknown"  # the provider has never heard of it


@dataclass(frozen=True, slots=True)
class Attempt:
    """A payment as an adapter sees it. `provider_ref` is empty until the provider has told it.

    The buyer comes back to `return_url` after paying, and to `leave_url` having given up.
    """

    reference: str
    provider_ref: str
    money: Money
    description: str
    buyer_email: str
    buyer_name: str
    deadline: datetime
    return_url: str
    leave_url: str
    webhook_url: str


@dataclass(frozen=True, slots=True)
class Started:
    """Where to send the buyer, and the provider's own reference."""

    provider_ref: str
    redirect_url: str


@dataclass(frozen=True, slots=True)
class Report:
    """What the provider says about a payment. `is_final`: nothing can change any more, so nobody needs to ask again.

    `charge_ref` is the provider's name for the money itself, where it differs from that of the session.
    """

    outcome: Outcome
    reference: str
    money: Money | None = None
    provider_ref: str = ""
    charge_ref: str = ""
    method: str = ""
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """A refund as an adapter sees it. `is_repeated`: it was sent before and no answer came."""

    reference: str
    attempt: Attempt
    money: Money
    reason: str
    provider_ref: str = ""
    is_repeated: bool = False


class RefundOutcome(StrEnum):
    """Where the provider says that a refund stands."""

    SENT = "sent"  # taken, not done yet
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RefundReport:
    outcome: RefundOutcome
    provider_ref: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RefundLimits:
    """What can be given back for one payment; providers differ by the way it was paid."""

    partial: bool
    several: bool


@dataclass(frozen=True, slots=True)
class Capabilities:
    """`session_cancel`: an open session can be closed. `signed_webhook`: notifications prove where they come from."""

    refund: bool = True
    partial_refund: bool = True
    multi_refund: bool = True
    refund_async: bool = False
    cancel_session: bool = False
    signed_webhook: bool = True


@dataclass(frozen=True, slots=True)
class Notification:
    """A notification that was read and, where the provider signs, proved. It is only a hint: the query is the truth.

    `dedupe_key` names the event. `reference` is ours; where the provider does not send it, `provider_ref` or
    `charge_ref` finds the payment. `answer` is the body that the provider wants to hear.
    """

    dedupe_key: str
    kind: str
    reference: str = ""
    provider_ref: str = ""
    charge_ref: str = ""
    answer: Mapping[str, object] | None = None


class Provider(Protocol):
    """Every call may raise ProviderTrouble; ProviderRefused where the provider said no and nothing was done."""

    name: str
    capabilities: Capabilities
    # How long a session lives at least and at most; 0: as long as we like.
    min_minutes: int
    max_minutes: int

    @property
    def label(self) -> str:
        """What buyers read."""

    def is_configured(self) -> bool: ...

    def takes(self, currency: str) -> bool: ...

    def start(self, attempt: Attempt) -> Started:
        """Open a payment. Called once for each attempt, with no transaction open."""

    def find(self, attempt: Attempt) -> Started | None:
        """What became of a start that got no answer; None where the provider cannot tell (yet)."""

    def query(self, attempt: Attempt) -> Report:
        """The truth about a payment whose provider_ref is known."""

    def cancel(self, attempt: Attempt) -> None:
        """Close the session where that can be done; quiet where it is over already."""

    def refund(self, order: RefundOrder) -> RefundReport: ...

    def query_refund(self, order: RefundOrder) -> RefundReport: ...

    def refund_limits(self, method: str) -> RefundLimits: ...

    def read(self, body: bytes, *, headers: Mapping[str, str], query: Mapping[str, str]) -> Notification:
        """Verify and read a notification. Raises Forged, and InvalidInput for one that makes no sense."""
