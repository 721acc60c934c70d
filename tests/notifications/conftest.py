"""Mail servers and outbox rows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from celery.signals import after_task_publish

from notifications.models import WebhookEndpoint
from notifications.signals import address_bounced
from tests.factories import UserFactory
from tests.factories.notifications import WebhookEndpointFactory
from tests.fakes.smtp import FakeSMTP
from tests.fakes.webhook_receiver import WebhookReceiver


@contextmanager
def listening(receiver: Callable[..., None]) -> Iterator[None]:
    """Let a function hear which addresses bounced."""
    address_bounced.connect(receiver)
    try:
        yield
    finally:
        address_bounced.disconnect(receiver)


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


@pytest.fixture
def celery_messages() -> Iterator[Callable[[], list[str]]]:
    """The names of the tasks that were handed to the broker so far."""
    names: list[str] = []

    def remember(sender: str, **kwargs: object) -> None:
        names.append(sender)

    after_task_publish.connect(remember)
    yield lambda: names
    after_task_publish.disconnect(remember)
