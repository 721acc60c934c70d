"""What happens on the site reaches webhooks."""

from typing import Any

import pytest

from notifications.models import OutboxMessage
from site_pages.models import EventPage, SessionPage
from site_pages.versions import raise_versions
from tests.factories import EventFactory, SessionFactory
from tests.factories.notifications import WebhookEndpointFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(db: None) -> EventPage:
    """An event with an endpoint of its own, and another event's endpoint that must hear nothing of it."""
    event = EventFactory(title="Tidewater", slug="tidewater")
    WebhookEndpointFactory(event=event)
    WebhookEndpointFactory(event=EventFactory())
    OutboxMessage.objects.all().delete()
    return event


def told(event: EventPage, webhook_type: str) -> list[dict[str, Any]]:
    assert not OutboxMessage.objects.exclude(endpoint__event=event).exists()
    messages = OutboxMessage.objects.filter(payload__type=webhook_type).order_by("pk")
    return [message.payload["data"] for message in messages]


def test_session_published_is_told_with_its_address(event: EventPage, settings):
    settings.BASE_URL = "https://events.example.org"

    session = SessionFactory(event=event, title="Tides", slug="tides")

    [data] = told(event, "session.changed")
    assert data == {
        "session": {"id": str(session.public_id), "is_published": True},
        "page": {
            "id": str(session.public_id),
            "type": "site_pages.SessionPage",
            "title": "Tides",
            "url": "https://events.example.org/events/tidewater/sessions/tides/",
        },
        "event": {
            "id": str(event.public_id),
            "slug": "tidewater",
            "title": "Tidewater",
            "url": "https://events.example.org/events/tidewater/",
        },
    }
    assert len(told(event, "page.published")) == 1


def test_draft_is_not_told(event: EventPage):
    SessionFactory(event=event, published=False)
    event.title = "A secret new title"
    event.save_revision()

    assert OutboxMessage.objects.count() == 0


def test_session_unpublished_or_deleted_is_told(event: EventPage):
    first, second = SessionFactory(event=event), SessionFactory(event=event)
    OutboxMessage.objects.all().delete()

    SessionPage.objects.get(pk=first.pk).unpublish()
    SessionPage.objects.get(pk=second.pk).delete()

    gone = [data["session"] for data in told(event, "session.changed")]
    assert gone == [{"id": str(page.public_id), "is_published": False} for page in (first, second)]
    assert len(told(event, "page.unpublished")) == 2


def test_many_changes_in_one_transaction_are_told_as_one_version(event: EventPage, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(5):
            raise_versions([event.pk])

    [data] = told(event, "event.updated")
    assert data["version"] == EventPage.objects.select_related("version").get(pk=event.pk).version.number
    assert data["event"]["slug"] == "tidewater"


def test_draft_event_that_changes_is_not_told(django_capture_on_commit_callbacks):
    draft = EventFactory(published=False)
    WebhookEndpointFactory(event=draft)

    with django_capture_on_commit_callbacks(execute=True):
        raise_versions([draft.pk])

    assert OutboxMessage.objects.count() == 0
