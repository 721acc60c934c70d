"""The sandbox takes the money, there is a site, and somebody owns a gallery in a month."""

import pytest
from django.test import Client

from accounts.models import User
from gallery.models import Gallery
from payments.config import PaymentsConfig
from tests.factories.site_pages import make_site_root
from tests.gallery.api.desk import gallery_of, signed_in
from tests.gallery.orders.desk import somebody


@pytest.fixture
def owner(db, settings) -> User:
    settings.PAYMENTS = PaymentsConfig(sandbox=True)
    make_site_root()
    return somebody(email="asha@example.org")


@pytest.fixture
def client(owner: User) -> Client:
    return signed_in(owner)


@pytest.fixture
def gallery(owner: User) -> Gallery:
    return gallery_of(owner)
