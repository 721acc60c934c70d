"""The door for notifications: what it takes, what it refuses, and how often."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone as clock

from accounts.budgets import Budget
from payments.actions import start_payment
from payments.models import ProviderEvent
from payments.tasks import forget_old_events, process_event_now
from payments.views import webhooks
from tests.fakes.paystack import event, signed
from tests.payments.benches import PaystackBench
from tests.payments.shop import Shop

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("bench", ["paystack"], indirect=True)]

ADDRESS = "/api/webhooks/payments/paystack"


def send(body: bytes, header: str, address: str = ADDRESS) -> tuple[int, str]:
    answer = Client().post(address, body, "application/json", headers={"X-Paystack-Signature": header})
    return answer.status_code, answer.json().get("error", "")


def test_genuine_notification_needs_no_csrf_token_and_is_never_cached(bench: PaystackBench):
    body = event({"id": 1, "reference": "foyer-unknown"})
    answer = Client(enforce_csrf_checks=True).post(
        ADDRESS, body, "application/json", headers={"X-Paystack-Signature": signed(body)}
    )

    assert (answer.status_code, answer.json(), answer["Cache-Control"]) == (200, {"received": True}, "no-store")


def test_notification_about_nothing_of_ours_is_kept_and_closed(bench: PaystackBench):
    body = event({"id": 1, "reference": "foyer-unknown"})
    send(body, signed(body))
    process_event_now(ProviderEvent.objects.get().pk)

    assert ProviderEvent.objects.get().outcome == "no such payment"


def test_unknown_provider_and_other_methods_are_refused(bench: PaystackBench):
    assert send(b"{}", "", "/api/webhooks/payments/nobody") == (404, "NOT_FOUND")
    assert [Client().generic(method, ADDRESS).status_code for method in ("PUT", "DELETE", "PATCH")] == [405] * 3
    assert Client().get(ADDRESS).status_code == 401


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'{"event": 1}', b'{"event": "x", "data": 5}', b"\xff"])
def test_signed_nonsense_is_refused(bench: PaystackBench, body: bytes):
    assert send(body, signed(body)) == (400, "INVALID_INPUT")
    assert ProviderEvent.objects.count() == 0


def test_too_large_a_body_is_refused(bench: PaystackBench):
    body = b'{"event": "' + b"x" * webhooks.LARGEST_BODY + b'"}'

    assert send(body, signed(body)) == (413, "TOO_LARGE")


def test_guesser_is_stopped_and_the_provider_is_not(bench: PaystackBench, shop: Shop):
    answers = [send(b"{}", "0" * 128)[0] for _number in range(webhooks.REFUSED.limit + 2)]
    body = event({"id": 1, "reference": "foyer-unknown"})

    assert answers == [401] * webhooks.REFUSED.limit + [429] * 2
    assert send(body, signed(body))[0] == 200


def test_rush_of_a_provider_is_not_held_up_by_the_apis_limit(bench: PaystackBench, settings):
    settings.API_RATE_LIMIT = 2
    body = event({"id": 1, "reference": "foyer-unknown"})

    assert [send(body, signed(body))[0] for _number in range(5)] == [200] * 5


def test_flood_is_stopped_with_the_time_to_wait(bench: PaystackBench, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(webhooks, "ALL", Budget("payment-webhook", limit=2, seconds=60))
    answers = [Client().post(ADDRESS) for _number in range(3)]

    assert [answer.status_code for answer in answers] == [401, 401, 429]
    assert 0 < int(answers[2]["Retry-After"]) <= 60


def test_replayed_notification_changes_nothing(bench: PaystackBench, shop: Shop):
    payment = start_payment(shop.charge(), provider="paystack")
    bench.pay(payment)
    notice = bench.tell(payment)
    for _number in range(3):
        send(notice.body, notice.headers["X-Paystack-Signature"])
        process_event_now(ProviderEvent.objects.get().pk)

    assert shop.told == [("settled", "KES 1,500.00")]


def test_old_notifications_are_forgotten_once_processed(bench: PaystackBench):
    long_ago = clock.now() - timedelta(days=181)
    old = {"provider": "paystack", "body": b"{}", "received_at": long_ago}
    ProviderEvent.objects.create(dedupe_key="done", processed_at=long_ago, **old)
    ProviderEvent.objects.create(dedupe_key="waiting", **old)
    ProviderEvent.objects.create(provider="paystack", body=b"{}", dedupe_key="new", processed_at=clock.now())

    forget_old_events()

    assert sorted(ProviderEvent.objects.values_list("dedupe_key", flat=True)) == ["new", "waiting"]
