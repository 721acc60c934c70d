"""Kept pages: the same for every anonymous visitor, current after every change, never somebody's own."""

import gzip

import pytest
from django.test import Client

from site_pages.models import EventPage, PlatformSettings
from tests.factories import EventFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> EventPage:
    return EventFactory(title="Harbour days")


def test_kept_page_costs_one_query(client, event, django_assert_num_queries):
    first = client.get(event.url)

    with django_assert_num_queries(1):
        second = client.get(event.url)

    assert (second.content, second["ETag"]) == (first.content, first["ETag"])


def test_unchanged_page_answers_304_without_a_body(client, event, django_assert_num_queries):
    etag = client.get(event.url)["ETag"]

    with django_assert_num_queries(1):
        response = client.get(event.url, headers={"if-none-match": etag})

    assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)


def test_published_change_is_shown_at_once(client, event):
    before = client.get(event.url)

    page = EventPage.objects.get(pk=event.pk)
    page.title = "Harbour nights"
    page.save_revision().publish()
    after = client.get(event.url)

    assert before["ETag"] != after["ETag"]
    assert "Harbour nights" in after.content.decode()


def test_unpublished_event_is_gone_at_once(client, event):
    client.get(event.url)

    EventPage.objects.get(pk=event.pk).unpublish()

    assert client.get(event.url).status_code == 404


def test_renamed_platform_shows_on_event_pages(client, event):
    before = client.get(event.url)["ETag"]
    site_settings = PlatformSettings.for_request(client.get(event.url).wsgi_request)

    site_settings.name = "Quayside"
    site_settings.save()

    assert client.get(event.url)["ETag"] != before


def test_signed_in_visitor_is_never_answered_from_the_cache(client, event):
    client.get(event.url)
    visitor = Client()
    visitor.force_login(UserFactory())

    response = visitor.get(event.url)

    assert "ETag" not in response
    assert response["Cache-Control"] == "private, no-cache"


def test_query_is_part_of_the_key(client, event):
    SessionFactory(event=event)
    plain = client.get(f"{event.url}sessions/")
    by_room = client.get(f"{event.url}sessions/?view=room")

    assert plain["ETag"] != by_room["ETag"]


def test_long_query_is_not_kept(client, event):
    assert "ETag" not in client.get(f"{event.url}?{'x' * 300}")


def test_compressed_and_plain_are_kept_apart(client, event):
    plain = client.get(event.url)

    for _ in range(2):
        packed = client.get(event.url, headers={"accept-encoding": "gzip"})
        assert packed["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.content) == plain.content


def test_contact_form_is_never_kept(client, event):
    response = client.get(f"{event.url}contact/")

    assert (response.status_code, "ETag" in response) == (200, False)
