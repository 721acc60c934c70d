"""Clients of the organizer API, one for each kind of person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone as clock

from accounts.api_keys import create_api_key
from accounts.models import EventRole
from gallery.models import Gallery
from tests.factories import EventFactory, EventRoleFactory, UserFactory
from tests.factories.sign_in import sign_in_as

ROLES = tuple(EventRole.Role.values)
WHO = (*ROLES, "foreign", "visitor", "anonymous")
JSON = "application/json"


def client_of(gallery: Gallery, who: str) -> Client:
    """A person with this role in the gallery's event; an owner of another event, somebody without any, nobody."""
    client = Client()
    if who == "anonymous":
        return client
    user = UserFactory()
    if who in ROLES:
        EventRoleFactory(event=gallery.event, user=user, role=who)
    elif who == "foreign":
        EventRoleFactory(event=EventFactory(slug="elsewhere"), user=user)
    sign_in_as(client, user)
    return client


def key_header(gallery: Gallery, *scopes: str) -> dict[str, str]:
    """Of an API key that the event's owner made."""
    owner = EventRoleFactory(event=gallery.event).user
    until = clock.now() + timedelta(days=1)
    key = create_api_key(owner, name="Screen", scopes=list(scopes), event_ids=[], expires_at=until)
    return {"Authorization": f"Bearer {key.raw}"}


def path(gallery: Gallery, rest: str) -> str:
    return f"/api/organizer/events/{gallery.public_id}/{rest}"


def get(client: Client, gallery: Gallery, rest: str, **query: Any) -> Any:
    return client.get(path(gallery, rest), query)


def post(client: Client, gallery: Gallery, rest: str, body: Any = None) -> Any:
    return client.post(path(gallery, rest), {} if body is None else body, content_type=JSON)
