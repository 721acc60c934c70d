"""What Twilio says of short messages afterwards; attack 16, forged and repeated calls."""

import pytest
from django.test import Client

from notifications.models import OutboxMessage
from notifications.twilio import Twilio
from tests.fakes.twilio import ACCOUNT, SENDER, TOKEN, signed, status_call

pytestmark = pytest.mark.django_db

SITE = "https://events.example.org"


@pytest.fixture
def message(settings) -> OutboxMessage:
    settings.BASE_URL = SITE
    settings.TWILIO = Twilio(ACCOUNT, TOKEN, SENDER, user=ACCOUNT, password=TOKEN, url="https://api.twilio.com")
    payload = {"subject": "SMS", "text": "Hello"}
    return OutboxMessage.objects.create(kind="sms", recipient="+254711222333", payload=payload)


def fields_for(message: OutboxMessage, status: str, **more: str) -> dict[str, str]:
    return status_call({"Sid": "SM" + "1" * 32, "To": message.recipient}, status, **more)


def tell(message: OutboxMessage, fields: dict[str, str], *, signature: str | None = None, host: str = "") -> int:
    path = f"/hooks/sms/{message.public_id}"
    given = signed(SITE + path, fields) if signature is None else signature
    headers = {"X-Twilio-Signature": given} if given else {}
    return (
        Client(enforce_csrf_checks=True)
        .post(path, fields, headers=headers | ({"Host": host} if host else {}))
        .status_code
    )


def outcome_of(message: OutboxMessage) -> tuple[str, str]:
    message.refresh_from_db()
    return message.outcome, message.outcome_detail


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        ("delivered", "", ("delivered", "")),
        ("undelivered", "30003", ("bounced", "30003")),
        ("failed", "30007", ("bounced", "30007")),
        ("sent", "", ("", "")),
        ("queued", "", ("", "")),
        ("somethingnew", "", ("", "")),
    ],
)
def test_status_is_noted(message: OutboxMessage, status: str, code: str, outcome: tuple[str, str]):
    assert tell(message, fields_for(message, status, code=code)) == 204
    assert outcome_of(message) == outcome


def test_status_told_twice_or_late_changes_nothing(message: OutboxMessage):
    tell(message, fields_for(message, "undelivered", code="30003"))
    first = OutboxMessage.objects.get().outcome_at

    assert [tell(message, fields_for(message, status)) for status in ("undelivered", "delivered", "sent")] == [204] * 3
    assert outcome_of(message) == ("bounced", "30003")
    assert OutboxMessage.objects.get().outcome_at == first


def test_forged_calls_are_refused(message: OutboxMessage):
    fields = fields_for(message, "undelivered")
    address = f"{SITE}/hooks/sms/{message.public_id}"
    forged = [
        "",
        "nonsense",
        signed(address, fields, token="another"),
        signed(address, fields | {"MessageStatus": "delivered"}),
        signed(address.replace("https", "http"), fields),
        signed(f"{SITE}/hooks/sms/00000000-0000-0000-0000-000000000000", fields),
    ]

    assert [tell(message, fields, signature=signature) for signature in forged] == [403] * 6
    assert outcome_of(message) == ("", "")


def test_host_that_was_sent_does_not_matter(message: OutboxMessage, settings):
    settings.ALLOWED_HOSTS = ["*"]

    assert tell(message, fields_for(message, "delivered"), host="evil.example.org") == 204


def test_without_an_account_every_call_is_refused(message: OutboxMessage, settings):
    settings.TWILIO = None

    assert tell(message, fields_for(message, "delivered")) == 403


def test_message_that_is_not_there_is_nothing_to_do(message: OutboxMessage):
    fields = fields_for(message, "delivered")
    OutboxMessage.objects.all().delete()

    assert tell(message, fields) == 204


def test_only_posts_are_heard(message: OutboxMessage, client: Client):
    assert client.get(f"/hooks/sms/{message.public_id}").status_code == 405
