"""The outbox in Wagtail's admin: for platform administrators only, and never what a message says."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone as clock

from accounts.models import EventRole, User
from notifications.models import OutboxMessage, WebhookDelivery
from tests.factories import EventFactory, EventRoleFactory, UserFactory
from tests.factories.notifications import MailMessageFactory, WebhookEndpointFactory
from tests.factories.sign_in import sign_in_as, sign_in_strongly

pytestmark = pytest.mark.django_db

LIST = "/cms/outbox/"


@pytest.fixture
def client(db: None) -> Client:
    """A platform administrator's browser."""
    client = Client()
    sign_in_strongly(client, UserFactory(is_superuser=True, is_staff=True))
    return client


@pytest.fixture
def organizer(db: None) -> User:
    user = UserFactory()
    EventRoleFactory(event=EventFactory(), user=user, role=EventRole.Role.OWNER)
    return user


def failed(**values: object) -> OutboxMessage:
    return MailMessageFactory(**{"state": "failed", "attempts": 12, "last_error": "given up", **values})


def webhook(**values: object) -> OutboxMessage:
    endpoint = WebhookEndpointFactory()
    payload = {"type": "order.paid", "data": {"order": "quite private"}}
    return OutboxMessage.objects.create(
        kind="webhook", recipient=endpoint.url, endpoint=endpoint, payload=payload, **values
    )


def test_list_says_state_attempts_and_last_error_and_no_words(client: Client):
    failed(recipient="ada@example.org")
    webhook()

    text = client.get(LIST).content.decode()

    shown = ("Hello", "ada@example.org", "failed", "given up", "order.paid", "Plain words", "quite private")
    assert [word in text for word in shown] == [True, True, True, True, True, False, False]


def test_message_says_what_is_known_and_no_words(client: Client):
    message = webhook(state="failed", attempts=10, last_error="answered 500")
    WebhookDelivery.objects.create(
        message=message, endpoint=message.endpoint, succeeded=False, duration_ms=41, error="answered 500"
    )
    secret = MailMessageFactory()
    secret.payload |= {"is_secret": True, "text": "123 456", "html": "<b>123 456</b>", "context": {"order": "sesame"}}
    secret.save()

    page, other = (client.get(f"{LIST}{one.pk}/").content.decode() for one in (message, secret))

    assert ["answered 500" in page, "41 ms" in page, "Send again" in page] == [True] * 3
    assert [word in page + other for word in ("quite private", "123 456", "sesame")] == [False] * 3


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"state": "failed"}, ["Failed one"]),
        ({"kind": "webhook"}, ["order.paid"]),
        ({"outcome": "bounced"}, ["Bounced one"]),
        ({"q": "ada@"}, ["Failed one"]),
    ],
)
def test_list_is_filtered_and_searched(client: Client, wanted: dict[str, str], found: list[str]):
    failed(recipient="ada@example.org", payload={"subject": "Failed one"})
    MailMessageFactory(payload={"subject": "Bounced one"}, outcome="bounced", outcome_at=clock.now())
    webhook()

    text = client.get(LIST, wanted).content.decode()

    assert [title for title in ("Failed one", "Bounced one", "order.paid") if title in text] == found


def test_list_costs_the_same_for_many(client: Client, django_assert_max_num_queries):
    MailMessageFactory.create_batch(30)
    client.get(LIST)

    with django_assert_max_num_queries(15):
        client.get(LIST)


def test_failed_mail_is_sent_again_from_the_start(client: Client):
    message = failed()

    response = client.post(f"{LIST}{message.pk}/send-again/")

    message.refresh_from_db()
    assert (response.status_code, message.state, message.attempts) == (302, "queued", 0)
    assert message.next_try_at <= clock.now()


def test_bounced_mail_is_sent_again_and_its_next_outcome_counts_anew(client: Client):
    now = clock.now()
    message = MailMessageFactory(state="sent", sent_at=now, outcome="bounced", outcome_at=now, outcome_detail="x")

    client.post(f"{LIST}{message.pk}/send-again/")

    message.refresh_from_db()
    assert (message.state, message.sent_at, message.outcome, message.outcome_at) == ("queued", None, "", None)


def test_webhook_is_sent_again(client: Client):
    message = webhook(state="sent", sent_at=clock.now())

    client.post(f"{LIST}{message.pk}/send-again/")

    message.refresh_from_db()
    assert message.state == "queued"


@pytest.mark.parametrize(
    ("values", "payload", "reason"),
    [
        ({"state": "queued"}, {}, "still on its way"),
        ({"state": "unwanted"}, {}, "was not wanted"),
        ({"state": "sent", "sent_at": clock.now()}, {}, "was sent"),
        ({"state": "failed"}, {"expires_at": "2026-01-01T00:00:00+00:00"}, "has expired"),
        (
            {"state": "sent", "sent_at": clock.now(), "outcome": "bounced", "outcome_at": clock.now()},
            {"is_secret": True},
            "words of this message were deleted",
        ),
    ],
)
def test_message_that_makes_no_sense_again_is_left_alone(client: Client, values: dict, payload: dict, reason: str):
    message = MailMessageFactory(**values)
    message.payload |= payload
    message.save()

    page = client.get(f"{LIST}{message.pk}/").content.decode()
    answer = client.post(f"{LIST}{message.pk}/send-again/", follow=True).content.decode()

    assert ("Send again" in page, reason in answer) == (False, True)
    assert OutboxMessage.objects.get().state == values["state"]


def test_all_that_failed_is_sent_again_at_once_without_codes_and_dead_addresses(client: Client):
    good = [failed(), failed()]
    dead = failed(outcome="bounced", outcome_at=clock.now())
    code = failed()
    code.payload["expires_at"] = (clock.now() + timedelta(minutes=5)).isoformat()
    code.save()
    hook = webhook(state="failed")

    asked = client.get(f"{LIST}failed/").content.decode()
    answer = client.post(f"{LIST}failed/", follow=True).content.decode()

    assert ("2 mails and short messages" in asked, "2 messages are on their way again." in answer) == (True, True)
    queued = set(OutboxMessage.objects.filter(state="queued"))
    assert queued == set(good)
    assert set(OutboxMessage.objects.filter(state="failed")) == {dead, code, hook}
    assert "Nothing failed that could be sent again." in client.get(f"{LIST}failed/").content.decode()


def test_nobody_else_finds_anything(organizer: User):
    message = failed()
    client = Client()
    sign_in_as(client, organizer)

    statuses = [
        client.get(f"{LIST}{message.pk}/").status_code,
        client.post(f"{LIST}{message.pk}/send-again/").status_code,
    ]
    assert statuses == [404, 404]
    assert [client.get(LIST).status_code, client.post(f"{LIST}failed/").status_code] == [302, 302]
    assert OutboxMessage.objects.get().state == "failed"
    assert "Outbox" not in client.get("/cms/", follow=True).content.decode()


def test_nothing_can_be_written_or_deleted_by_hand(client: Client):
    message = failed()

    addresses = [f"{LIST}new/", f"{LIST}edit/{message.pk}/", f"{LIST}delete/{message.pk}/"]

    assert [client.get(address).status_code for address in addresses] == [404] * 3
