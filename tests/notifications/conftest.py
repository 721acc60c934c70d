"""Mail servers and outbox rows."""

from collections.abc import Iterator

import pytest

from notifications.models import WebhookEndpoint
from tests.factories import UserFactory
from tests.factories.notifications import WebhookEndpointFactory
from tests.fakes.smtp import FakeSMTP
from tests.fakes.webhook_receiver import WebhookReceiver


@pytest.fixture
def smtp(settings) -> Iterator[FakeSMTP]:
    """A fake mail server that Django sends to."""
    with FakeSMTP() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = server.port
        settings.EMAIL_TIMEOUT = 0.5
        yield server


@pytest.fixture
def receiver(settings) -> Iterator[WebhookReceiver]:
    """A webhook receiver on this machine, which only tests and development may call."""
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with WebhookReceiver() as server:
        yield server


@pytest.fixture
def endpoint(receiver: WebhookReceiver) -> WebhookEndpoint:
    return WebhookEndpointFactory(url=receiver.url, created_by=UserFactory(email="maker@example.org"))
