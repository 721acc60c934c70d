"""Orders of galleries under crowds: one event, one payment, one price, whoever clicks, pays or tells at once."""

from __future__ import annotations

from threading import Barrier

import pytest
from django.utils import timezone as clock

from accounts.models import User
from gallery.actions.change import change_gallery
from gallery.actions.create import Key, create_gallery
from gallery.actions.lifecycle import close_gallery
from gallery.actions.orders import charge_for, claim_start, pay_order, plan_of
from gallery.actions.sweeps import give_up
from gallery.errors import OrderOver, PaymentStarting
from gallery.models import Gallery, GalleryOrder, GuestSession, Media
from notifications.errors import DomainError
from payments.actions import settle_payment, start_payment
from payments.config import PaymentsConfig
from payments.models import Payment, Refund
from site_pages.models import EventPage
from tests.factories.gallery import gallery_for, guest_of, photo_of
from tests.factories.site_pages import make_site_root
from tests.gallery.orders.desk import at_provider, begun, fees, send_refunds, somebody, soon, wish
from tests.races.crowd import all_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
CROWD = 6


@pytest.fixture
def owner(settings, transactional_db) -> User:
    settings.PAYMENTS = PaymentsConfig(sandbox=True)
    make_site_root()
    return somebody(email="asha@example.org")


def named(act: object) -> str:
    """What came of an act, as a word."""
    try:
        made = act()
    except DomainError as refused:
        return refused.code
    return type(made).__name__


def settle(payment: Payment) -> str:
    return settle_payment(Payment.objects.get(pk=payment.pk)).state


def test_identical_clicks_make_one_event(owner: User):
    key = Key("click", "a" * 64)

    made = all_at_once([lambda: create_gallery(wish(), by=owner, key=key).pk] * CROWD)

    assert (set(made), EventPage.objects.count()) == ({Gallery.objects.get().pk}, 1)


def test_control_without_its_key_the_same_click_makes_many(owner: User):
    all_at_once([lambda: create_gallery(wish(), by=owner)] * 3)

    assert (Gallery.objects.count(), EventPage.objects.count()) == (3, 3)
    assert len(set(Gallery.objects.values_list("slug", flat=True))) == 3


def test_identical_paid_clicks_open_one_payment(owner: User):
    key = Key("click", "a" * 64)

    found = all_at_once([lambda: named(lambda: create_gallery(wish(guests=200), by=owner, key=key))] * CROWD)

    assert set(found) <= {"Payment", PaymentStarting.code}
    assert (GalleryOrder.objects.count(), Payment.objects.count()) == (1, 1)


def test_payment_that_began_between_look_and_claim_is_found(owner: User, monkeypatch: pytest.MonkeyPatch):
    """The former test's narrowest moment, held open: another click has been through when this one claims the order."""
    begun(owner)
    Payment.objects.all().delete()
    order, others = GalleryOrder.objects.get(), []

    def after_another(claimed: GalleryOrder) -> None:
        monkeypatch.undo()
        others.append(pay_order(GalleryOrder.objects.get(pk=claimed.pk)))
        claim_start(claimed)

    monkeypatch.setattr("gallery.actions.orders.claim_start", after_another)

    assert [pay_order(order)] == others == list(Payment.objects.all())
    assert (others[0].state, GalleryOrder.objects.get().starting_until) == ("pending", None)


def test_payment_that_everybody_settles_makes_one_event(owner: User):
    payment = begun(owner)
    at_provider(payment, "silent")

    states = all_at_once([lambda: settle(payment)] * CROWD)

    assert set(states) == {"confirmed"}
    assert (Gallery.objects.count(), EventPage.objects.count(), Refund.objects.count()) == (1, 1, 0)


def test_two_pages_of_one_order_paid_at_once_make_one_event_and_one_refund(owner: User):
    first = begun(owner)
    second = start_payment(charge_for(GalleryOrder.objects.get()), provider="sandbox")
    for payment in (first, second):
        at_provider(payment, "silent")

    all_at_once([lambda: settle(first), lambda: settle(second)] * 2)

    assert (Gallery.objects.count(), EventPage.objects.count()) == (1, 1)
    assert send_refunds() == [(400, "paid twice")]


def test_changes_at_once_leave_one_order_that_can_be_paid(owner: User):
    gallery = gallery_for(event_date=soon())
    sizes = [200, 300, 400, 500]

    def wanting(guests: int) -> str:
        mine = Gallery.objects.get(pk=gallery.pk)
        return named(lambda: change_gallery(mine, {"max_guests": guests}, by=owner))

    found = all_at_once([lambda guests=guests: wanting(guests) for guests in sizes])

    assert set(found) <= {"Payment", OrderOver.code, PaymentStarting.code}
    order = GalleryOrder.objects.get(state="pending")
    open_ones = Payment.objects.filter(state__in=("created", "pending"))
    assert [one.subject for one in open_ones] in ([], [str(order.public_id)])
    payment = pay_order(order)
    at_provider(payment, "silent")
    settle(payment)
    gallery.refresh_from_db()
    assert gallery.max_guests == plan_of(order).max_guests
    assert fees(gallery) == ((gallery.max_guests - 100) * 2, (gallery.max_guests - 100) * 2, 0)


def test_money_and_a_later_wish_at_once_never_lose_money(owner: User):
    gallery = gallery_for(event_date=soon())
    payment = change_gallery(gallery, {"max_guests": 200}, by=owner)
    at_provider(payment, "silent")

    def cheaper() -> str:
        return named(lambda: change_gallery(Gallery.objects.get(), {"max_uploads_per_guest": 5}, by=owner))

    all_at_once([lambda: settle(payment), cheaper])

    returned = send_refunds()
    gallery.refresh_from_db()
    # Either the money came first and the gallery grew, or the wish did and all of it went back.
    ends = {(200, 5, (200, 200, 0), 0), (100, 5, (0, 0, 0), 1)}
    assert (gallery.max_guests, gallery.max_uploads_per_guest, fees(gallery), len(returned)) in ends


def test_money_and_closing_at_once_never_lose_money(owner: User):
    gallery = gallery_for(event_date=soon())
    payment = change_gallery(gallery, {"max_guests": 200}, by=owner)
    at_provider(payment, "silent")

    all_at_once([lambda: settle(payment), lambda: close_gallery(Gallery.objects.get())])

    gallery.refresh_from_db()
    assert gallery.closed_at is not None
    assert (gallery.max_guests, len(send_refunds())) in {(200, 0), (100, 1)}


def test_control_taking_a_plan_over_without_the_rows_lock_loses_money(owner: User):
    """Two who read the fees, then write them: the second knows nothing of what the first was paid."""
    gallery = gallery_for(event_date=soon())
    everybody_has_read = Barrier(2)

    def paid(amount: int) -> None:
        mine = Gallery.objects.get(pk=gallery.pk)
        everybody_has_read.wait(timeout=30)
        mine.paid_fee += amount
        mine.credit += amount
        mine.save(update_fields=["paid_fee", "credit"])

    all_at_once([lambda: paid(20_000), lambda: paid(30_000)])

    gallery.refresh_from_db()
    assert gallery.paid_fee != 50_000


def test_sweeps_at_once_give_a_shot_back_once(owner: User):
    guest = guest_of(gallery_for(), shots_used=3)
    media = photo_of(guest, status="pending", created_at=clock.now())

    given = all_at_once([lambda: give_up(Media.objects.get(pk=media.pk))] * CROWD)

    assert (sum(given), GuestSession.objects.get().shots_used) == (1, 2)
