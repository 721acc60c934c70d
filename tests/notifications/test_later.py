"""Mails that are built when they are delivered."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from django.core import mail as outgoing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone as clock

from notifications import mail_kinds
from notifications.actions import queue_later, queue_mail, queue_many_later
from notifications.deliver_mail import deliver_mails
from notifications.mail_kinds import Later, register_mail
from notifications.mails import Attachment, Mail
from notifications.models import OutboxMessage
from notifications.theme import MailTheme
from tests.fakes.smtp import FakeSMTP

pytestmark = pytest.mark.django_db

TICKET = Attachment("Ticket 4.pdf", "application/pdf", b"%PDF-1.7 ...")


@dataclass
class Shop:
    """What the mails of kind `test.ticket` are about; `mail` is what the build answers, or raises."""

    mail: Mail | Exception | None
    asked: list[Mapping[str, Any]] = field(default_factory=list)

    def build(self, context: Mapping[str, Any]) -> Mail | None:
        self.asked.append(context)
        if isinstance(self.mail, Exception):
            raise self.mail
        return self.mail


@pytest.fixture
def shop() -> Iterator[Shop]:
    message = {"name": "Ada", "email": "ada@example.org", "subject": "Hi", "text": "Two seats"}
    shop = Shop(
        Mail(
            to="ada@example.org",
            subject="Your tickets",
            template="site_pages/mail/contact_message",
            theme=MailTheme(),
            context={"message": message, "inbox_url": "http://127.0.0.1:8000/cms/"},
            attachments=(TICKET,),
        )
    )
    register_mail("test.ticket", shop.build)
    yield shop
    del mail_kinds._builds["test.ticket"]


def queue(**values: Any) -> None:
    queue_later("test.ticket", **{"to": "ada@example.org", "context": {"ticket": 4}, **values})


def deliver() -> OutboxMessage:
    OutboxMessage.objects.update(next_try_at=clock.now())
    deliver_mails(seconds=5)
    return OutboxMessage.objects.get()


def test_mail_is_built_by_the_worker_and_not_when_it_is_queued(shop: Shop):
    queue()

    assert shop.asked == []
    assert OutboxMessage.objects.get().payload == {"build": "test.ticket", "context": {"ticket": 4}}
    assert deliver().state == "sent"
    assert shop.asked == [{"ticket": 4}]


def test_mail_is_sent_with_its_files(shop: Shop, smtp: FakeSMTP):
    queue()

    deliver()

    [received] = smtp.received
    [file] = received.iter_attachments()
    assert (file.get_filename(), file.get_content_type(), file.get_content()) == (
        "Ticket 4.pdf",
        "application/pdf",
        b"%PDF-1.7 ...",
    )


def test_words_are_kept_and_files_are_not(shop: Shop):
    queue()

    payload = deliver().payload

    assert (payload["subject"], "Two seats" in payload["text"], "Two seats" in payload["html"]) == (
        "Your tickets",
        True,
        True,
    )
    assert payload["attachments"] == [{"filename": "Ticket 4.pdf", "mime_type": "application/pdf", "size": 12}]


@pytest.mark.parametrize("behaviour", ["accept", "greylist", "refuse_recipient"])
def test_words_of_a_secret_are_kept_at_no_attempt(shop: Shop, smtp: FakeSMTP, settings, behaviour: str):
    settings.DEBUG = False
    smtp.behaviour = behaviour
    shop.mail = replace(shop.mail, is_secret=True)
    queue()

    payload = deliver().payload

    assert (payload["subject"], payload["text"], payload["html"]) == ("Your tickets", "", "")


def test_mail_that_is_tried_again_is_built_again_from_what_is_true_then(shop: Shop, smtp: FakeSMTP):
    smtp.behaviour = "greylist"
    queue()
    assert deliver().state == "retry"
    smtp.behaviour = "accept"
    shop.mail = replace(shop.mail, to="grace@example.org", subject="Your ticket", attachments=())

    message = deliver()

    assert (message.state, message.recipient, smtp.recipients) == ("sent", "grace@example.org", ["grace@example.org"])
    assert [received["Subject"] for received in smtp.received] == ["Your ticket"]
    assert "attachments" not in message.payload


def test_mail_that_is_not_wanted_any_more_is_settled_and_not_sent(shop: Shop):
    shop.mail = None
    queue()

    message = deliver()

    assert (message.state, message.last_error, message.attempts) == ("unwanted", "", 1)
    assert outgoing.outbox == []


def test_build_that_raises_is_tried_again_and_the_next_mail_still_goes(shop: Shop, caplog: pytest.LogCaptureFixture):
    shop.mail, good = LookupError("Two seats for ada@example.org"), shop.mail
    queue()

    message = deliver()

    assert (message.state, message.last_error) == ("retry", "cannot be built (LookupError)")
    assert message.next_try_at > clock.now()
    assert ["Two seats" in caplog.text, "ada@example.org" in caplog.text] == [False, False]
    assert ["mail_not_built" in caplog.text, "test_later.py:" in caplog.text] == [True, True]
    shop.mail = good
    assert (deliver().state, deliver().last_error) == ("sent", "")


def test_build_that_always_raises_is_given_up(shop: Shop):
    shop.mail = LookupError("gone")
    queue()
    OutboxMessage.objects.update(attempts=11)

    message = deliver()

    assert (message.state, message.last_error) == (
        "failed",
        "given up after 12 attempts: cannot be built (LookupError)",
    )


def test_mail_whose_kind_this_worker_does_not_know_yet_waits(shop: Shop):
    """During a deployment a former worker may meet a row of a newer web process."""
    queue()
    OutboxMessage.objects.update(payload={"build": "test.newer", "context": {}})

    message = deliver()

    assert (message.state, message.last_error) == ("retry", "cannot be built (KeyError)")


def test_expired_mail_is_not_even_built(shop: Shop):
    queue(expires_at=clock.now())

    message = deliver()

    assert (message.state, shop.asked) == ("failed", [])


def test_many_mails_are_queued_in_one_statement_and_each_once(shop: Shop):
    items = [Later(f"guest{number}@example.org", {"ticket": number}, f"ticket:{number}") for number in range(50)]
    queue_many_later("test.ticket", items[:3])

    with CaptureQueriesContext(
        connection,
    ) as queries:
        queue_many_later("test.ticket", items)

    inserts = [query["sql"] for query in queries if query["sql"].startswith("INSERT")]
    assert len(inserts) == 1
    assert OutboxMessage.objects.count() == 50
    assert shop.asked == []


def test_unknown_kind_is_refused_when_it_is_queued():
    with pytest.raises(ValueError, match="nobody builds the mail"):
        queue_later("test.nothing", to="ada@example.org", context={})


def test_kind_has_one_builder(shop: Shop):
    register_mail("test.ticket", shop.build)

    with pytest.raises(ValueError, match="two functions build the mail"):
        register_mail("test.ticket", Shop(None).build)


def test_mail_rendered_at_once_cannot_have_files(shop: Shop):
    with pytest.raises(ValueError, match="queue_later"):
        queue_mail(shop.mail)


@pytest.fixture
def open_file(client: Client, settings) -> Callable[[OutboxMessage, int], Any]:
    settings.DEBUG = True
    return lambda message, number: client.get(f"/dev/outbox/{message.public_id}/files/{number}")


def test_file_is_opened_in_the_outbox_built_anew(shop: Shop, open_file, client: Client):
    queue()
    message = deliver()

    answer = open_file(message, 0)

    assert (b"".join(answer.streaming_content), answer["Content-Type"]) == (TICKET.content, "application/pdf")
    assert answer["Content-Disposition"] == 'inline; filename="Ticket 4.pdf"'
    assert f"/dev/outbox/{message.public_id}/files/0" in client.get(f"/dev/outbox/{message.public_id}/").text
    assert open_file(message, 1).status_code == 404
    shop.mail = None
    assert open_file(message, 0).status_code == 404


def test_file_is_not_there_outside_development(shop: Shop, open_file, settings):
    queue()
    message = deliver()
    settings.DEBUG = False

    assert open_file(message, 0).status_code == 404
