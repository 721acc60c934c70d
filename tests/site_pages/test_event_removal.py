"""Deleting and archiving events."""

import pytest
from django.db import transaction

from notifications.errors import Conflict, NotAllowed
from site_pages import event_removal
from site_pages.event_removal import archive_or_delete, delete_event, keeps_events
from site_pages.models import ContactMessage, EventPage, EventVersion
from tests.factories import EventFactory, EventRoleFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept():
    """A room above that keeps every event with `orders` in its title."""

    def has_orders(event):
        return "It has orders." if "orders" in event.title else None

    keeps_events(has_orders)
    yield
    event_removal._reasons.remove(has_orders)


def test_event_with_sessions_and_messages_is_deleted(kept):
    event = EventFactory()
    SessionFactory(event=event)
    ContactMessage.objects.create(event=event, name="A", email="a@example.org", subject="Hi", text="Hello")

    done = archive_or_delete(event, by=None)

    assert done == "deleted"
    assert (EventPage.objects.count(), ContactMessage.objects.count()) == (0, 0)
    assert list(EventVersion.objects.values_list("event", flat=True)) == [None]


def test_kept_event_is_archived_instead(kept):
    event = EventFactory(title="With orders", slug="with-orders")
    session = SessionFactory(event=event)

    done = archive_or_delete(event, by=None)

    session.refresh_from_db()
    event.refresh_from_db()
    assert (done, event.live, event.is_listed, session.live) == ("archived", False, False, False)
    assert event.get_latest_revision_as_object().is_listed is False


def test_kept_event_is_deleted_by_no_way(kept):
    event = EventFactory(title="With orders", slug="with-orders", published=False)

    with pytest.raises(Conflict) as refused:
        delete_event(event, by=None)
    with pytest.raises(Conflict), transaction.atomic():
        event.delete()

    assert refused.value.code == "EVENT_KEPT"
    assert "It has orders." in refused.value.message
    assert EventPage.objects.filter(pk=event.pk).exists()


def test_anyone_but_an_owner_is_refused():
    event = EventFactory(published=False)
    helper = EventRoleFactory(event=event, user=UserFactory(), role="collaborator")

    with pytest.raises(NotAllowed):
        archive_or_delete(event, by=helper.user)

    assert EventPage.objects.filter(pk=event.pk).exists()
