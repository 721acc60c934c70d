"""The sandbox takes the money; browsers of people with a role."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from payments.config import PaymentsConfig
from tests.factories.sign_in import sign_in_as
from tests.factories.site_pages import make_site_root
from tests.gallery.orders.desk import somebody


@pytest.fixture
def sandbox(settings) -> None:
    settings.PAYMENTS = PaymentsConfig(sandbox=True)


@pytest.fixture
def asha(db: None, sandbox: None) -> User:
    """Somebody with a proved address, where events can be made."""
    make_site_root()
    return somebody(email="asha@example.org", name="Asha")


@pytest.fixture
def browser(client: Client, asha: User) -> Client:
    sign_in_as(client, asha)
    return client
