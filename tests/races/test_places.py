"""Many at once at the last places of a session; leaving and sweeping at once; and what happens without the guard."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections
from django.utils import timezone as clock

from site_pages.models import EventPage, SessionPage
from tests.factories.live import event_around, live_session
from ticketing.access import Person
from ticketing.actions.joining import join_session, leave_session
from ticketing.actions.places import AWAY_AFTER, sweep_places
from ticketing.models import OnlinePlace, SessionPlaces
from ticketing.refusals import NotAdmitted

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
CALLERS, PLACES = 8, 3


def all_at_once(act: Callable[[int], str], callers: int = CALLERS) -> list[str]:
    """Let every caller act at the same moment; what each got, in alphabetical order."""
    barrier = Barrier(callers)

    def call(number: int) -> str:
        try:
            barrier.wait(timeout=30)
            return act(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(callers) as pool:
        return sorted(future.result(timeout=60) for future in [pool.submit(call, n) for n in range(callers)])


@pytest.fixture
def session() -> SessionPage:
    return live_session(max_remote_attendees=PLACES)


@pytest.fixture
def event(session: SessionPage) -> EventPage:
    return event_around(session)


def come_in(session: SessionPage, event: EventPage, key: str) -> str:
    try:
        join_session(Person(name="Grace", guest_key=key), session, event)
    except NotAdmitted as refusal:
        return str(refusal.decision.outcome)
    return "in"


def counted() -> tuple[int, int]:
    """The counter, and a recount."""
    return SessionPlaces.objects.get().used, OnlinePlace.objects.count()


def test_last_places_go_to_as_many_as_there_are(session, event):
    answers = all_at_once(lambda number: come_in(session, event, f"guest{number}"))

    assert answers == ["full"] * (CALLERS - PLACES) + ["in"] * PLACES
    assert counted() == (PLACES, PLACES)


def test_two_at_once_for_the_last_place_leave_one_outside(session, event):
    for number in range(PLACES - 1):
        come_in(session, event, f"early{number}")

    answers = all_at_once(lambda number: come_in(session, event, f"guest{number}"), callers=2)

    assert answers == ["full", "in"]
    assert counted() == (PLACES, PLACES)


def test_one_holder_on_many_devices_at_once_takes_one_place(session, event):
    answers = all_at_once(lambda _number: come_in(session, event, "same"))

    assert answers == ["in"] * CALLERS
    assert counted() == (1, 1)


def test_leaving_many_times_at_once_gives_one_place_back(session, event):
    for key in ("stays", "goes"):
        come_in(session, event, key)

    def leave(_number: int) -> str:
        leave_session(session, "guest:goes")
        return "left"

    all_at_once(leave)

    assert counted() == (1, 1)


def test_sweeps_and_returns_at_once_keep_counter_and_rows_together(session, event):
    for number in range(PLACES):
        come_in(session, event, f"guest{number}")
    OnlinePlace.objects.update(seen_at=clock.now() - AWAY_AFTER - timedelta(minutes=1))

    def sweep_or_return(number: int) -> str:
        return come_in(session, event, f"guest{number % PLACES}") if number % 2 else str(sweep_places())

    all_at_once(sweep_or_return)

    used, rows = counted()
    assert used == rows <= PLACES


def test_control_counting_before_writing_lets_too_many_in(session):
    """Without the conditional statement the same callers overfill the session: the race is real."""
    places = SessionPlaces.objects.create(session=session)
    everybody_has_read = Barrier(CALLERS)

    def check_then_write(number: int) -> str:
        taken = OnlinePlace.objects.filter(places=places).count()
        everybody_has_read.wait(timeout=30)
        if taken >= PLACES:
            return "full"
        OnlinePlace.objects.create(places=places, holder=f"guest:{number}")
        return "in"

    assert all_at_once(check_then_write).count("in") > PLACES
