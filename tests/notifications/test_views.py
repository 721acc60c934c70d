"""`/dev/outbox/`: mails to read in development, and nowhere else."""

import pytest
from django.test import Client

from notifications.models import OutboxMessage
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


@pytest.mark.usefixtures("_development")
def test_list_shows_mails_and_no_webhooks(client: Client):
    mail(subject="Your code")
    OutboxMessage.objects.create(
        kind="webhook", recipient="https://r.example.org", payload={}, endpoint=WebhookEndpointFactory()
    )

    text = client.get(LIST).content.decode()

    assert [word in text for word in ("Your code", "ada@example.org", "r.example.org")] == [True, True, False]


@pytest.mark.usefixtures("_development")
def test_empty_list_says_so(client: Client):
    assert "No mail yet." in client.get(LIST).content.decode()


@pytest.mark.usefixtures("_development")
def test_list_is_paged_and_costs_two_queries(client: Client, django_assert_max_num_queries):
    MailMessageFactory.create_batch(51)

    with django_assert_max_num_queries(2):
        text = client.get(LIST).content.decode()

    assert "Page 1 of 2" in text
    assert text.count('class="outbox-to"') == 50


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
