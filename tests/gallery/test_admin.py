"""Galleries and their orders in Wagtail's admin: to read, for platform administrators."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from gallery.models import GalleryOrder
from tests.factories import EventFactory, EventRoleFactory, UserFactory
from tests.factories.gallery import gallery_for
from tests.factories.sign_in import sign_in_strongly

pytestmark = pytest.mark.django_db
LISTS = ("/cms/galleries/", "/cms/gallery-orders/")


def seen_by(user: User) -> list[int]:
    client = Client()
    sign_in_strongly(client, user)
    return [client.get(path).status_code for path in LISTS]


def test_administrators_read_galleries_and_orders():
    gallery = gallery_for(EventFactory(slug="party"), name="Harbour party")
    values = {"proposal": {"name": "Asha and Ravi"}, "total_fee": 40000, "amount": 40000, "currency": "INR"}
    GalleryOrder.objects.create(**values)
    admin = UserFactory(is_superuser=True, is_staff=True)
    client = Client()
    sign_in_strongly(client, admin)

    galleries, orders = (client.get(path).content.decode() for path in LISTS)

    assert ('href="/organizer/events/party/gallery/"' in galleries, gallery.name in galleries) == (True, True)
    assert ("Asha and Ravi" in orders, "INR 400.00" in orders) == (True, True)
    assert 200 not in [client.get(f"{path}create/").status_code for path in LISTS]


def test_organizers_do_not():
    event = EventFactory()

    assert 200 not in seen_by(EventRoleFactory(event=event).user)
