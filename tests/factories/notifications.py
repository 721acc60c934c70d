"""Outbox rows and webhook endpoints."""

import factory

from notifications.models import OutboxMessage, WebhookEndpoint, WebhookType


class MailMessageFactory(factory.django.DjangoModelFactory):
    """A mail that waits to be sent."""

    class Meta:
        model = OutboxMessage

    kind = OutboxMessage.Kind.MAIL
    recipient = factory.Sequence(lambda n: f"reader{n}@example.org")
    payload = factory.LazyFunction(
        lambda: {
            "subject": "Hello",
            "text": "Plain words.\n",
            "html": "<html><head></head><body><p>Plain words.</p></body></html>",
            "from": "Foyer <foyer@example.org>",
            "reply_to": "",
        }
    )


class WebhookEndpointFactory(factory.django.DjangoModelFactory):
    """An endpoint of the whole platform that wants to know everything."""

    class Meta:
        model = WebhookEndpoint

    url = "https://receiver.example.org/hook"
    types = factory.LazyFunction(lambda: list(WebhookType.values))
