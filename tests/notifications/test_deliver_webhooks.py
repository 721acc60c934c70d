"""Webhooks on their way to a real HTTP receiver."""

import json
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone as clock

from notifications import outbound
from notifications.actions import queue_webhooks, rotate_secret
from notifications.deliver_webhooks import deliver_webhooks
from notifications.models import OutboxMessage, WebhookDelivery, WebhookEndpoint
from notifications.signing import secret_for
from notifications.tasks import deliver_due
from tests.factories import EventFactory
from tests.factories.notifications import WebhookEndpointFactory
from tests.fakes.webhook_receiver import WebhookReceiver, is_genuine

pytestmark = pytest.mark.django_db


def tell(**values: object) -> None:
    queue_webhooks("event.updated", **{"event_id": None, "data": {"slug": "tidewater"}, **values})


def deliver() -> OutboxMessage:
    deliver_webhooks(seconds=30)
    return OutboxMessage.objects.webhooks().latest("pk")


def make_due() -> None:
    OutboxMessage.objects.update(next_try_at=clock.now())


def test_webhook_arrives_signed_and_is_logged(endpoint: WebhookEndpoint, receiver: WebhookReceiver):
    tell()

    deliver_due()

    [received] = receiver.received
    assert is_genuine(secret_for(endpoint.nonce), received.headers, received.body)
    assert received.json["type"] == "event.updated"
    assert received.json["data"] == {"slug": "tidewater"}
    assert received.headers["webhook-id"] == str(OutboxMessage.objects.get().public_id)
    assert received.headers["host"] == receiver.url.split("/")[2]
    log = WebhookDelivery.objects.get()
    assert (log.succeeded, log.response_code, log.body_excerpt, log.error) == (True, 200, "thanks", "")
    assert OutboxMessage.objects.get().state == "sent"


def test_altered_body_or_other_secret_is_not_genuine(endpoint: WebhookEndpoint, receiver: WebhookReceiver):
    tell()
    deliver()

    [received] = receiver.received
    assert is_genuine(secret_for(endpoint.nonce), received.headers, received.body + b" ") is False
    assert is_genuine(secret_for("other"), received.headers, received.body) is False


def test_endpoint_hears_its_own_event_and_asked_types_only(receiver: WebhookReceiver):
    mine, other = EventFactory(), EventFactory()
    OutboxMessage.objects.all().delete()
    WebhookEndpointFactory(url=f"{receiver.url}/mine", event=mine)
    WebhookEndpointFactory(url=f"{receiver.url}/other", event=other)
    WebhookEndpointFactory(url=f"{receiver.url}/all", types=["event.updated"])
    WebhookEndpointFactory(url=f"{receiver.url}/deaf", types=["page.published"])
    WebhookEndpointFactory(url=f"{receiver.url}/off", is_active=False)

    tell(event_id=mine.pk)
    deliver()

    assert sorted(received.path for received in receiver.received) == ["/hook/all", "/hook/mine"]


def test_telling_costs_one_query_by_index_while_nobody_listens():
    with CaptureQueriesContext(connection) as queries:
        tell(event_id=7)

    [query] = queries
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # a table of no rows would be read whole
        cursor.execute("EXPLAIN " + query["sql"])
        assert "webhook_listening" in str(cursor.fetchall())


def test_cause_told_twice_arrives_once(endpoint: WebhookEndpoint, receiver: WebhookReceiver):
    tell(dedupe_key="event:1:7")
    tell(dedupe_key="event:1:7")
    deliver()

    assert len(receiver.received) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 400, 404, 500, 503])
def test_answer_other_than_success_is_tried_again(endpoint: WebhookEndpoint, receiver: WebhookReceiver, status: int):
    receiver.status, receiver.extra_headers = status, {"Location": receiver.url}
    tell()

    message = deliver()

    assert (message.state, message.last_error) == ("retry", f"answered {status}")
    assert timedelta(seconds=8) < message.next_try_at - clock.now() <= timedelta(seconds=10)
    assert len(receiver.received) == 1


def test_retry_has_the_same_id_and_body_and_a_fresh_signature(endpoint: WebhookEndpoint, receiver: WebhookReceiver):
    receiver.status = 500
    tell()
    deliver()
    receiver.status = 204
    make_due()

    message = deliver()

    first, second = receiver.received
    assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])
    assert is_genuine(secret_for(endpoint.nonce), second.headers, second.body)
    assert (message.state, message.attempts) == ("sent", 2)
    assert list(WebhookDelivery.objects.order_by("pk").values_list("response_code", flat=True)) == [500, 204]


def test_receivers_wish_to_wait_is_respected_up_to_a_cap(endpoint: WebhookEndpoint, receiver: WebhookReceiver):
    receiver.status, receiver.extra_headers = 429, {"Retry-After": "3600"}
    tell()
    assert timedelta(minutes=59) < deliver().next_try_at - clock.now() <= timedelta(hours=1)

    receiver.extra_headers = {"Retry-After": "999999"}
    make_due()
    assert timedelta(hours=5) < deliver().next_try_at - clock.now() <= timedelta(hours=6)


@pytest.mark.parametrize("fault", ["stall", "drip"])
def test_slow_receiver_is_cut_off(
    endpoint: WebhookEndpoint, receiver: WebhookReceiver, fault: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(outbound, "SECONDS", 0.3)
    setattr(receiver, fault, 0.2 if fault == "drip" else 6)
    receiver.text = "slow" * 20
    tell()
    started = time.monotonic()

    message = deliver()

    assert time.monotonic() - started < 5
    assert (message.state, message.last_error) == ("retry", "no answer within 0.3 seconds")


def test_endless_answer_is_read_only_at_its_beginning(endpoint: WebhookEndpoint, receiver: WebhookReceiver):
    receiver.text = "ab\x00c" * 500_000
    tell()

    message = deliver()

    assert message.state == "sent"
    assert WebhookDelivery.objects.get().body_excerpt == ("ab c" * 125)


def test_receiver_that_is_not_there_is_tried_again(endpoint: WebhookEndpoint, receiver: WebhookReceiver):
    WebhookEndpoint.objects.update(url="http://127.0.0.1:1/hook")
    tell()

    assert (deliver().state, deliver().last_error) == ("retry", "no connection (ConnectError)")


def test_slow_receiver_does_not_hold_up_the_others(
    endpoint: WebhookEndpoint, receiver: WebhookReceiver, monkeypatch: pytest.MonkeyPatch
):
    receiver.stall = 1
    for number in range(5):
        tell(data={"number": number})
    started = time.monotonic()

    deliver()

    assert time.monotonic() - started < 4
    assert len(receiver.received) == 5


def test_renewed_secret_signs_beside_the_former_one_for_a_day(endpoint: WebhookEndpoint, receiver: WebhookReceiver):
    former = secret_for(endpoint.nonce)
    current = rotate_secret(endpoint)
    tell()
    deliver()
    WebhookEndpoint.objects.update(rotated_at=clock.now() - timedelta(hours=25))
    tell()
    deliver()

    genuine = [
        [is_genuine(secret, received.headers, received.body) for secret in (former, current)]
        for received in receiver.received
    ]
    assert genuine == [[True, True], [False, True]]


def test_signature_survives_a_change_of_the_secret_key(endpoint: WebhookEndpoint, receiver: WebhookReceiver, settings):
    known = secret_for(endpoint.nonce)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    tell()
    deliver()

    [received] = receiver.received
    assert is_genuine(known, received.headers, received.body)


def test_secret_is_not_in_the_database(endpoint: WebhookEndpoint):
    secret = secret_for(endpoint.nonce)

    assert secret.startswith("whsec_")
    assert secret.removeprefix("whsec_") not in str(WebhookEndpoint.objects.values().get())


def test_log_holds_no_secret_and_no_body(
    endpoint: WebhookEndpoint, receiver: WebhookReceiver, caplog: pytest.LogCaptureFixture
):
    caplog.set_level("DEBUG")
    receiver.status = 500
    tell(data={"title": "Quite private"})
    OutboxMessage.objects.update(attempts=9)
    deliver()

    [received] = receiver.received
    hidden = (secret_for(endpoint.nonce), received.headers["webhook-signature"], "Quite private", "thanks")
    assert [word for word in hidden if word in caplog.text] == []
    assert json.loads(received.body)["data"] == {"title": "Quite private"}
