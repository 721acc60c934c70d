"""What tests of the organizer API of events share: who calls, and how."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone as clock

from accounts.api_keys import create_api_key
from accounts.models import User
from gallery.models import Gallery
from tests.factories import EventFactory, EventRoleFactory, UserFactory
from tests.factories.gallery import gallery_for
from tests.factories.sign_in import sign_in_as
from tests.gallery.orders.desk import soon

EVENTS = "/api/organizer/events"
JSON = "application/json"


def signed_in(user: User) -> Client:
    client = Client()
    sign_in_as(client, user)
    return client


def gallery_of(user: User, *, role: str = "owner", **fields: Any) -> Gallery:
    event = EventFactory()
    EventRoleFactory(event=event, user=user, role=role)
    return gallery_for(event, **{"event_date": soon(), **fields})


def in_role(gallery: Gallery, role: str) -> Client:
    user = UserFactory()
    EventRoleFactory(event=gallery.event, user=user, role=role)
    return signed_in(user)


def key_of(user: User, *scopes: str, events: tuple[int, ...] = ()) -> dict[str, str]:
    made = create_api_key(
        user, name="Program", scopes=scopes, event_ids=events, expires_at=clock.now() + timedelta(days=1)
    )
    return {"Authorization": f"Bearer {made.raw}"}


def wanted(**more: Any) -> dict[str, Any]:
    return {"name": "Asha and Ravi", "event_date": soon().isoformat(), **more}


def create(client: Client, headers: dict[str, str] | None = None, **more: Any) -> Any:
    return client.post(EVENTS, wanted(**more), content_type=JSON, headers=headers or {})


def patch(client: Client, gallery: Gallery, **given: Any) -> Any:
    return client.patch(f"{EVENTS}/{gallery.public_id}", given, content_type=JSON)


def money(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "INR"}


def iso(moment: Any) -> str:
    return moment.isoformat().replace("+00:00", "Z")
