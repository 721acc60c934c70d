"""Webhooks, API keys and the outbox in the CMS: axe finds nothing in them, and no phone scrolls sideways."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from notifications.models import OutboxMessage, WebhookDelivery, WebhookEndpoint
from tests.e2e.test_outbox import OVERFLOW
from tests.e2e.test_public_axe import RULES
from tests.factories import EventFactory, UserFactory
from tests.factories.notifications import MailMessageFactory, WebhookEndpointFactory
from tests.factories.sign_in import sign_in_strongly

LONG = "https://receiver.example.org/" + "a-quite-long-part-of-an-address/" * 6


@pytest.fixture
def admin(base_url: str) -> User:
    return UserFactory(is_superuser=True, is_staff=True)


@pytest.fixture
def signed_in(phone: Page, admin: User, base_url: str) -> Page:
    """A platform administrator's phone."""
    client = Client()
    sign_in_strongly(client, admin)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    phone.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": base_url}])
    return phone


@pytest.fixture
def endpoint(base_url: str) -> WebhookEndpoint:
    """A webhook with a delivery that failed, at an address without end."""
    endpoint = WebhookEndpointFactory(url=LONG, event=EventFactory())
    OutboxMessage.objects.all().delete()
    message = OutboxMessage.objects.create(
        kind="webhook", recipient=LONG, endpoint=endpoint, payload={"type": "order.paid", "data": {}}, state="failed"
    )
    WebhookDelivery.objects.create(
        message=message, endpoint=endpoint, succeeded=False, duration_ms=9, error="answered 500", body_excerpt=LONG
    )
    return endpoint


def faults_of(page: Page) -> list[str]:
    """What axe finds in Foyer's part of the page, and whether it is wider than the phone."""
    found = Axe().run(page, context="main", options=RULES).response["violations"]
    faults = [f"{fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in found]
    sideways = page.evaluate(OVERFLOW)
    return [*faults, f"{sideways} px too wide"] if sideways else faults


def test_pages_of_records_are_fit_for_phones_and_for_everybody(
    signed_in: Page, base_url: str, endpoint: WebhookEndpoint
):
    failed = MailMessageFactory(recipient=f"{'x' * 60}@example.org", state="failed", last_error="given up " * 20)
    pages = [
        "webhooks/",
        "webhooks/new/",
        f"webhooks/edit/{endpoint.pk}/",
        f"webhooks/{endpoint.pk}/deliveries/",
        "api_keys/",
        "api_keys/new/",
        "outbox/",
        f"outbox/{failed.pk}/",
        f"outbox/{OutboxMessage.objects.get(kind='webhook').pk}/",
        "outbox/failed/",
    ]
    found = {}
    for page in pages:
        answer = signed_in.goto(f"{base_url}/cms/{page}")
        assert answer is not None
        faults = faults_of(signed_in)
        if faults or answer.status != 200:
            found[page] = (answer.status, faults)

    assert found == {}


def test_failed_mail_is_sent_again_on_a_phone(signed_in: Page, base_url: str):
    message = MailMessageFactory(state="failed", last_error="given up")
    signed_in.goto(f"{base_url}/cms/outbox/")
    signed_in.get_by_role("link", name="Hello").click()
    signed_in.get_by_role("button", name="Send again").click()

    expect(signed_in.get_by_text("The message is on its way again.")).to_be_visible()
    expect(signed_in.get_by_role("button", name="Send again")).to_have_count(0)
    message.refresh_from_db()
    assert message.state == "queued"
