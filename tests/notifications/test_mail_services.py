"""Mails through the APIs of mail services."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone as clock

from notifications.deliver_mail import deliver_mails
from notifications.mail_services import SERVICES
from notifications.mails import Attachment, as_email
from notifications.models import OutboxMessage
from tests.factories.notifications import MailMessageFactory
from tests.fakes.mail_services import DEAD, KEY, FakeMailServices

pytestmark = pytest.mark.django_db

each_service = pytest.mark.parametrize("name", SERVICES)


@pytest.fixture
def services(settings) -> Iterator[FakeMailServices]:
    with FakeMailServices() as fake:
        yield fake


@pytest.fixture
def use(settings, services: FakeMailServices) -> Callable[..., None]:
    """Send by the named service, with the right key or another."""

    def choose(name: str, *, key: str = KEY, **changes: Any) -> None:
        service = SERVICES[name]
        settings.MAIL_SERVICE, settings.EMAIL_BACKEND = name, service.backend
        settings.ANYMAIL = service.anymail_settings(key=key, url=services.url, secret="", signing_key="") | changes

    return choose


def deliver() -> OutboxMessage:
    OutboxMessage.objects.update(next_try_at=clock.now())
    deliver_mails(seconds=10)
    return OutboxMessage.objects.order_by("pk")[0]


@each_service
def test_mail_is_sent_with_both_parts_and_known_by_the_services_id(
    use: Callable[..., None], services: FakeMailServices, name: str
):
    use(name)
    queued = MailMessageFactory(recipient="ada@example.org")

    message = deliver()

    [sent] = services.sent
    assert (sent["to"], sent["text"], "<p>Plain words.</p>" in sent["html"]) == (
        "ada@example.org",
        "Plain words.\n",
        True,
    )
    assert sent["metadata"] == {"message": str(queued.public_id)}
    assert (message.state, message.service_id) == ("sent", sent["id"])


@each_service
def test_files_go_with_the_mail(use: Callable[..., None], services: FakeMailServices, name: str):
    from django.core.mail import get_connection  # the service is chosen by then

    use(name)
    file = Attachment("Ticket 4.pdf", "application/pdf", b"%PDF-1.7 ...")

    get_connection().send_messages([as_email(MailMessageFactory(), attachments=[file])])

    assert services.sent[0]["files"] == ["Ticket 4.pdf"]


@each_service
def test_wrong_key_is_ours_to_mend_so_the_mails_wait(use: Callable[..., None], services: FakeMailServices, name: str):
    use(name, key="key-wrong")
    MailMessageFactory.create_batch(2)

    message = deliver()

    assert (message.state, message.last_error) == ("retry", "the mail service answered 401")
    assert services.calls == 1
    use(name)
    deliver()
    assert len(services.sent) == 2


@each_service
@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        ("busy", "the mail service answered 429"),
        ("down", "the mail service answered 500"),
        ("drop", "no answer from the mail service (ConnectionError)"),
        ("stall", "no answer from the mail service (ReadTimeout)"),
    ],
)
def test_service_in_trouble_keeps_the_mail_and_leaves_the_rest_alone(
    use: Callable[..., None], services: FakeMailServices, name: str, behaviour: str, error: str
):
    use(name, REQUESTS_TIMEOUT=0.5)
    services.behaviour = behaviour
    MailMessageFactory.create_batch(2)

    message = deliver()

    assert (message.state, message.last_error, services.calls) == ("retry", error, 1)
    assert OutboxMessage.objects.filter(state="queued").count() == 1


def test_service_that_asks_for_a_second_gets_it_and_the_rest_goes(use: Callable[..., None], services: FakeMailServices):
    use("resend")
    services.behaviour, services.busy_times, services.retry_after = "busy", 1, "1"
    MailMessageFactory.create_batch(3)

    deliver()

    assert list(OutboxMessage.objects.order_by("pk").values_list("state", flat=True)) == ["retry", "sent", "sent"]


def test_service_that_asks_for_an_hour_is_left_alone(use: Callable[..., None], services: FakeMailServices):
    use("resend")
    services.behaviour, services.retry_after = "busy", "3600"
    MailMessageFactory.create_batch(2)

    deliver()

    assert services.calls == 1


def test_address_that_the_service_knows_to_be_dead_is_final(use: Callable[..., None]):
    use("postmark")
    MailMessageFactory(recipient=DEAD)

    message = deliver()

    assert (message.state, message.last_error) == ("failed", "the mail service refuses the address")
    assert (message.outcome, message.outcome_detail) == ("bounced", "refused")


def test_mail_that_the_service_calls_invalid_is_tried_again_and_stops_no_other(
    use: Callable[..., None], services: FakeMailServices
):
    """It may be our account that is at fault (a sender not yet verified), so nothing is lost at once."""
    use("resend")
    MailMessageFactory(recipient=DEAD)
    MailMessageFactory()

    message = deliver()

    assert (message.state, message.last_error) == ("retry", "the mail service answered 422")
    assert len(services.sent) == 1


def test_address_that_is_none_is_final_and_stops_no_other(use: Callable[..., None], services: FakeMailServices):
    use("resend")
    MailMessageFactory(recipient="Ada <ada>")
    MailMessageFactory()

    message = deliver()

    assert (message.state, message.last_error) == ("failed", "cannot be written as a mail (AnymailInvalidAddress)")
    assert len(services.sent) == 1


def test_retries_wait_as_for_any_other_transport(use: Callable[..., None], services: FakeMailServices):
    use("resend")
    services.behaviour = "down"
    MailMessageFactory()

    assert deliver().next_try_at > clock.now() + timedelta(seconds=25)


@each_service
def test_no_log_holds_key_address_or_words(
    use: Callable[..., None], services: FakeMailServices, name: str, caplog: pytest.LogCaptureFixture
):
    caplog.set_level("DEBUG")
    use(name)
    MailMessageFactory(recipient="ada@example.org")
    services.behaviour = "down"
    deliver()
    services.behaviour = "answer"
    deliver()

    assert [word for word in (KEY, "ada@example.org", "Plain words") if word in caplog.text] == []
