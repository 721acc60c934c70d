"""People who are signed in, and codes as their readers see them."""

from __future__ import annotations

import re
import uuid

import factory
from django.test import Client, RequestFactory
from django.utils import timezone as clock
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import AddressDevice, AddressKind, User
from accounts.session_store import FACTS
from notifications.models import OutboxMessage

CODE = re.compile(r"\b(\d{3}) (\d{3})\b")
LINK = re.compile(r"/auth/link/([\w-]+)")


class AddressFactory(factory.django.DjangoModelFactory):
    """The primary mail address of a person, proved."""

    class Meta:
        model = AddressDevice

    user = factory.SubFactory("tests.factories.UserFactory")
    name = "email"
    kind = AddressKind.EMAIL
    value = factory.SelfAttribute("user.email")
    is_primary = True


def sign_in_as(client: Client, user: User) -> None:
    """What signing in by a code leaves: a session bound to the person's address, with a fresh proof."""
    device, _made = AddressDevice.objects.get_or_create(
        kind=AddressKind.EMAIL, value=user.email, defaults={"user": user, "name": "email", "is_primary": True}
    )
    client.force_login(user)
    now = clock.now().isoformat()
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session[FACTS] = {
        "public_id": str(uuid.uuid4()),
        "device": "Test browser",
        "address": user.email,
        "signed_in_at": now,
        "fresh_at": now,
    }
    session.save()


def sign_in_strongly(client: Client, user: User) -> TOTPDevice:
    """The same, with the authenticator shown just now."""
    sign_in_as(client, user)
    device, _made = TOTPDevice.objects.get_or_create(user=user, defaults={"name": "authenticator"})
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session[FACTS] = {**session[FACTS], "strong_at": clock.now().isoformat()}
    session.save()
    return device


def latest_text(to: str) -> str:
    """The newest message to an address."""
    return OutboxMessage.objects.filter(recipient=to).order_by("-pk").first().payload["text"]


def code_sent_to(to: str) -> str:
    """The code of the newest message to an address."""
    found = CODE.search(latest_text(to))
    assert found is not None
    return found[1] + found[2]


def link_sent_to(to: str) -> str:
    """The token of the newest link to an address."""
    found = LINK.search(latest_text(to))
    assert found is not None
    return found[1]


def wrong(code: str) -> str:
    """Six digits that are not these."""
    return f"{(int(code) + 1) % 10**6:06d}"


def a_request() -> object:
    """A request of nobody, for actions that are called directly."""
    request = RequestFactory().post("/auth/verify", REMOTE_ADDR="203.0.113.7")
    request.session = Client().session
    return request
