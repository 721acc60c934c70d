"""What mail services tell of mails afterwards; attack 16, forged and repeated calls."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client

from notifications.checks import bounces_are_heard
from notifications.mail_services import SERVICES
from notifications.models import OutboxMessage
from tests.factories.notifications import MailMessageFactory
from tests.notifications.conftest import listening

pytestmark = pytest.mark.django_db

SECRET, SIGNING_KEY = "foyer:a-secret-of-its-own-1234", "mailgun-signing-key"
HOOK = "/hooks/mail"


def resend(kind: str, message: OutboxMessage) -> dict[str, Any]:
    headers = [{"name": "X-Metadata", "value": json.dumps({"message": str(message.public_id)})}]
    data: dict[str, Any] = {"email_id": "re_1", "to": [message.recipient], "subject": "Hello", "headers": headers}
    if kind == "bounced":
        data["bounce"] = {"type": "Permanent", "message": "The provider sent a hard bounce message."}
    return {"type": f"email.{kind}", "created_at": "2026-11-21T09:00:00.000Z", "data": data}


def postmark(kind: str, message: OutboxMessage) -> dict[str, Any]:
    metadata = {"message": str(message.public_id)}
    if kind == "delivered":
        about = {"RecordType": "Delivery", "Recipient": message.recipient, "DeliveredAt": "2026-11-21T09:00:00Z"}
    else:
        sort = {"bounced": ("Bounce", "HardBounce"), "complained": ("SpamComplaint", "SpamComplaint")}[kind]
        about = {
            "RecordType": sort[0],
            "Type": sort[1],
            "Email": message.recipient,
            "BouncedAt": "2026-11-21T09:00:00Z",
        }
        about |= {"ID": 42, "Description": f"smtp;550 no such user {message.recipient}"}
    return about | {"MessageID": "pm-1", "Metadata": metadata, "Tag": ""}


def brevo(kind: str, message: OutboxMessage) -> dict[str, Any]:
    events = {"delivered": "delivered", "bounced": "hard_bounce", "complained": "spam"}
    custom = json.dumps({"message": str(message.public_id)})
    return {"event": events[kind], "email": message.recipient, "message-id": "<br-1>", "ts_epoch": 1795251600000,
            "X-Mailin-custom": custom, "reason": f"550 {message.recipient} unknown"}  # fmt: skip


def mailgun(kind: str, message: OutboxMessage) -> dict[str, Any]:
    event = {"delivered": "delivered", "bounced": "failed", "complained": "complained"}[kind]
    data = {
        "event": event,
        "severity": "permanent",
        "reason": "bounce",
        "timestamp": 1795251600.0,
        "recipient": message.recipient,
        "message": {"headers": {"message-id": "mg-1@example.org"}},
        "user-variables": {"message": str(message.public_id)},
    }
    return {"signature": mailgun_signature(SIGNING_KEY), "event-data": data}


def mailgun_signature(key: str) -> dict[str, str]:
    timestamp, token = "1795251600", "t" * 50
    made = hmac.new(key.encode(), f"{timestamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {"timestamp": timestamp, "token": token, "signature": made}


EVENTS = {"brevo": brevo, "mailgun": mailgun, "postmark": postmark, "resend": resend}
each_service = pytest.mark.parametrize("name", SERVICES)


def use(settings: Any, name: str, *, secret: str = SECRET) -> None:
    settings.MAIL_SERVICE = name
    given = {"key": "k", "url": "", "secret": secret, "signing_key": SIGNING_KEY}
    settings.ANYMAIL = SERVICES[name].anymail_settings(**given)


def tell(event: dict[str, Any], *, secret: str = SECRET) -> int:
    headers = {"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()} if secret else {}
    client = Client(enforce_csrf_checks=True)
    return client.post(HOOK, event, content_type="application/json", headers=headers).status_code


def outcome_of(message: OutboxMessage) -> str:
    message.refresh_from_db()
    return message.outcome


@pytest.fixture
def heard() -> Iterator[list[tuple[str, str, OutboxMessage]]]:
    """Address, kind and message of everything that rooms were told."""
    news: list[tuple[str, str, OutboxMessage]] = []

    def remember(address: str, kind: str, message: OutboxMessage, **kwargs: object) -> None:
        news.append((address, kind, message))

    with listening(remember):
        yield news


@each_service
@pytest.mark.parametrize("kind", ["delivered", "bounced", "complained"])
def test_event_marks_its_message_and_rooms_hear_of_bad_ones(settings, heard: list, name: str, kind: str):
    use(settings, name)
    message = MailMessageFactory(state="sent", sent_at="2026-11-21T09:00:00Z", recipient="ada@example.org")

    assert tell(EVENTS[name](kind, message)) == 200

    assert outcome_of(message) == kind
    assert heard == ([] if kind == "delivered" else [("ada@example.org", kind, message)])


@each_service
def test_event_told_twice_and_out_of_order_is_heard_once(settings, heard: list, name: str):
    use(settings, name)
    message = MailMessageFactory()

    assert [tell(EVENTS[name](kind, message)) for kind in ("bounced", "bounced", "delivered")] == [200] * 3

    assert (outcome_of(message), [kind for _, kind, _ in heard]) == ("bounced", ["bounced"])


@each_service
def test_forged_event_is_refused_and_changes_nothing(settings, heard: list, name: str):
    use(settings, name)
    message = MailMessageFactory()

    statuses = [
        tell(EVENTS[name]("bounced", message), secret=secret)
        for secret in ("", "foyer:", ":", "foyer:wrong-secret-of-its-own", SECRET + "x", SECRET.upper())
    ]

    assert (statuses, outcome_of(message), heard) == ([400] * 6, "", [])


def test_event_of_mailgun_needs_its_signature_besides(settings, heard: list):
    use(settings, "mailgun")
    message = MailMessageFactory()
    event = mailgun("bounced", message)

    statuses = [
        tell(event | {"signature": mailgun_signature("another")}),
        tell({"event-data": event["event-data"]}),
        tell(event | {"signature": event["signature"] | {"timestamp": "1795251601"}}),
    ]

    assert (statuses, outcome_of(message), heard) == ([400] * 3, "", [])


def test_event_that_does_not_say_our_id_is_known_by_the_services(settings, heard: list):
    use(settings, "postmark")
    message = MailMessageFactory(service_id="pm-1")

    assert tell(postmark("bounced", message) | {"Metadata": {}}) == 200

    assert outcome_of(message) == "bounced"


@pytest.mark.parametrize("metadata", [{}, {"message": "nonsense"}, {"message": "00000000-0000-0000-0000-000000000000"}])
def test_event_of_a_mail_that_is_not_ours_is_nobodys(settings, heard: list, metadata: dict[str, str]):
    use(settings, "postmark")
    message = MailMessageFactory()

    assert tell(postmark("bounced", message) | {"Metadata": metadata, "MessageID": "other"}) == 200

    assert (outcome_of(message), heard) == ("", [])


def test_short_message_cannot_be_marked_by_a_mail_event(settings):
    use(settings, "postmark")
    payload = {"subject": "SMS", "text": "Hello"}
    message = OutboxMessage.objects.create(kind="sms", recipient="+254711222333", payload=payload)

    assert tell(postmark("bounced", message)) == 200

    assert outcome_of(message) == ""


def test_room_that_cannot_take_the_news_makes_the_service_tell_it_again(settings, heard: list):
    use(settings, "postmark")
    message = MailMessageFactory()
    client = Client(raise_request_exception=False)
    headers = {"Authorization": "Basic " + base64.b64encode(SECRET.encode()).decode()}

    def refuse(**kwargs: object) -> None:
        raise LookupError

    def call() -> int:
        event = postmark("bounced", message)
        return client.post(HOOK, event, content_type="application/json", headers=headers).status_code

    with listening(refuse):
        assert (call(), outcome_of(message)) == (500, "")
    assert (call(), outcome_of(message)) == (200, "bounced")


@pytest.mark.parametrize(("name", "secret"), [("", SECRET), ("postmark", "")])
def test_without_service_or_secret_nothing_is_there(settings, name: str, secret: str):
    use(settings, name or "postmark", secret=secret)
    settings.MAIL_SERVICE = name

    assert tell(postmark("bounced", MailMessageFactory()), secret=SECRET) == 404


def test_deployment_check_wants_bounces_to_be_heard(settings):
    use(settings, "postmark", secret="")
    with pytest.raises(SystemCheckError, match=r"foyer\.W001"):
        call_command("check", "--deploy", "--fail-level", "WARNING", "--tag", "security")

    use(settings, "postmark")
    assert bounces_are_heard() == []


def test_log_of_a_refused_event_holds_no_secret(settings, caplog: pytest.LogCaptureFixture):
    caplog.set_level("DEBUG")
    use(settings, "postmark")
    tell(postmark("bounced", MailMessageFactory(recipient="ada@example.org")), secret="foyer:guess-guess-guess")

    assert [word for word in (SECRET, "guess-guess", "ada@example.org") if word in caplog.text] == []
