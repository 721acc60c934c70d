"""The lines to the payment provider and to the mail server break: bounded, made good later, nothing lost or twice."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone as clock

from notifications.deliver_mail import deliver_mails
from notifications.models import OutboxMessage
from payments.providers import http
from tests.factories.notifications import MailMessageFactory
from tests.fakes.fault_proxy import FaultProxy, Mode
from tests.fakes.smtp import FakeSMTP
from tests.payments.benches import OVER_HTTP
from tests.races.books import GIVEN_BACK, NOT_PAID, PAID
from tests.races.crowd import all_at_once
from tests.races.purchase import DAYS, HOURS, MINUTES, SECONDS, Town, town_of

pytestmark = [pytest.mark.failure, pytest.mark.django_db(transaction=True)]
FAULTS = [(Mode.RESET, 0), (Mode.STALL, 0), (Mode.TRUNCATE, 0), (Mode.DELAY, 1)]
LONGEST_SECONDS = 30
Line = tuple[Town, FaultProxy]


@pytest.fixture(params=OVER_HTTP)
def line(request: pytest.FixtureRequest, settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    """A town whose provider is reached through the proxy, by somebody who waits for a moment only."""
    monkeypatch.setattr(http, "SECONDS", 0.3)
    monkeypatch.setattr(http, "PAUSES", (0.0, 0.0))
    with town_of(request.param, settings=settings, monkeypatch=monkeypatch) as town:
        host, port = town.bench.fake.server.server_address[:2]
        with FaultProxy((str(host), port)) as proxy:
            settings.PAYMENTS = town.bench.config_at(f"http://127.0.0.1:{proxy.port}")
            yield town, proxy
            proxy.set(Mode.PASS)


@pytest.mark.parametrize(("mode", "seconds"), FAULTS)
def test_provider_that_cannot_be_reached_costs_time_and_nothing_else(line: Line, mode: Mode, seconds: float):
    town, proxy = line
    leaving, trying_again = town.new_basket(), town.new_basket()
    returning, refunded = town.paid_at_provider(), town.refund_waiting()
    for life in (leaving, trying_again):
        life.order_only()

    proxy.set(mode, seconds=seconds)
    acts = [leaving.start_to_pay, trying_again.start_to_pay, returning.come_back, refunded.send_refund]
    answers = [all_at_once([act], timeout=LONGEST_SECONDS)[0] for act in acts]
    proxy.set(Mode.PASS)

    unreachable = (502, "PAYMENT_PROVIDER_UNREACHABLE")
    assert answers == [unreachable, unreachable, 200, None]
    town.pass_time([SECONDS])
    trying_again.check_out()
    trying_again.pay()
    town.pass_time([MINUTES, HOURS, DAYS])
    books = [life.books() for life in (leaving, trying_again, returning, refunded)]
    assert books == [NOT_PAID, PAID, PAID, GIVEN_BACK]


@pytest.mark.parametrize(("mode", "seconds"), FAULTS)
def test_mail_that_could_not_be_handed_over_goes_out_later(settings, mode: Mode, seconds: float):
    messages = MailMessageFactory.create_batch(2)
    settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = "django.core.mail.backends.smtp.EmailBackend", 0.3
    with FakeSMTP() as server, FaultProxy(("127.0.0.1", server.port)) as proxy:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", proxy.port
        proxy.set(mode, seconds=seconds)
        all_at_once([lambda: deliver_mails(seconds=5)], timeout=LONGEST_SECONDS)
        proxy.set(Mode.PASS)
        assert set(OutboxMessage.objects.values_list("state", flat=True)) <= {"queued", "retry"}

        OutboxMessage.objects.update(next_try_at=clock.now() - timedelta(seconds=1))
        deliver_mails(seconds=5)

        assert Counter(mail["Message-ID"] for mail in server.received) == {
            f"<{message.public_id}@127.0.0.1>": 1 for message in messages
        }
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {"sent"}


def test_line_that_breaks_in_a_conversation_loses_no_mail(settings):
    """After each answer of the server in turn. What it took already comes twice under one id, and never not at all."""
    settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = "django.core.mail.backends.smtp.EmailBackend", 5
    with FakeSMTP() as server, FaultProxy(("127.0.0.1", server.port)) as proxy:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", proxy.port
        for after in range(8):
            message = MailMessageFactory()
            proxy.set(Mode.TRUNCATE, after=after)
            deliver_mails(seconds=5)
            proxy.set(Mode.PASS)
            OutboxMessage.objects.update(next_try_at=clock.now() - timedelta(seconds=1))
            deliver_mails(seconds=5)

            taken = [mail["Message-ID"] for mail in server.received].count(f"<{message.public_id}@127.0.0.1>")
            message.refresh_from_db()
            assert (message.state, taken in {1, message.attempts}) == ("sent", True)


def test_page_of_an_order_is_there_though_the_provider_is_not(line: Line):
    town, proxy = line
    life = town.new_order()
    proxy.set(Mode.RESET)
    payment = life.payments[-1]
    assert Client().get(f"/payments/{payment.public_id}/return/?left=1").status_code == 302
