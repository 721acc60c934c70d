"""From an address to its page: what is found, what is gone, and for how many queries."""

import pytest

from site_pages.models import EventIndexPage, EventPage
from tests.factories import EventFactory, SessionFactory

pytestmark = pytest.mark.django_db


def test_every_page_of_an_unpublished_event_is_gone(client):
    event = EventFactory()
    session = SessionFactory(event=event)
    addresses = [event.url, session.url, *(page.url for page in event.get_children()), f"{event.url}theme.css"]
    assert {client.get(address).status_code for address in addresses} == {200}

    EventPage.objects.get(pk=event.pk).unpublish()

    assert {client.get(address).status_code for address in addresses} == {404}


def test_events_below_an_unpublished_list_are_gone(client):
    event = EventFactory()
    EventIndexPage.objects.get().unpublish()

    assert client.get(event.url).status_code == 404


def test_session_below_an_unpublished_schedule_is_gone(client):
    event = EventFactory()
    session = SessionFactory(event=event)
    event.get_children().get(slug="sessions").specific.unpublish()

    assert client.get(session.url).status_code == 404
