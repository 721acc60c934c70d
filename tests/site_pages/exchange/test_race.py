"""Two imports of one conference at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from wagtail.models import Page

from site_pages.actions import ensure_site_root
from site_pages.exchange.apply import import_schedule
from site_pages.exchange.read import read_schedule
from site_pages.models import EventPage, Room, SessionPage, Speaker, Track
from tests.site_pages.exchange.conftest import FIXTURES

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

CALLERS = 3


def test_import_schedule_at_once_makes_one_event() -> None:
    ensure_site_root(hostname="localhost", port=80)
    data = (FIXTURES / "frab-night.json").read_bytes()
    barrier = Barrier(CALLERS)

    def run() -> int:
        try:
            barrier.wait(timeout=30)
            return import_schedule(read_schedule(data), publish=True).sessions.created
        finally:
            connections.close_all()

    with ThreadPoolExecutor(CALLERS) as pool:
        created = sorted(future.result(timeout=120) for future in [pool.submit(run) for _ in range(CALLERS)])
    assert created == [0, 0, 4]
    counts = [model.objects.count() for model in (EventPage, SessionPage, Speaker, Room, Track)]
    assert counts == [1, 4, 2, 3, 1]
    assert Page.find_problems() == ([], [], [], [], [])
