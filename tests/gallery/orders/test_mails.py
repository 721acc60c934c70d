"""Mails about payments: to the payer, in words that are true when they leave."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone as clock

from accounts.models import User
from gallery.actions.change import change_gallery
from gallery.models import Gallery, GalleryOrder
from notifications.mail_kinds import build_mail
from notifications.mails import Mail, rendered
from notifications.models import OutboxMessage
from payments.actions import settle_payment
from payments.models import Payment
from tests.factories.gallery import gallery_for
from tests.gallery.orders.desk import at_provider, begun, pay, soon

pytestmark = pytest.mark.django_db


def queued() -> Mail | None:
    return build_mail(OutboxMessage.objects.get(kind="mail"))


def failed(payment: Payment) -> None:
    at_provider(payment, "decline")
    Payment.objects.update(deadline=clock.now() - timedelta(seconds=1))
    settle_payment(payment)


def test_paid_gallery_is_confirmed_to_whoever_paid(owner: User):
    gallery = gallery_for(event_date=soon(), name="Asha & Ravi")
    pay(change_gallery(gallery, {"max_guests": 200}, by=owner))

    mail = queued()

    words = rendered(mail)
    assert (mail.to, words["subject"]) == (owner.email, "Payment received: Asha & Ravi")
    assert words["text"] == (
        "Thank you, your gallery is paid\n\n"
        "We received INR 200.00 for the photo gallery “Asha & Ravi”.\n"
        "It has room for 200 guests with 10 photos each.\n"
        f"Your guests come in at http://127.0.0.1:8000/e/{gallery.slug}.\n\n"
        "To your events: http://127.0.0.1:8000/organizer/\n"
    )
    assert "“Asha &amp; Ravi”" in words["html"]


def test_failed_payment_of_a_new_event_says_that_nothing_is_lost(owner: User):
    failed(begun(owner))

    text = rendered(queued())["text"]

    assert "INR 400.00 for the photo gallery “Asha and Ravi” could not be taken. No money was moved." in text
    assert (
        "Your event has not been made yet; nothing of what you filled in is lost. You can pay again within a week."
        in text
    )
    GalleryOrder.objects.update(state="applied")
    assert queued() is None


def test_failed_payment_of_a_change_says_that_nothing_changed(owner: User):
    failed(change_gallery(gallery_for(event_date=soon()), {"max_guests": 200}, by=owner))

    assert "Your gallery stays as it is. You can pay again within a week." in rendered(queued())["text"]


def test_money_that_goes_back_comes_with_its_reason(owner: User):
    gallery = gallery_for(event_date=soon())
    payment = change_gallery(gallery, {"max_guests": 200}, by=owner)
    Gallery.objects.update(event_date=soon(0), end_date=soon(0))
    pay(payment)

    text = rendered(queued())["text"]

    assert "could not be used: the gallery had opened before the payment came.\nWe return all of it." in text


def test_payer_without_an_address_any_more_is_not_written_to(owner: User):
    payment = begun(owner)
    User.objects.filter(pk=owner.pk).update(email=None, phone="+4930123456")
    pay(payment)

    assert (Gallery.objects.count(), OutboxMessage.objects.filter(kind="mail").count()) == (1, 0)


def test_mail_about_what_is_gone_is_not_built(owner: User):
    pay(begun(owner))
    for field in ("order", "payment"):
        row = OutboxMessage.objects.get(kind="mail")
        row.payload["context"][field] = 0
        assert build_mail(row) is None
