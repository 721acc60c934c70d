"""Several workers share the outbox, and some are killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections
from django.utils import timezone as clock

from notifications.actions import claim_due
from notifications.deliver_mail import deliver_mails
from notifications.models import OutboxMessage
from tests.database import url_of
from tests.factories.notifications import MailMessageFactory
from tests.fakes.smtp import FakeSMTP

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

WORKERS, MESSAGES = 6, 30
LEASE = timedelta(minutes=5)
WORKER = """
import django; django.setup()
from django.conf import settings
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", {port}, 60
from notifications.deliver_mail import deliver_mails
deliver_mails(seconds=60)
"""


def in_parallel(act: Callable[[], list[int]]) -> list[int]:
    """Let every worker act at the same moment; everything that any of them took."""
    barrier = Barrier(WORKERS)

    def work() -> list[int]:
        try:
            barrier.wait(timeout=30)
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as pool:
        return sorted(pk for future in [pool.submit(work) for _ in range(WORKERS)] for pk in future.result(timeout=60))


def test_workers_at_once_take_every_message_exactly_once():
    messages = [message.pk for message in MailMessageFactory.create_batch(MESSAGES)]

    def claim_all() -> list[int]:
        taken: list[int] = []
        while claimed := claim_due("mail", limit=3, lease=LEASE):
            taken += [message.pk for message in claimed]
        return taken

    assert in_parallel(claim_all) == messages


def test_control_taking_without_locks_takes_messages_twice():
    """Reading what is due and marking it afterwards, without row locks, shows the race."""
    messages = [message.pk for message in MailMessageFactory.create_batch(MESSAGES)]
    everybody_has_read = Barrier(WORKERS)

    def claim_all() -> list[int]:
        due = [message.pk for message in OutboxMessage.objects.due(clock.now())]
        everybody_has_read.wait(timeout=30)
        OutboxMessage.objects.filter(pk__in=due).update(state="sending", lease_until=clock.now() + LEASE)
        return due

    assert len(in_parallel(claim_all)) > len(messages)


def start_worker(server: FakeSMTP) -> subprocess.Popen[bytes]:
    """A process of its own that sends what is due."""
    environment = {
        **os.environ,
        "DEBUG": "1",
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        "DATABASE_URL": url_of(connection.settings_dict["NAME"]),
    }
    command = [sys.executable, "-c", WORKER.format(port=server.port)]
    return subprocess.Popen(command, env=environment, cwd=django_settings.BASE_DIR)


def wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until, "the worker did not get that far"
        time.sleep(0.05)


def test_message_of_a_killed_worker_is_sent_by_the_next_one(settings):
    message = MailMessageFactory()
    with FakeSMTP(behaviour="stall") as server:
        worker = start_worker(server)
        wait_for(lambda: server.connections > 0)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait(timeout=30)
        message.refresh_from_db()
        assert (message.state, message.attempts) == ("sending", 1)

        server.behaviour = "accept"
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        assert deliver_mails(seconds=5) == 0, "the lease still holds"
        OutboxMessage.objects.update(lease_until=clock.now() - timedelta(seconds=1))
        assert deliver_mails(seconds=5) == 1

    message.refresh_from_db()
    assert (message.state, message.attempts, len(server.received)) == ("sent", 2, 1)
