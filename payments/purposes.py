"""What payments are for. Upper rooms register themselves; this room knows none of them.

Locks are always taken in the order: the upper room's row, the payment, then whatever the upper room claims
(seats). Every action here calls `lock` before it locks a payment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from payments.models import Payment, Refund


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of money that has come: kept, or given back whole for a reason that the buyer is told."""

    refund_reason: str = ""

    ACCEPTED: ClassVar[Verdict]

    @classmethod
    def refund(cls, reason: str) -> Verdict:
        """There is nothing (any more) that this money could buy."""
        if not reason:
            raise ValueError("a refund needs a reason")
        return cls(reason)


Verdict.ACCEPTED = Verdict()


@dataclass(frozen=True, slots=True)
class Purpose:
    """What an upper room does about its payments. All but `return_url` run inside the transaction of the change.

    `lock` locks the upper room's own row FOR UPDATE. `settled` is called once, when money has come, also after the
    payment had failed, expired or been cancelled. `failed` is called once, when it becomes one of those three.
    `refunded` and `refund_refused` are called once for each refund.
    """

    name: str
    lock: Callable[[str], None]
    settled: Callable[[Payment], Verdict]
    failed: Callable[[Payment], None]
    refunded: Callable[[Refund], None]
    refund_refused: Callable[[Refund], None]
    return_url: Callable[[Payment], str]


_purposes: dict[str, Purpose] = {}


def register_purpose(purpose: Purpose) -> None:
    """Make a purpose known; called once from the upper room's AppConfig.ready."""
    _purposes[purpose.name] = purpose


def purpose_named(name: str) -> Purpose:
    """The registered purpose. Raises LookupError for one that nobody registered."""
    return _purposes[name]
