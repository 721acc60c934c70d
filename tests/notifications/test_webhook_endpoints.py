"""The life of a webhook endpoint: failing, switched off, replayed, renewed."""

from datetime import timedelta

import pytest
from django.utils import timezone as clock

from notifications.actions import queue_test, queue_webhooks, replay, save_endpoint
from notifications.deliver_webhooks import deliver_webhooks
from notifications.errors import Conflict, InvalidInput
from notifications.models import OutboxMessage, WebhookDelivery, WebhookEndpoint
from tests.factories.notifications import WebhookEndpointFactory
from tests.fakes.webhook_receiver import WebhookReceiver

pytestmark = pytest.mark.django_db


def tell(**values: object) -> None:
    queue_webhooks("event.updated", **{"event_id": None, "data": {"slug": "tidewater"}, **values})


def deliver() -> OutboxMessage:
    deliver_webhooks(seconds=30)
    return OutboxMessage.objects.webhooks().latest("pk")


def test_endpoint_that_is_gone_is_switched_off_and_its_maker_told(endpoint: WebhookEndpoint, receiver: WebhookReceiver):
    receiver.status = 410
    tell()
    deliver()

    endpoint.refresh_from_db()
    assert (endpoint.is_active, endpoint.disabled_reason) == (False, "it answered that it is gone (410)")
    assert OutboxMessage.objects.webhooks().get().state == "failed"
    assert OutboxMessage.objects.filter(kind="mail").get().recipient == "maker@example.org"


def test_endpoint_failing_for_days_is_switched_off_with_what_waits(
    endpoint: WebhookEndpoint, receiver: WebhookReceiver, settings
):
    settings.WEBHOOK_DISABLE_AFTER_DAYS = 5
    receiver.status = 500
    tell()
    tell(data={"later": True})
    deliver()
    WebhookEndpoint.objects.update(failing_since=clock.now() - timedelta(days=5, minutes=1))
    first = OutboxMessage.objects.webhooks().earliest("pk")
    OutboxMessage.objects.filter(pk=first.pk).update(next_try_at=clock.now())

    deliver()

    endpoint.refresh_from_db()
    assert (endpoint.is_active, endpoint.disabled_reason) == (False, "it failed for 5 days without a break")
    assert set(OutboxMessage.objects.webhooks().values_list("state", flat=True)) == {"failed"}
    assert OutboxMessage.objects.filter(kind="mail").count() == 1


def test_success_ends_a_failing_time(endpoint: WebhookEndpoint, receiver: WebhookReceiver):
    receiver.status = 500
    tell()
    deliver()
    assert WebhookEndpoint.objects.get().failing_since is not None

    receiver.status = 200
    OutboxMessage.objects.update(next_try_at=clock.now())
    deliver()

    assert WebhookEndpoint.objects.get().failing_since is None


def test_endpoint_switched_off_after_queueing_is_not_called(endpoint: WebhookEndpoint, receiver: WebhookReceiver):
    tell()
    WebhookEndpoint.objects.update(is_active=False)

    message = deliver()

    assert (message.state, message.last_error, receiver.received) == ("failed", "the webhook was switched off", [])


def test_webhook_is_given_up_after_its_last_attempt(endpoint: WebhookEndpoint, receiver: WebhookReceiver):
    receiver.status = 500
    tell()
    OutboxMessage.objects.update(attempts=9)

    assert (deliver().state, deliver().attempts) == ("failed", 10)


def test_replayed_webhook_arrives_again_under_its_id(endpoint: WebhookEndpoint, receiver: WebhookReceiver):
    tell()
    message = deliver()

    replay(message)
    deliver()

    assert len({received.headers["webhook-id"] for received in receiver.received}) == 1
    assert len(receiver.received) == 2
    assert WebhookDelivery.objects.filter(message=message).count() == 2


def test_webhook_on_its_way_or_of_an_endpoint_switched_off_is_not_replayed(endpoint: WebhookEndpoint):
    tell()
    message = OutboxMessage.objects.get()
    with pytest.raises(Conflict):
        replay(message)

    OutboxMessage.objects.update(state="failed")
    WebhookEndpoint.objects.update(is_active=False)
    with pytest.raises(Conflict):
        replay(message)


def test_test_message_arrives_whatever_the_endpoint_asked_for(endpoint: WebhookEndpoint, receiver: WebhookReceiver):
    WebhookEndpoint.objects.update(types=["page.unpublished"])

    queue_test(endpoint)
    deliver()

    assert [received.json["type"] for received in receiver.received] == ["webhook.test"]


def test_test_message_to_an_endpoint_switched_off_is_refused(endpoint: WebhookEndpoint):
    endpoint.is_active = False

    with pytest.raises(Conflict):
        queue_test(endpoint)


def test_payload_larger_than_64_kb_is_refused(endpoint: WebhookEndpoint):
    with pytest.raises(ValueError, match="larger than 65536 bytes"):
        tell(data={"text": "x" * 65_536})


def test_endpoint_saved_again_starts_with_a_clean_record(endpoint: WebhookEndpoint):
    endpoint.failing_since, endpoint.disabled_reason = clock.now(), "it was down"

    save_endpoint(endpoint)

    saved = WebhookEndpoint.objects.get()
    assert (saved.failing_since, saved.disabled_reason) == (None, "")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"url": "http://receiver.example.org/"}, "url"),
        ({"url": "https://me:secret@receiver.example.org/"}, "url"),
        ({"url": "https://127.0.0.1/"}, "url"),
        ({"url": "https://[::1]/"}, "url"),
        ({"url": "ftp://receiver.example.org/"}, "url"),
        ({"url": "https://receiver.example.org:999999/"}, "url"),
        ({"types": []}, "types"),
        ({"types": ["everything"]}, "types"),
    ],
)
def test_endpoint_that_does_not_fit_is_refused_with_its_field(settings, values: dict[str, object], field: str):
    settings.WEBHOOK_ALLOW_PRIVATE = False

    with pytest.raises(InvalidInput) as caught:
        save_endpoint(WebhookEndpointFactory.build(**values))

    assert list(caught.value.fields) == [field]
