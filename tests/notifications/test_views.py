"""`/dev/outbox/`: mails to read in development, and nowhere else."""

from collections.abc import Callable

import pytest
from django.test import Client

from notifications.models import OutboxMessage, WebhookDelivery
from tests.factories.notifications import MailMessageFactory, WebhookEndpointFactory

pytestmark = pytest.mark.django_db

LIST = "/dev/outbox/"


@pytest.fixture
def _development(settings) -> None:
    settings.DEBUG = True


def mail(**payload: str) -> OutboxMessage:
    message = MailMessageFactory(recipient="ada@example.org")
    message.payload.update(payload)
    message.save()
    return message


def pages_of(message: OutboxMessage) -> list[str]:
    return [LIST, f"{LIST}{message.public_id}/", f"{LIST}{message.public_id}/html"]


def test_outside_development_nothing_is_there(client: Client):
    statuses = [client.get(address).status_code for address in pages_of(mail(subject="Secret"))]

    assert statuses == [404] * 3


@pytest.fixture
def webhook() -> OutboxMessage:
    payload = {"type": "order.paid", "data": {"order": {"id": "7"}}}
    endpoint = WebhookEndpointFactory()
    return OutboxMessage.objects.create(
        kind="webhook", recipient="https://r.example.org", payload=payload, endpoint=endpoint
    )


@pytest.fixture
def sms() -> OutboxMessage:
    payload = {"subject": "SMS", "text": "123 456 is your code."}
    return OutboxMessage.objects.create(
        kind="sms", recipient="+254711222333", payload=payload, state="failed", last_error="no service"
    )


@pytest.fixture
def shown(client: Client, webhook: OutboxMessage, sms: OutboxMessage) -> Callable[..., list[str]]:
    """Which of three messages the list shows under a filter: a mail, a short message, a webhook."""
    mail(subject="Your tickets")
    names = {"Your tickets": "mail", "123 456": "sms", "order.paid": "webhook"}

    def look(**wanted: str) -> list[str]:
        text = client.get(LIST, wanted).content.decode()
        return [name for words, name in names.items() if words in text]

    return look


@pytest.mark.usefixtures("_development")
@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["mail", "sms", "webhook"]),
        ({"kind": "mail"}, ["mail"]),
        ({"kind": "sms"}, ["sms"]),
        ({"kind": "webhook"}, ["webhook"]),
        ({"state": "failed"}, ["sms"]),
        ({"state": "queued", "kind": "webhook"}, ["webhook"]),
        ({"q": "TICKETS"}, ["mail"]),
        ({"q": "ada@"}, ["mail"]),
        ({"q": "+254711"}, ["sms"]),
        ({"q": "order."}, ["webhook"]),
        ({"q": "nothing like it"}, []),
        ({"kind": "pigeon"}, []),
    ],
)
def test_list_shows_what_is_asked_for(shown: Callable[..., list[str]], wanted: dict[str, str], found: list[str]):
    assert shown(**wanted) == found


@pytest.mark.usefixtures("_development")
def test_list_counts_each_kind(shown: Callable[..., list[str]], client: Client):
    text = client.get(LIST, {"kind": "sms", "q": "code"}).content.decode()

    assert [words in text for words in ("All 3", "Mail 1", "SMS 1", "Webhooks 1")] == [True] * 4
    assert 'href="?kind=mail&amp;q=code"' in text


@pytest.mark.usefixtures("_development")
def test_search_bears_any_text(client: Client):
    assert client.get(LIST, {"q": "\0%_\\'\"<script>", "page": "x"}).status_code == 200


@pytest.mark.usefixtures("_development")
def test_empty_list_says_so(client: Client):
    assert "Nothing was sent yet." in client.get(LIST).content.decode()
    assert "Nothing like that." in client.get(LIST, {"q": "x"}).content.decode()


@pytest.mark.usefixtures("_development")
def test_list_is_paged_and_costs_three_queries(client: Client, django_assert_max_num_queries):
    MailMessageFactory.create_batch(51)

    with django_assert_max_num_queries(3):
        text = client.get(LIST, {"kind": "mail"}).content.decode()

    assert "Page 1 of 2" in text
    assert 'href="?kind=mail&amp;page=2"' in text
    assert text.count('class="outbox-to"') == 50


@pytest.mark.usefixtures("_development")
def test_short_message_is_shown_with_its_words(client: Client, sms: OutboxMessage):
    text = client.get(f"{LIST}{sms.public_id}/").content.decode()

    assert ["123 456 is your code." in text, "no service" in text, "<iframe" in text] == [True, True, False]
    assert client.get(f"{LIST}{sms.public_id}/html").status_code == 404


@pytest.mark.usefixtures("_development")
def test_webhook_is_shown_with_its_body_and_attempts(client: Client, webhook: OutboxMessage):
    WebhookDelivery.objects.create(
        message=webhook, endpoint=webhook.endpoint, succeeded=False, duration_ms=12, error="answered 500"
    )

    text = client.get(f"{LIST}{webhook.public_id}/").content.decode()

    assert ["&quot;id&quot;: &quot;7&quot;" in text, "answered 500" in text, "12 ms" in text] == [True] * 3


@pytest.mark.usefixtures("_development")
def test_mail_that_is_not_built_yet_says_so(client: Client):
    message = MailMessageFactory(payload={"build": "ticketing.order_paid", "context": {"order": 1}})

    text = client.get(f"{LIST}{message.public_id}/").content.decode()

    assert ["Not built yet." in text, "ticketing.order_paid" in text] == [True, True]


@pytest.mark.usefixtures("_development")
def test_mail_is_shown_with_its_text_and_its_html_in_a_sandboxed_frame(client: Client):
    message = mail(text="Open http://127.0.0.1:8000/x now\n<script>alert(1)</script>", html="<head></head><b>Hi</b>")

    text = client.get(f"{LIST}{message.public_id}/").content.decode()
    html = client.get(f"{LIST}{message.public_id}/html")

    assert '<a href="http://127.0.0.1:8000/x"' in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert f'<iframe class="outbox-frame" src="{LIST}{message.public_id}/html"' in text
    assert html.content.decode() == '<head><base target="_top"></head><b>Hi</b>'
    assert html["Content-Security-Policy"].startswith("sandbox allow-popups")
    assert "script-src" not in html["Content-Security-Policy"]
    assert "default-src 'none'" in html["Content-Security-Policy"]


@pytest.mark.usefixtures("_development")
def test_pages_are_kept_by_nobody(client: Client):
    assert {client.get(address)["Cache-Control"] for address in pages_of(mail())} == {"no-store"}
