"""The outbox's life: claims, leases, results."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone as clock

from notifications.actions import (
    claim_due,
    forget_settled,
    queue_mail,
    record_failed,
    record_retry,
    record_sent,
)
from notifications.backoff import MAIL, WEBHOOK, Backoff
from notifications.mails import Mail
from notifications.models import OutboxMessage
from notifications.tasks import forget_old_messages
from notifications.theme import MailTheme
from tests.factories.notifications import MailMessageFactory

pytestmark = pytest.mark.django_db

LEASE = timedelta(minutes=1)
CONTACT = "site_pages/mail/contact_message"


def mail(**values: object) -> Mail:
    message = {"name": "Ada", "email": "ada@example.org", "subject": "Hi", "text": "Hello"}
    return Mail(**{"to": "a@example.org", "subject": "Hi", "template": CONTACT, "theme": MailTheme(), **values,
                   "context": {"message": message, "inbox_url": "http://127.0.0.1:8000/cms/"}})  # fmt: skip


def claim() -> list[OutboxMessage]:
    return claim_due("mail", limit=10, lease=LEASE)


def test_mail_queued_in_a_transaction_that_fails_is_not_sent():
    with transaction.atomic():
        queue_mail(mail())
        transaction.set_rollback(True)

    assert OutboxMessage.objects.count() == 0


@pytest.fixture
def handed(celery_messages: Callable[[], list[str]]) -> Callable[[], int]:
    return lambda: celery_messages().count("notifications.tasks.deliver_due")


def test_mails_of_one_transaction_ask_for_delivery_once_after_commit(
    handed: Callable[[], int], django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(5):
            queue_mail(mail())
        assert handed() == 0

    assert handed() == 1


def test_rolled_back_savepoint_takes_no_other_mails_hand_over_with_it(
    handed: Callable[[], int], django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        with transaction.atomic():
            queue_mail(mail())
            transaction.set_rollback(True)
        for _ in range(3):
            with transaction.atomic():
                queue_mail(mail())
        queue_mail(mail())

    assert handed() == 1
    assert OutboxMessage.objects.count() == 4


def test_transaction_that_is_rolled_back_asks_for_nothing(
    handed: Callable[[], int], django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        queue_mail(mail())
        transaction.set_rollback(True)

    assert handed() == 0


def test_mail_queued_twice_with_one_dedupe_key_is_there_once():
    queue_mail(mail(dedupe_key="welcome:1"))
    queue_mail(mail(dedupe_key="welcome:1"))

    assert OutboxMessage.objects.count() == 1


def test_claim_takes_due_rows_oldest_first_and_leaves_later_ones():
    now = clock.now()
    second = MailMessageFactory(next_try_at=now - timedelta(seconds=1))
    first = MailMessageFactory(next_try_at=now - timedelta(seconds=2))
    MailMessageFactory(next_try_at=now + timedelta(hours=1))

    assert claim() == [first, second]


def test_claim_costs_the_same_for_many_rows(django_assert_num_queries):
    MailMessageFactory.create_batch(10)

    with django_assert_num_queries(4):  # savepoint, select, update, release
        assert len(claim()) == 10


def test_claimed_row_is_not_claimed_again_before_its_lease_ends():
    MailMessageFactory()
    claim()

    assert claim() == []


def test_row_of_a_lost_worker_is_claimed_again_after_its_lease():
    message = MailMessageFactory()
    claim()
    OutboxMessage.objects.update(lease_until=clock.now() - timedelta(seconds=1))

    [again] = claim()

    assert (again.pk, again.attempts) == (message.pk, 2)


def test_result_of_a_worker_that_lost_its_lease_changes_nothing():
    MailMessageFactory()
    [lost] = claim()
    OutboxMessage.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    claim()

    assert record_failed(lost, error="late") is False
    assert OutboxMessage.objects.get().state == "sending"


def test_sent_row_is_settled():
    MailMessageFactory()
    [message] = claim()

    assert record_sent(message) is True
    sent = OutboxMessage.objects.get()
    assert (sent.state, sent.lease_until, sent.last_error) == ("sent", None, "")
    assert claim() == []


def test_retried_row_waits_and_remembers_why():
    MailMessageFactory()
    [message] = claim()

    record_retry(message, error="x" * 400, wait=timedelta(minutes=1))

    waiting = OutboxMessage.objects.get()
    assert (waiting.state, waiting.last_error) == ("retry", "x" * 300)
    assert claim() == []


def test_old_settled_rows_are_forgotten_and_others_kept():
    old_sent = MailMessageFactory(state="sent", sent_at=clock.now())
    old_waiting = MailMessageFactory()
    OutboxMessage.objects.update(created_at=clock.now() - timedelta(days=31))
    fresh = MailMessageFactory(state="failed")

    forget_old_messages()

    assert set(OutboxMessage.objects.all()) == {old_waiting, fresh}
    assert old_sent not in OutboxMessage.objects.all()
    assert forget_settled(before=clock.now() + timedelta(days=1)) == 1


@pytest.mark.parametrize(
    ("policy", "attempts", "wait"),
    [
        (MAIL, 1, timedelta(seconds=30)),
        (MAIL, 2, timedelta(minutes=1)),
        (MAIL, 11, timedelta(hours=1)),
        (MAIL, 12, None),
        (WEBHOOK, 3, timedelta(seconds=160)),
        (WEBHOOK, 9, timedelta(hours=6)),
        (WEBHOOK, 10, None),
        (Backoff(timedelta(1), 2, timedelta(2), 10**9), 10**8, timedelta(2)),
    ],
)
def test_backoff_after_each_attempt(policy: Backoff, attempts: int, wait: timedelta | None):
    assert policy.wait_after(attempts) == wait
