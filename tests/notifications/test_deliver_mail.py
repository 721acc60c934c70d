"""Mails on their way, with servers that misbehave."""

from datetime import timedelta

import pytest
from django.core import mail as outgoing
from django.utils import timezone as clock

from notifications.deliver_mail import deliver_mails
from notifications.models import OutboxMessage
from notifications.tasks import deliver_due
from tests.factories.notifications import MailMessageFactory
from tests.fakes.smtp import FakeSMTP
from tests.notifications.conftest import listening

pytestmark = pytest.mark.django_db


def state_of(message: OutboxMessage) -> tuple[str, int, str]:
    message.refresh_from_db()
    return message.state, message.attempts, message.last_error


def test_due_mail_is_sent_by_the_task_through_djangos_backend():
    message = MailMessageFactory(recipient="ada@example.org")

    deliver_due()

    assert [sent.to for sent in outgoing.outbox] == [["ada@example.org"]]
    assert state_of(message) == ("sent", 1, "")


def test_mails_go_over_one_connection(smtp: FakeSMTP):
    MailMessageFactory.create_batch(3)

    assert deliver_mails(seconds=5) == 3
    assert (smtp.connections, len(smtp.received)) == (1, 3)


def test_sent_mail_has_both_parts_and_the_headers_of_a_machine(smtp: FakeSMTP, settings):
    settings.BASE_URL = "https://events.example.org"
    message = MailMessageFactory()

    deliver_mails(seconds=5)

    [received] = smtp.received
    assert [part.get_content_type() for part in received.iter_parts()] == ["text/plain", "text/html"]
    assert received["Message-ID"] == f"<{message.public_id}@events.example.org>"
    assert received["Auto-Submitted"] == "auto-generated"


def test_refused_recipient_fails_for_good_and_the_next_mail_still_goes(smtp: FakeSMTP):
    smtp.behaviour = "refuse_recipient"
    message = MailMessageFactory()

    deliver_mails(seconds=5)

    assert state_of(message) == ("failed", 1, "SMTPRecipientsRefused 550")
    assert (message.outcome, message.outcome_detail) == ("bounced", "refused")
    smtp.behaviour = "accept"
    MailMessageFactory()
    assert deliver_mails(seconds=5) == 1
    assert len(smtp.received) == 1


def test_mail_whose_words_are_refused_is_final_and_no_bounce(smtp: FakeSMTP):
    smtp.behaviour = "refuse_words"
    message = MailMessageFactory()

    deliver_mails(seconds=5)

    assert state_of(message) == ("failed", 1, "SMTPDataError 554")
    assert message.outcome == ""


def test_room_that_cannot_take_the_news_of_a_bounce_stops_no_other_mail(
    smtp: FakeSMTP, caplog: pytest.LogCaptureFixture
):
    def refuse(**kwargs: object) -> None:
        raise LookupError("no ticket of ada@example.org")

    smtp.behaviour = "refuse_recipient"
    messages = MailMessageFactory.create_batch(2)
    with listening(refuse):
        assert deliver_mails(seconds=5) == 2

    assert [state_of(message)[0] for message in messages] == ["failed", "failed"]
    assert ["bounce_not_noted" in caplog.text, "ada@example.org" in caplog.text] == [True, False]


def test_temporary_refusal_is_tried_again_later(smtp: FakeSMTP):
    smtp.behaviour = "greylist"
    message = MailMessageFactory()

    deliver_mails(seconds=5)

    assert state_of(message) == ("retry", 1, "SMTPRecipientsRefused 451")
    assert message.next_try_at > clock.now() + timedelta(seconds=25)


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        ("busy", "SMTPConnectError 421"),
        ("refuse_us", "SMTPConnectError 554"),
        ("refuse_sender", "SMTPSenderRefused 553"),
        ("stall", "SMTPServerDisconnected"),
        ("drop_after_data", "SMTPServerDisconnected"),
    ],
)
def test_server_in_trouble_keeps_the_mail_and_leaves_the_rest_alone(smtp: FakeSMTP, behaviour: str, error: str):
    smtp.behaviour = behaviour
    first, second = MailMessageFactory(), MailMessageFactory()

    assert deliver_mails(seconds=5) == 1

    assert state_of(first) == ("retry", 1, error)
    assert state_of(second) == ("queued", 0, "")


def test_server_that_is_not_there_keeps_the_mail(settings, smtp: FakeSMTP):
    settings.EMAIL_PORT = 1
    message = MailMessageFactory()

    deliver_mails(seconds=5)

    assert state_of(message) == ("retry", 1, "ConnectionRefusedError")


def test_mail_dropped_after_its_data_is_sent_again_under_the_same_message_id(smtp: FakeSMTP):
    smtp.behaviour = "drop_after_data"
    MailMessageFactory()
    deliver_mails(seconds=5)
    smtp.behaviour = "accept"
    OutboxMessage.objects.update(next_try_at=clock.now())

    deliver_mails(seconds=5)

    first, second = smtp.received
    assert first["Message-ID"] == second["Message-ID"]
    assert OutboxMessage.objects.get().state == "sent"


def test_mail_is_given_up_after_its_last_attempt(smtp: FakeSMTP):
    smtp.behaviour = "greylist"
    message = MailMessageFactory(attempts=11)

    deliver_mails(seconds=5)

    assert state_of(message) == ("failed", 12, "given up after 12 attempts: SMTPRecipientsRefused 451")


def test_mail_whose_workers_were_always_lost_is_given_up(smtp: FakeSMTP):
    message = MailMessageFactory(state="sending", attempts=12, lease_until=clock.now() - timedelta(seconds=1))

    deliver_mails(seconds=5)

    assert state_of(message) == ("failed", 13, "given up: its worker was lost at every attempt")
    assert smtp.received == []


def test_mail_that_django_refuses_to_write_fails_and_does_not_stop_others(smtp: FakeSMTP):
    bad = MailMessageFactory()
    bad.payload["subject"] = "Hello\nBcc: everybody@example.org"
    bad.save()
    good = MailMessageFactory()

    deliver_mails(seconds=5)

    assert state_of(bad) == ("failed", 1, "cannot be written as a mail (BadHeaderError)")
    assert state_of(good) == ("sent", 1, "")
