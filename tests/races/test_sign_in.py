"""Codes under parallel submits: one sign-in, every wrong guess counted; and what happens without the lock."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone as clock

from accounts.macs import is_mac_of
from accounts.models import AddressFailures, LoginChallenge, User, UserSession
from tests.factories.sign_in import code_sent_to, wrong

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ADA, CALLERS = "ada@example.org", 8


def all_at_once(act: Callable[[], str], callers: int = CALLERS) -> list[str]:
    """Let every caller act at the same moment; what each got."""
    barrier = Barrier(callers)

    def call() -> str:
        try:
            barrier.wait(timeout=30)
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(callers) as pool:
        return [future.result(timeout=60) for future in [pool.submit(call) for _ in range(callers)]]


@pytest.fixture
def challenge() -> LoginChallenge:
    Client().post("/api/auth/otp/request", {"email": ADA}, content_type="application/json")
    return LoginChallenge.objects.get()


def submit(challenge: LoginChallenge, code: str) -> str:
    body = {"challenge": challenge.public_id, "code": code}
    answer = Client().post("/api/auth/otp/verify", body, content_type="application/json")
    return "signed in" if answer.status_code == 200 else answer.json()["error"]


def test_right_code_sent_by_many_at_once_signs_in_once(challenge):
    code = code_sent_to(ADA)

    answers = all_at_once(lambda: submit(challenge, code))

    assert sorted(answers) == ["CODE_EXPIRED"] * (CALLERS - 1) + ["signed in"]
    assert User.objects.filter(email=ADA).count() == 1
    assert UserSession.objects.filter(user__email=ADA).count() == 1


def test_wrong_codes_sent_by_many_at_once_are_all_counted(challenge):
    code = wrong(code_sent_to(ADA))

    answers = all_at_once(lambda: submit(challenge, code), callers=20)

    challenge.refresh_from_db()
    assert sorted(answers) == ["CODE_LOCKED"] * 16 + ["WRONG_CODE"] * 4
    assert challenge.attempts == 5
    assert AddressFailures.objects.get().failures == 5


def test_one_new_address_proved_twice_at_once_makes_one_account(challenge):
    Client().post("/api/auth/otp/request", {"email": ADA}, content_type="application/json")
    codes = iter([(challenge, code) for code in [first_code()]] + [(latest(), code_sent_to(ADA))])
    pairs = list(codes)

    answers = all_at_once(lambda: submit(*pairs.pop()), callers=2)

    assert answers == ["signed in"] * 2
    assert User.objects.filter(email=ADA).count() == 1


def first_code() -> str:
    """The code of the older of two mails."""
    from notifications.models import OutboxMessage  # beside its only use
    from tests.factories.sign_in import CODE

    found = CODE.search(OutboxMessage.objects.filter(recipient=ADA).order_by("pk").first().payload["text"])
    return found[1] + found[2]


def latest() -> LoginChallenge:
    return LoginChallenge.objects.order_by("-pk").first()


def test_control_reading_without_a_lock_signs_in_more_than_once(challenge):
    """Without the lock every caller finds the challenge unused: the race is real."""
    code = code_sent_to(ADA)
    everybody_has_read = Barrier(CALLERS)

    def check_then_write() -> str:
        found = LoginChallenge.objects.get(public_id=challenge.public_id)
        is_right = is_mac_of(found.code_mac, "code", found.public_id, found.address, code)
        everybody_has_read.wait(timeout=30)
        if found.consumed_at is not None or not is_right:
            return "CODE_EXPIRED"
        LoginChallenge.objects.filter(pk=found.pk).update(consumed_at=clock.now())
        return "signed in"

    assert all_at_once(check_then_write).count("signed in") > 1


def test_control_counting_without_a_lock_loses_guesses(challenge):
    """Read, add, write: parallel guesses overwrite each other's count."""
    everybody_has_read = Barrier(CALLERS)

    def guess() -> str:
        found = LoginChallenge.objects.get(public_id=challenge.public_id)
        everybody_has_read.wait(timeout=30)
        LoginChallenge.objects.filter(pk=found.pk).update(attempts=found.attempts + 1)
        return "counted"

    all_at_once(guess)

    challenge.refresh_from_db()
    assert challenge.attempts < CALLERS
