"""Asking, in the page of a session that is over, to be told of its recording."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone as clock

from live_control.actions import wishes
from live_control.models import Recording, RecordingWish
from notifications.models import OutboxMessage
from site_pages.models import SessionPage
from tests.factories.live import live_session, somebody

pytestmark = pytest.mark.django_db
FORM = "/events/harbour/sessions/keels/recording-wish/"


@pytest.fixture
def ended(event_index, settings) -> SessionPage:
    """It is over, announced as recorded, and has no recording yet."""
    settings.DAILY = None
    cache.clear()
    begin = clock.now().replace(microsecond=0) - timedelta(minutes=40)
    session = live_session(is_recorded=True)
    session.starts_at, session.ends_at = begin, begin + timedelta(minutes=30)
    session.save_revision().publish()
    return session


@pytest.mark.parametrize("state", [None, "copying", "failed"])
def test_form_stands_in_the_page_whatever_became_of_the_recording(ended, client, state):
    if state:
        Recording.objects.create(session=ended, provider="embedded", state=state)

    page = client.get(ended.url).content.decode()

    assert (f'action="{FORM}"' in page, "Tell me when it is there" in page) == (True, True)


def test_whoever_asks_is_told_once_when_the_recording_is_there(ended, client):
    answers = [client.post(FORM, {"email": " Ada@Example.org "}) for _again in range(2)]
    ended.recording_file.save("a.mp4", ContentFile(b"video"), save=False)
    ended.save_revision().publish()
    ended.recording_file.close()
    wishes.tell()
    wishes.tell()

    assert [(one.status_code, "we write to ada@example.org" in one.content.decode()) for one in answers] == [
        (200, True)
    ] * 2
    assert [*OutboxMessage.objects.values_list("recipient", flat=True)] == ["ada@example.org"]


def test_address_of_the_account_is_filled_in(ended):
    client = Client()
    client.force_login(somebody())

    assert [b'value="ada@example.org"' in client.get(one).content for one in (ended.url, FORM)] == [True, True]


def test_what_is_no_address_is_shown_beside_its_field_and_kept(ended, client):
    answer = client.post(FORM, {"email": "ada at example"})
    page = answer.content.decode()

    assert (answer.status_code, 'aria-invalid="true"' in page, 'value="ada at example"' in page) == (422, True, True)
    assert RecordingWish.objects.count() == 0


def test_page_that_announces_no_recording_has_no_form(ended, client):
    ended.is_recorded = False
    ended.save_revision().publish()

    assert ([client.get(FORM).status_code, client.post(FORM).status_code], FORM in client.get(ended.url).text) == (
        [404, 404],
        False,
    )


def test_whoever_is_late_comes_to_the_recording(ended, client):
    ended.recording_url = "https://video.example.org/keels.mp4"
    ended.save_revision().publish()

    answer = client.post(FORM, {"email": "ada@example.org"})

    assert (answer.status_code, answer["Location"]) == (302, "/events/harbour/sessions/keels/")
    assert RecordingWish.objects.count() == 0


def test_one_address_and_one_network_are_limited(ended, client):
    to_one = [client.post(FORM, {"email": "ada@example.org"}).status_code for _again in range(6)]
    to_many = [client.post(FORM, {"email": f"a{number}@example.org"}) for number in range(16)]

    assert to_one == [200] * 5 + [429]
    assert [one.status_code for one in to_many] == [200] * 15 + [429]
    assert ("Retry-After" in to_many[-1], "too often" in to_many[-1].content.decode()) == (True, True)
    assert RecordingWish.objects.count() == 16


def test_form_of_another_site_is_refused(ended):
    answer = Client(enforce_csrf_checks=True).post(FORM, {"email": "ada@example.org"})

    assert (answer.status_code, RecordingWish.objects.count()) == (403, 0)
