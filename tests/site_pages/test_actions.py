"""The mini-site's tree."""

import pytest

from site_pages.actions import SECTIONS, create_section_pages
from site_pages.models import EventPage
from tests.factories import EventFactory, SessionFactory

pytestmark = pytest.mark.django_db


def test_event_created_has_its_section_pages_as_drafts():
    event = EventFactory(published=False)

    sections = event.get_children().values_list("slug", "live")

    assert list(sections) == [(slug, False) for slug, _, _ in SECTIONS]


def test_event_published_first_publishes_its_sections():
    event = EventFactory()

    assert set(event.get_children().values_list("live", flat=True)) == {True}


def test_section_unpublished_stays_so_when_the_event_is_published_again():
    event = EventFactory()
    event.get_children().get(slug="faq").unpublish()

    EventPage.objects.get(pk=event.pk).save_revision().publish()

    assert event.get_children().get(slug="faq").live is False


def test_section_pages_created_twice_are_made_once():
    event = EventFactory()

    assert create_section_pages(event) == []


def test_session_published_raises_the_events_version():
    event = EventFactory()
    before = EventPage.objects.select_related("version").get(pk=event.pk).version.number

    SessionFactory(event=event)

    assert EventPage.objects.select_related("version").get(pk=event.pk).version.number > before
