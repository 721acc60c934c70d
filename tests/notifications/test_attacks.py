"""What hostile words do to a mail: nothing (attack 21); and messages sent again by somebody else (attack 16)."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from notifications import mail_kinds
from notifications.actions import queue_later, queue_mail, queue_webhooks
from notifications.deliver_mail import deliver_mails
from notifications.deliver_webhooks import deliver_webhooks
from notifications.mail_kinds import register_mail
from notifications.mails import Attachment, Mail, named_address
from notifications.models import OutboxMessage, WebhookEndpoint
from notifications.signing import secret_for
from notifications.theme import MailTheme
from tests.fakes.smtp import FakeSMTP
from tests.fakes.webhook_receiver import WebhookReceiver, is_genuine

pytestmark = pytest.mark.django_db

HOSTILE = [
    "Ada\r\nBcc: victim@example.org",
    "Ada\nContent-Type: text/html\n\n<script>alert(1)</script>",
    "Ada\rBcc: victim@example.org",
    "Ada\u2028Bcc: victim@example.org",
    "Ada\u0085Bcc: victim@example.org",
    "Ada\x0b\x0cBcc: victim@example.org",
    "=?utf-8?q?Ada=0D=0ABcc:_victim=40example.org?=",
    '"Ada" <victim@example.org>, other@example.org',
    "Ada\x00Bcc: victim@example.org",
    "</style><script>alert(1)</script><img src=x onerror=alert(1)>",
    "\r\n.\r\nMAIL FROM:<victim@example.org>",
]
HEADERS = {
    "Content-Type",
    "MIME-Version",
    "Subject",
    "From",
    "To",
    "Reply-To",
    "Date",
    "Message-ID",
    "Auto-Submitted",
}
each_word = pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))


def hostile_mail(words: str, **values: object) -> Mail:
    message = {"name": words, "email": "ada@example.org", "subject": words, "text": words}
    given = {
        "to": "owner@example.org",
        "subject": words,
        "template": "site_pages/mail/contact_message",
        "theme": MailTheme(name=words),
        "context": {"message": message, "inbox_url": "https://events.example.org/cms/"},
        "reply_to": named_address(words, "ada@example.org"),
    }
    return Mail(**given | values)


@each_word
def test_hostile_words_reach_no_header_and_nobody_else(smtp: FakeSMTP, words: str):
    queue_mail(hostile_mail(words))

    deliver_mails(seconds=5)

    [received] = smtp.received
    assert smtp.recipients == ["owner@example.org"]
    assert set(received.keys()) == HEADERS
    assert [str(part.get_content_type()) for part in received.iter_parts()] == ["text/plain", "text/html"]
    assert [address.addr_spec for address in received["Reply-To"].addresses] == ["ada@example.org"]
    assert [address.addr_spec for address in received["From"].addresses] == ["foyer@localhost"]


@each_word
def test_hostile_words_are_no_markup(words: str):
    queue_mail(hostile_mail(words))

    html = OutboxMessage.objects.get().payload["html"].lower()

    assert [mark for mark in ("<script", "<img", "</style><") if mark in html] == []


@pytest.fixture
def hostile_file(request: pytest.FixtureRequest) -> Iterator[str]:
    """A mail to build whose file has the hostile name."""
    file = Attachment(request.param, "application/pdf", b"%PDF-1.7 ...")

    def build(context: Mapping[str, Any]) -> Mail:
        return hostile_mail("Ada", attachments=(file,))

    register_mail("attack.file", build)
    yield request.param
    del mail_kinds._builds["attack.file"]


@pytest.mark.parametrize("hostile_file", HOSTILE, indirect=True, ids=range(len(HOSTILE)))
def test_hostile_name_of_a_file_adds_no_header(smtp: FakeSMTP, hostile_file: str):
    queue_later("attack.file", to="owner@example.org", context={})

    deliver_mails(seconds=5)

    [received] = smtp.received
    [file] = received.iter_attachments()
    own = {"Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Content-Disposition"}
    assert set(file.keys()) <= own
    assert (file.get_content(), smtp.recipients) == (b"%PDF-1.7 ...", ["owner@example.org"])


@pytest.mark.parametrize("address", ["a@example.org\r\nBcc: victim@example.org", "a@example.org>\r\nRCPT TO:<v@x.org"])
def test_hostile_address_is_not_written_to(smtp: FakeSMTP, address: str):
    queue_mail(hostile_mail("Ada", to=address))

    deliver_mails(seconds=5)

    assert (smtp.received, smtp.recipients) == ([], [])
    assert OutboxMessage.objects.get().last_error == "cannot be written as a mail (ValueError)"


def test_webhook_that_somebody_sends_again_is_too_old_for_its_receiver(
    endpoint: WebhookEndpoint, receiver: WebhookReceiver
):
    queue_webhooks("event.updated", event_id=None, data={"slug": "tidewater"})
    deliver_webhooks(seconds=5)

    [received] = receiver.received
    secret, stamp = secret_for(endpoint.nonce), int(received.headers["webhook-timestamp"])
    old = received.headers | {"webhook-timestamp": str(stamp - 301)}
    other = received.headers | {"webhook-id": "another"}
    assert [is_genuine(secret, headers, received.body) for headers in (received.headers, old, other)] == [
        True,
        False,
        False,
    ]
