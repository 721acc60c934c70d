"""Limits, outages and answers that make no sense."""

from datetime import timedelta

import pytest
from django.utils import timezone as clock

from live_control.media.daily import DailyProvider
from live_control.media.daily_http import DailyRefused, DailyTrouble
from live_control.media.seam import RoomSpec
from tests.fakes.daily import KEY, FakeDaily
from tests.fakes.daily.service import LIMITS
from tests.fakes.http_service import Asked


@pytest.fixture
def spec() -> RoomSpec:
    return RoomSpec("foyer-a", mode="livestream", closes_at=clock.now() + timedelta(hours=2), is_recorded=True)


@pytest.fixture
def provider(fake: FakeDaily) -> DailyProvider:
    return DailyProvider(fake.config)


@pytest.mark.parametrize("fault", [429, 500, 503, "drop"])
def test_room_is_made_after_passing_trouble(fake, provider, spec, fault):
    fake.faults += [fault]

    provider.ensure_room(spec)

    assert fake.rooms.all.keys() == {"foyer-a"}


def test_room_whose_answer_was_lost_is_there_the_next_time(fake, provider, spec):
    """Making a room is not repeated blindly: the task comes again, and finds it."""
    fake.faults += [None, "lost"]

    with pytest.raises(DailyTrouble):
        provider.ensure_room(spec)
    provider.ensure_room(spec)

    assert [asked.method for asked in fake.asked] == ["GET", "POST", "GET", "POST"]
    assert len(fake.rooms.all) == 1


def test_room_made_by_another_worker_meanwhile_is_taken(fake, provider, spec):
    """Between our look and our making, somebody else makes it."""
    answer = fake.answer

    def race(asked):
        answered = answer(asked)
        if asked.method == "GET" and not fake.rooms.all:
            fake.rooms.create({"name": "foyer-a", "privacy": "private"})
        return answered

    fake.answer = race

    assert provider.ensure_room(spec).endswith("/foyer-a")
    assert fake.rooms.all["foyer-a"].value("enforce_unique_user_ids")


def test_limits_are_daily_s_and_waiting_gets_through(fake, provider):
    calls, seconds = LIMITS["general"]
    for _ in range(calls):
        fake.count(Asked("GET", "/v1/", {}, {}, b""))
    fake.retry_after = "1"
    answer = fake.answer

    def later(asked):
        answered = answer(asked)
        fake.ahead += seconds
        return answered

    fake.answer = later

    assert provider.client.domain()["domain_name"] == "foyer-test"
    assert len(fake.asked) == 2


def test_trouble_that_stays_says_nothing_secret(fake, provider):
    fake.faults += [503] * 4

    with pytest.raises(DailyTrouble) as trouble:
        provider.client.domain()

    assert str(trouble.value) == "Daily answered 503."
    assert not trouble.value.is_final
    assert trouble.value.__cause__ is None
    assert KEY not in repr(provider)


def test_garbage_is_trouble_and_refusals_are_final(fake, provider, spec):
    fake.faults += ["garbage"]
    with pytest.raises(DailyTrouble):
        provider.client.domain()

    with pytest.raises(DailyRefused) as refused:
        provider.client.create_room("foyer-a", {"permissions": {"canSing": True}})
    assert refused.value.is_final


def test_start_of_a_recording_without_a_worker_is_trouble(fake, provider, spec):
    provider.ensure_room(spec)
    fake.recordings.has_no_worker = True
    token = provider.watch_token(spec, until=spec.closes_at)
    fake.join("foyer-a", token)

    with pytest.raises(DailyTrouble):
        provider.client.start_recording("foyer-a", {"type": "cloud"})
