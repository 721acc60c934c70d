"""A shop, and the providers."""

from collections.abc import Iterator

import pytest

from payments.config import PaymentsConfig
from tests.factories import UserFactory
from tests.payments.benches import NAMES, Bench, bench_of
from tests.payments.shop import Shop


@pytest.fixture
def shop(db: None) -> Shop:
    return Shop(row=UserFactory(email="shop@example.org")).open()


@pytest.fixture
def _sandbox(settings) -> None:
    settings.PAYMENTS = PaymentsConfig(sandbox=True)


@pytest.fixture(params=NAMES)
def bench(request: pytest.FixtureRequest, settings, shop: Shop) -> Iterator[Bench]:
    """Each provider in turn, the only one that is configured."""
    with bench_of(request.param) as other_side:
        settings.PAYMENTS = other_side.config
        yield other_side
