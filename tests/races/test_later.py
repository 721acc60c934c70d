"""Mails built by several workers at once, by one that is killed, and outcomes told twice at the same moment."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections
from django.utils import timezone as clock

from notifications import mail_kinds
from notifications.actions import note_outcome, queue_many_later
from notifications.deliver_mail import deliver_mails
from notifications.mail_kinds import Later, register_mail
from notifications.mails import Attachment, Mail
from notifications.models import OutboxMessage, Outcome
from notifications.signals import address_bounced
from notifications.theme import MailTheme
from tests.database import url_of
from tests.factories.notifications import MailMessageFactory
from tests.fakes.smtp import FakeSMTP
from tests.notifications.conftest import listening

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

WORKERS, MAILS = 4, 24
KIND = "race.ticket"
# A worker that says when it has begun to build, and never ends.
STUCK = """
import django; django.setup()
import pathlib, time
from notifications.deliver_mail import deliver_mails
from notifications.mail_kinds import register_mail
def build(context):
    pathlib.Path({sign!r}).touch()
    time.sleep(600)
register_mail({kind!r}, build)
deliver_mails(seconds=600)
"""


def build(context: Mapping[str, Any]) -> Mail:
    message = {"name": "Ada", "email": "ada@example.org", "subject": "Hi", "text": "Hello"}
    return Mail(
        to=f"guest{context['number']}@example.org",
        subject=f"Ticket {context['number']}",
        template="site_pages/mail/contact_message",
        theme=MailTheme(),
        context={"message": message, "inbox_url": "http://127.0.0.1:8000/"},
        attachments=(Attachment("ticket.pdf", "application/pdf", b"%PDF-1.7 ..."),),
    )


@pytest.fixture
def kind() -> Iterator[str]:
    register_mail(KIND, build)
    yield KIND
    del mail_kinds._builds[KIND]


@pytest.fixture
def smtp(settings) -> Iterator[FakeSMTP]:
    with FakeSMTP() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 10
        yield server


def queue(count: int) -> None:
    queue_many_later(KIND, [Later(f"guest{n}@example.org", {"number": n}, f"ticket:{n}") for n in range(count)])


def in_parallel(act: Callable[[], object]) -> None:
    """Let every worker act at the same moment."""
    barrier = Barrier(WORKERS)

    def work() -> None:
        try:
            barrier.wait(timeout=30)
            act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as pool:
        for future in [pool.submit(work) for _ in range(WORKERS)]:
            future.result(timeout=60)


def test_workers_at_once_build_and_send_every_mail_once(kind: str, smtp: FakeSMTP):
    queue(MAILS)

    in_parallel(lambda: deliver_mails(seconds=30))

    assert sorted(smtp.recipients) == sorted(f"guest{number}@example.org" for number in range(MAILS))
    assert set(OutboxMessage.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_requests_at_once_queue_one_mail_under_one_key(kind: str):
    in_parallel(lambda: queue(MAILS))

    assert OutboxMessage.objects.count() == MAILS


def test_mail_whose_worker_is_killed_while_building_is_built_and_sent_by_the_next(
    kind: str, smtp: FakeSMTP, tmp_path: Path
):
    queue(1)
    sign = tmp_path / "building"
    environment = {
        **os.environ,
        "DEBUG": "1",
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        "DATABASE_URL": url_of(connection.settings_dict["NAME"]),
    }
    command = [sys.executable, "-c", STUCK.format(sign=str(sign), kind=KIND)]
    worker = subprocess.Popen(command, env=environment, cwd=django_settings.BASE_DIR)
    until = time.monotonic() + 60
    while not sign.exists():
        assert time.monotonic() < until, "the worker did not get that far"
        time.sleep(0.05)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait(timeout=30)

    assert deliver_mails(seconds=5) == 0, "the lease still holds"
    assert OutboxMessage.objects.get().payload == {"build": KIND, "context": {"number": 0}}
    OutboxMessage.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    assert deliver_mails(seconds=5) == 1

    message = OutboxMessage.objects.get()
    assert (message.state, message.attempts, smtp.recipients) == ("sent", 2, ["guest0@example.org"])


def told_of_bounces(note: Callable[[OutboxMessage], object]) -> int:
    """How often rooms hear of one bounce that its service tells several times at the same moment."""
    message = MailMessageFactory()
    heard: list[str] = []

    def remember(address: str, **kwargs: object) -> None:
        heard.append(address)

    with listening(remember):
        in_parallel(lambda: note(OutboxMessage.objects.get(pk=message.pk)))
    return len(heard)


def test_bounce_told_several_times_at_once_is_heard_once():
    assert told_of_bounces(lambda message: note_outcome(message, Outcome.BOUNCED)) == 1


def test_control_reading_before_writing_hears_it_several_times():
    """Asking the row first and marking it afterwards, without the condition in the UPDATE, shows the race."""
    everybody_has_read = Barrier(WORKERS)

    def note(message: OutboxMessage) -> None:
        is_news = message.outcome == ""
        everybody_has_read.wait(timeout=30)
        if is_news:
            OutboxMessage.objects.filter(pk=message.pk).update(outcome="bounced", outcome_at=clock.now())
            address_bounced.send(OutboxMessage, address=message.recipient, kind=Outcome.BOUNCED, message=message)

    assert told_of_bounces(note) > 1
