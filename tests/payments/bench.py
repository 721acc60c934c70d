"""What the suites do at a payment provider: the contract that every bench keeps."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from payments.config import PaymentsConfig
from payments.models import Payment
from payments.money import Money
from tests.fakes.http_service import HttpService


@dataclass
class Notice:
    """A notification as the provider would send it."""

    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


class Bench:
    """What the suite does at one provider. `fake` is None where there is no HTTP between us."""

    name: str
    fake: HttpService | None = None
    config: PaymentsConfig

    def config_at(self, url: str) -> PaymentsConfig:
        """The same account, reached at another address."""
        return replace(self.config, **{self.name: replace(getattr(self.config, self.name), url=url)})

    def pay(self, payment: Payment) -> None:
        """The buyer pays, whether or not the session is still open: money may come late."""
        raise NotImplementedError

    def decline(self, payment: Payment) -> None:
        raise NotImplementedError

    def distort(self, payment: Payment, *, money: Money) -> None:
        """The provider took other money than was asked for."""
        raise NotImplementedError

    def tell(self, payment: Payment) -> Notice:
        raise NotImplementedError

    def forged(self, payment: Payment) -> list[Notice]:
        """Notifications that are not from the provider."""
        raise NotImplementedError

    def finish_refunds(self, payment: Payment) -> None:
        """What waited for the bank or the merchant comes to its end."""

    def refuse_refunds(self, payment: Payment) -> None:
        raise NotImplementedError

    def taken(self, payment: Payment) -> int:
        """What the buyer was charged, in our minor units, whatever went back since."""
        raise NotImplementedError

    def given_back(self, payment: Payment) -> list[int]:
        """The refunds that the provider made, in our minor units."""
        raise NotImplementedError

    def sessions(self) -> int:
        raise NotImplementedError

    def is_closed(self, payment: Payment) -> bool:
        raise NotImplementedError
