"""What a cache in front of the site is told."""

from contextlib import contextmanager

import httpx
import pytest
from django.test import override_settings

from cms.celery import app
from site_pages import purge
from site_pages.tasks import purge_caches
from site_pages.versions import event_changed
from tests.fakes.cdn import FakeCdn

pytestmark = pytest.mark.django_db


def test_every_address_of_the_event_is_forgotten(full_event, django_assert_num_queries):
    with django_assert_num_queries(3):
        addresses = purge.addresses_about(full_event)
    paths = {address.removeprefix("http://127.0.0.1:8000") for address in addresses}
    assert {
        "/events/harbour-days/",
        "/events/harbour-days/event.ics",
        "/events/harbour-days/sessions/",
        "/events/harbour-days/sessions/talk-0/",
        "/events/harbour-days/sessions/talk-0/session.ics",
        "/events/harbour-days/sessions/schedule.json",
        "/events/harbour-days/speakers/bea-sails/",
        "/api/events/harbour-days",
        "/api/events/harbour-days/schedule",
    } <= paths
    assert sum(path.startswith("/api/sessions/") for path in paths) == 3


def test_cache_hears_of_addresses_and_keys():
    with FakeCdn() as cdn, override_settings(CDN_PURGE_URL=cdn.url):
        purge_caches(["http://127.0.0.1:8000/events/"], ["events"])
    assert cdn.forgotten == [("127.0.0.1:8000", "/events/")]
    assert cdn.keys == ["events"]


def test_cache_that_never_had_it_is_no_failure():
    with FakeCdn(status=404) as cdn, override_settings(CDN_PURGE_URL=cdn.url):
        purge_caches(["http://127.0.0.1:8000/events/"], [])
    assert len(cdn.forgotten) == 1


def test_failing_cache_raises_for_a_retry():
    with FakeCdn(status=503) as cdn, override_settings(CDN_PURGE_URL=cdn.url), pytest.raises(httpx.HTTPStatusError):
        purge_caches.run.__wrapped__(["http://127.0.0.1:8000/events/"], [])


def test_change_of_an_event_reaches_the_cache(full_event):
    with FakeCdn() as cdn, override_settings(CDN_PURGE_URL=cdn.url), eager():
        event_changed.send(sender=type(full_event), event=full_event, version=2)
        event_changed.send(sender=type(full_event), event=None, version=2)
    assert cdn.keys == ["event-harbour-days", "events"]
    assert ("127.0.0.1:8000", "/api/events") in cdn.forgotten


@contextmanager
def eager():
    """Celery runs tasks in place."""
    app.conf.task_always_eager = True
    try:
        yield
    finally:
        app.conf.task_always_eager = False
