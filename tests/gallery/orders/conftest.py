"""The sandbox takes the money, and there is a site to make events in."""

import pytest

from accounts.models import User
from payments.config import PaymentsConfig
from tests.factories.site_pages import make_site_root
from tests.gallery.orders.desk import somebody


@pytest.fixture(autouse=True)
def _sandbox(settings) -> None:
    settings.PAYMENTS = PaymentsConfig(sandbox=True)


@pytest.fixture
def owner(db) -> User:
    make_site_root()
    return somebody(email="asha@example.org", name="Asha")
