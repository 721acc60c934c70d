"""What is kept when a person goes, what waits for one who comes, and addresses that mail does not reach."""

import pytest
from django.test import RequestFactory

from accounts.signals import account_deleted, signed_in
from notifications.models import OutboxMessage
from notifications.signals import address_bounced
from tests.factories import SessionFactory, SpeakerFactory, UserFactory
from tests.factories.sign_in import AddressFactory
from tests.factories.ticketing import CategoryFactory, QuestionFactory, order_of, ticket_of
from ticketing.answers import Attendee
from ticketing.models import Entitlement, Order, Ticket

pytestmark = pytest.mark.django_db


def test_deleted_person_leaves_order_and_ticket_without_a_name():
    ada = UserFactory(email="ada@example.org")
    AddressFactory(user=ada)
    category = CategoryFactory()
    question = QuestionFactory(event=category.event)
    order = order_of(category, attendees=[Attendee(category.public_id, answers={question.public_id: "tall"})])

    account_deleted.send(sender=type(ada), user=ada)
    ada.delete()

    ticket = order.tickets.get()
    order.refresh_from_db()
    assert (order.buyer_email, order.buyer_name, order.user) == ("", "", None)
    assert (ticket.attendee_email, ticket.attendee_name, ticket.answers.count()) == ("", "", 0)
    assert (Order.objects.count(), Ticket.objects.live().count(), Entitlement.objects.count()) == (1, 1, 0)


def test_right_waits_for_its_address_and_comes_once():
    category = CategoryFactory()
    ticket_of(category)
    ticket_of(category)
    ada = UserFactory(email="ada@example.org")
    for _ in range(2):
        signed_in.send(
            sender=type(ada), user=ada, addresses=[("email", "ada@example.org")], request=RequestFactory().get("/")
        )
    assert list(Entitlement.objects.live().values_list("user", "email")) == [(ada.pk, "")]


def test_other_addresses_attach_nothing():
    ticket_of(CategoryFactory())
    eve = UserFactory(email="eve@example.org")
    signed_in.send(sender=type(eve), user=eve, addresses=[("email", "eve@example.org")], request=None)
    signed_in.send(sender=type(eve), user=eve, addresses=[("phone", "ada@example.org")], request=None)
    assert Entitlement.objects.get().user is None


def test_bounced_address_is_marked_on_its_tickets_alone():
    category = CategoryFactory()
    ada, bob = ticket_of(category), ticket_of(category, email="bob@example.org")
    message = OutboxMessage.objects.filter(recipient="ada@example.org").first()
    address_bounced.send(OutboxMessage, address="ada@example.org", kind="bounced", message=message)
    ada.refresh_from_db()
    bob.refresh_from_db()
    assert (ada.email_status, bob.email_status) == ("bounced", "active")


def test_speakers_rights_follow_the_programme(django_capture_on_commit_callbacks):
    from site_pages.actions import publish_page

    speaker = SpeakerFactory(email="Grace@Example.org")
    with django_capture_on_commit_callbacks(execute=True):
        session = SessionFactory(speakers=[speaker])
    right = Entitlement.objects.live().get()
    assert (right.email, right.session_id, right.source) == ("grace@example.org", session.pk, "speaker")

    with django_capture_on_commit_callbacks(execute=True):
        session.session_speakers.clear()
        session.save_revision()
        publish_page(session)
    assert not Entitlement.objects.live().exists()
