"""Short messages on their way, with a Twilio that refuses or is in trouble."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone as clock

from notifications import twilio
from notifications.actions import queue_sms
from notifications.deliver_sms import deliver_sms
from notifications.models import OutboxMessage
from notifications.sms import Sms
from notifications.tasks import deliver_due
from notifications.twilio import Twilio
from tests.fakes.twilio import ACCOUNT, KEY, SECRET, SENDER, SERVICE, TOKEN, FakeTwilio

pytestmark = pytest.mark.django_db

PHONE = "+254711222333"


@pytest.fixture
def service(settings) -> Iterator[FakeTwilio]:
    with FakeTwilio() as fake:
        settings.TWILIO = Twilio(ACCOUNT, TOKEN, SENDER, user=ACCOUNT, password=TOKEN, url=fake.url)
        yield fake


def queue(**values: object) -> None:
    queue_sms(Sms(**{"to": PHONE, "text": "123 456 is your code.", **values}))


def deliver() -> OutboxMessage:
    OutboxMessage.objects.update(next_try_at=clock.now())
    deliver_sms(seconds=5)
    return OutboxMessage.objects.latest("pk")


def test_message_is_sent_and_known_by_the_services_id(service: FakeTwilio):
    queue()

    deliver_due()

    message = OutboxMessage.objects.get()
    [sent] = service.sent
    assert (sent["To"], sent["From"], sent["Body"]) == (PHONE, SENDER, "123 456 is your code.")
    assert (message.state, message.service_id) == ("sent", sent["Sid"])
    assert [name for name in ("StatusCallback", "ValidityPeriod") if name in sent] == []


def test_site_on_the_internet_asks_to_be_told_what_became_of_it(service: FakeTwilio, settings):
    settings.BASE_URL = "https://events.example.org"
    queue()

    message = deliver()

    assert service.sent[0]["StatusCallback"] == f"https://events.example.org/hooks/sms/{message.public_id}"


def test_service_keeps_a_code_waiting_no_longer_than_it_works(service: FakeTwilio):
    queue(expires_at=clock.now() + timedelta(minutes=5))
    queue(expires_at=clock.now() + timedelta(seconds=2))
    queue(expires_at=clock.now() + timedelta(days=2))

    deliver()

    first, second, third = [int(sent["ValidityPeriod"]) for sent in service.sent]
    assert 290 <= first <= 300
    assert (second, third) == (5, 36_000)


def test_messaging_service_and_api_key_are_used_where_they_are_given(service: FakeTwilio, settings):
    settings.TWILIO = replace(settings.TWILIO, sender=SERVICE, user=KEY, password=SECRET)
    queue()

    assert deliver().state == "sent"
    assert service.sent[0]["MessagingServiceSid"] == SERVICE
    assert "From" not in service.sent[0]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("+15005550001", 21211),
        ("+15005550002", 21612),
        ("+15005550003", 21408),
        ("+15005550004", 21610),
        ("+15005550009", 21614),
        ("0711222333", 21211),
    ],
)
def test_number_that_is_refused_is_final_and_the_next_message_still_goes(service: FakeTwilio, number: str, code: int):
    queue(to=number)
    queue()

    deliver()

    refused, good = OutboxMessage.objects.order_by("pk")
    assert (refused.state, refused.attempts, refused.last_error) == (
        "failed",
        1,
        f"Twilio answered 400, error {code}",
    )
    assert good.state == "sent"


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        ("busy", "Twilio answered 429, error 20429"),
        ("down", "Twilio answered 503, error 20503"),
        ("garbage", "Twilio answered 502"),
        ("drop", "RemoteProtocolError"),
    ],
)
def test_service_in_trouble_keeps_the_message_and_leaves_the_rest_alone(
    service: FakeTwilio, behaviour: str, error: str
):
    service.behaviour = behaviour
    queue()
    queue()

    deliver()

    first, second = OutboxMessage.objects.order_by("pk")
    assert (first.state, first.last_error, second.state, service.calls) == ("retry", error, "queued", 1)
    service.behaviour = "answer"
    deliver()
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {"sent"}


def test_service_that_stalls_is_cut_off(service: FakeTwilio, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(twilio, "SECONDS", 0.3)
    service.behaviour = "stall"
    queue()

    assert (deliver().state, deliver().last_error) == ("retry", "ReadTimeout")


def test_wrong_credentials_are_ours_to_mend_so_the_message_waits(service: FakeTwilio, settings):
    settings.TWILIO = replace(settings.TWILIO, password="wrong")
    queue()

    assert (deliver().state, deliver().last_error) == ("retry", "Twilio answered 401, error 20003")


def test_service_that_asks_for_patience_gets_it_up_to_a_cap(service: FakeTwilio):
    service.behaviour, service.retry_after = "busy", 120
    queue()
    assert timedelta(seconds=110) < deliver().next_try_at - clock.now() <= timedelta(seconds=120)

    service.retry_after = 86_400
    assert timedelta(minutes=9) < deliver().next_try_at - clock.now() <= timedelta(minutes=10)


def test_message_is_given_up_after_its_last_attempt(service: FakeTwilio):
    service.behaviour = "down"
    queue()
    OutboxMessage.objects.update(attempts=8)

    message = deliver()

    assert (message.state, message.last_error) == (
        "failed",
        "given up after 9 attempts: Twilio answered 503, error 20503",
    )


def test_message_that_killed_all_its_workers_is_given_up(service: FakeTwilio):
    queue()
    OutboxMessage.objects.update(state="sending", attempts=9, lease_until=clock.now() - timedelta(seconds=1))

    assert (deliver().last_error, service.calls) == ("given up: its worker was lost at every attempt", 0)


def test_expired_code_is_not_sent(service: FakeTwilio):
    queue(expires_at=clock.now())

    assert (deliver().state, service.calls) == ("failed", 0)


@pytest.mark.parametrize(("debug", "state"), [(True, "sent"), (False, "failed")])
def test_without_a_service_messages_are_read_in_development_and_fail_elsewhere(settings, debug: bool, state: str):
    settings.DEBUG = debug
    queue()

    assert deliver().state == state


def test_secret_is_forgotten_when_sent_and_no_log_holds_it(
    service: FakeTwilio, settings, caplog: pytest.LogCaptureFixture
):
    caplog.set_level("DEBUG")
    settings.DEBUG = False
    service.behaviour = "down"
    queue(is_secret=True)
    assert deliver().payload["text"] == "123 456 is your code."
    service.behaviour = "answer"

    assert deliver().payload["text"] == ""
    hidden = ("123 456", PHONE, TOKEN)
    assert [word for word in hidden if word in caplog.text] == []
    assert TOKEN not in repr(settings.TWILIO)
