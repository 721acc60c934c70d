"""Changes of settings: locked once it has opened, dearer after payment, cheaper at once with credit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone as clock

from accounts.models import EventRole, User
from gallery.actions.change import change_gallery
from gallery.actions.lifecycle import close_gallery
from gallery.actions.orders import fail_abandoned, pay_order
from gallery.errors import GalleryClosed, OrderOver, SettingsLocked
from gallery.models import Gallery, GalleryOrder
from gallery.pins import is_pin_of
from notifications.errors import Conflict, InvalidInput
from notifications.models import OutboxMessage
from payments.actions import settle_payment
from payments.models import Payment
from site_pages.actions import publish_page
from site_pages.models import EventPage
from tests.factories import EventFactory, EventRoleFactory
from tests.factories.gallery import gallery_for
from tests.gallery.orders.desk import at_provider, fees, free_gallery, pay, send_refunds, soon

pytestmark = pytest.mark.django_db


@pytest.fixture
def gallery(owner: User) -> Gallery:
    """Free, in a month."""
    return gallery_for(event_of(owner), event_date=soon())


def event_of(owner: User) -> EventPage:
    event = EventFactory()
    EventRoleFactory(event=event, user=owner, role=EventRole.Role.OWNER)
    return event


def change(gallery: Gallery, owner: User, **given: object) -> Payment | None:
    return change_gallery(gallery, given, by=owner)


def paid_for(gallery: Gallery, owner: User, **given: object) -> Gallery:
    payment = change(gallery, owner, **given)
    assert payment is not None
    pay(payment)
    gallery.refresh_from_db()
    return gallery


def room(gallery: Gallery) -> tuple[int, int, str]:
    gallery.refresh_from_db()
    return gallery.max_guests, gallery.max_uploads_per_guest, gallery.compression_mode


def test_dearer_settings_count_when_their_payment_settles(gallery: Gallery, owner: User):
    payment = change(gallery, owner, max_guests=200, max_uploads_per_guest=20)

    assert (str(payment.money), room(gallery), fees(gallery)) == ("INR 400.00", (100, 10, "compressed"), (0, 0, 0))
    pay(payment)

    assert (room(gallery), fees(gallery)) == ((200, 20, "compressed"), (400, 400, 0))
    assert GalleryOrder.objects.get().state == "applied"


def test_cheaper_settings_count_at_once_and_leave_credit_which_is_used_first(gallery: Gallery, owner: User):
    paid_for(gallery, owner, max_guests=200, max_uploads_per_guest=20)

    assert change(gallery, owner, max_uploads_per_guest=10) is None
    assert (room(gallery), fees(gallery)) == ((200, 10, "compressed"), (200, 400, 200))

    assert change(gallery, owner, max_guests=300) is None
    assert (room(gallery), fees(gallery)) == ((300, 10, "compressed"), (400, 400, 0))

    assert change(gallery, owner, max_guests=100) is None
    payment = change(gallery, owner, compression_mode="raw")
    assert (str(payment.money), fees(gallery)) == ("INR 600.00", (0, 400, 400))
    pay(payment)
    assert (room(gallery), fees(gallery)) == ((100, 10, "raw"), (1000, 1000, 0))
    assert send_refunds() == []


def test_later_order_replaces_an_earlier_one_and_cancels_its_payment(gallery: Gallery, owner: User):
    first = change(gallery, owner, max_guests=200)
    second = change(gallery, owner, max_guests=300)

    first.refresh_from_db()
    assert (first.state, second.state, str(second.money)) == ("cancelled", "pending", "INR 400.00")
    assert list(GalleryOrder.objects.order_by("pk").values_list("state", flat=True)) == ["superseded", "pending"]
    assert not OutboxMessage.objects.filter(kind="mail").exists()
    with pytest.raises(OrderOver):
        pay_order(GalleryOrder.objects.order_by("pk")[0])


def test_money_for_a_replaced_order_goes_back(gallery: Gallery, owner: User):
    first = change(gallery, owner, max_guests=200)
    at_provider(first, "silent")
    second = change(gallery, owner, max_guests=300)

    assert send_refunds() == [(200, "a later choice of settings replaced this one")]
    assert (room(gallery), fees(gallery)) == ((100, 10, "compressed"), (0, 0, 0))
    pay(second)
    assert fees(gallery) == (400, 400, 0)


def test_same_wish_again_is_the_same_payment(gallery: Gallery, owner: User):
    first = change(gallery, owner, max_guests=200)

    assert change(gallery, owner, max_guests=200) == first
    assert (Payment.objects.count(), GalleryOrder.objects.count()) == (1, 1)


def test_naming_the_settings_as_they_are_calls_an_order_off(gallery: Gallery, owner: User):
    payment = change(gallery, owner, max_guests=200)

    assert change(gallery, owner, max_guests=100) is None

    payment.refresh_from_db()
    assert (payment.state, GalleryOrder.objects.get().state) == ("cancelled", "superseded")


def test_money_that_comes_after_it_opened_goes_back(gallery: Gallery, owner: User):
    payment = change(gallery, owner, max_guests=200)
    Gallery.objects.update(event_date=soon(0), end_date=soon(0))

    pay(payment)

    assert send_refunds() == [(200, "the gallery had opened before the payment came")]
    assert (room(gallery), fees(gallery)) == ((100, 10, "compressed"), (0, 0, 0))


def test_closing_calls_an_order_off(gallery: Gallery, owner: User):
    payment = change(gallery, owner, max_guests=200)
    close_gallery(gallery)

    payment.refresh_from_db()
    assert (payment.state, GalleryOrder.objects.get().state) == ("cancelled", "superseded")
    with pytest.raises(GalleryClosed):
        change(gallery, owner, max_guests=200)
    assert change(gallery, owner, name="Another name") is None


def test_failed_payment_leaves_the_settings_and_can_be_made_up_for(gallery: Gallery, owner: User):
    payment = change(gallery, owner, max_guests=200)
    at_provider(payment, "decline")
    Payment.objects.update(deadline=clock.now() - timedelta(seconds=1))
    settle_payment(payment)

    order = GalleryOrder.objects.get()
    assert (order.state, room(gallery)) == ("failed", (100, 10, "compressed"))
    pay(pay_order(order))
    assert (room(gallery), fees(gallery)) == ((200, 10, "compressed"), (200, 200, 0))


def test_price_of_an_order_holds_for_a_week(gallery: Gallery, owner: User):
    change(gallery, owner, max_guests=200)
    GalleryOrder.objects.update(created_at=clock.now() - timedelta(days=7, seconds=1))

    with pytest.raises(OrderOver):
        pay_order(GalleryOrder.objects.get())


def test_order_that_was_never_paid_for_fails_after_a_while(gallery: Gallery, owner: User):
    change(gallery, owner, max_guests=200)
    GalleryOrder.objects.update(created_at=clock.now() - timedelta(hours=3))
    assert fail_abandoned() == 0

    Payment.objects.update(state="expired")

    assert (fail_abandoned(), GalleryOrder.objects.get().state) == (1, "failed")


def test_days_move_without_a_new_price_and_keep_their_length(gallery: Gallery, owner: User, settings):
    paid_for(gallery, owner, max_guests=200, end_date=soon(32))
    settings.GALLERY_TARIFF = type(settings.GALLERY_TARIFF)("INR", 100, 100, 99_900, 10, 10, 0, 0)

    assert change(gallery, owner, event_date=soon(40)) is None

    assert (gallery.event_date, gallery.end_date, fees(gallery)) == (soon(40), soon(42), (200, 200, 0))
    with pytest.raises(InvalidInput) as refused:
        change(gallery, owner, end_date=soon(39))
    assert list(refused.value.fields) == ["end_date"]


def test_prices_in_another_currency_change_nothing_that_was_paid(gallery: Gallery, owner: User, settings):
    tariff = settings.GALLERY_TARIFF
    euros = type(tariff)("EUR", 100, 100, 500, 10, 10, 0, 0)
    settings.GALLERY_TARIFF = euros
    payment = change(gallery, owner, max_guests=200)
    assert str(payment.money) == "EUR 5.00"
    pay(payment)
    gallery.refresh_from_db()
    assert (gallery.currency, gallery.total_fee) == ("EUR", 500)

    settings.GALLERY_TARIFF = tariff
    with pytest.raises(Conflict) as refused:
        change(gallery, owner, max_guests=300)
    assert refused.value.code == "OTHER_CURRENCY"


@pytest.mark.parametrize(
    "given",
    [
        {"max_guests": 0},
        {"max_guests": None},
        {"max_guests": 100},
        {"show_on_site": False},
        {"cover_image": None},
        {"event_date": soon(50)},
        {"compression_mode": "raw", "name": "x"},
        {"max_uploads_per_guest": 10},
        {"end_date": soon(0)},
    ],
    ids=lambda given: " ".join(given) + f" {next(iter(given.values())) is None}",
)
def test_once_it_has_opened_the_presence_of_a_setting_is_refused(gallery: Gallery, owner: User, given):
    Gallery.objects.update(event_date=soon(0), end_date=soon(0))

    with pytest.raises(SettingsLocked) as refused:
        change_gallery(gallery, given, by=owner)

    assert refused.value.code == "EVENT_SETTINGS_LOCKED"


def test_name_and_pin_change_while_it_is_open(gallery: Gallery, owner: User):
    Gallery.objects.update(event_date=soon(0), end_date=soon(0))

    change(gallery, owner, name="  Asha &\n Ravi ", pin="1234")
    assert (gallery.name, is_pin_of(gallery, "1234"), is_pin_of(gallery, "")) == ("Asha & Ravi", True, False)

    change(gallery, owner, pin=None)
    assert (gallery.has_pin, is_pin_of(gallery, "")) == (False, True)
    with pytest.raises(InvalidInput):
        change(gallery, owner, pin="12a4")


def test_what_has_no_value_or_too_little_is_refused(gallery: Gallery, owner: User):
    for given in ({"max_guests": None}, {"name": None}, {"event_date": None}):
        with pytest.raises(InvalidInput) as refused:
            change_gallery(gallery, given, by=owner)
        assert list(refused.value.fields) == list(given)
    Gallery.objects.update(guests_used=7)
    with pytest.raises(InvalidInput) as refused:
        change(gallery, owner, max_guests=6)
    assert refused.value.fields == {"max_guests": "7 guests have joined already."}
    assert change(gallery, owner, max_guests=7) is None


def test_what_costs_nothing_counts_at_once_beside_what_is_to_be_paid(gallery: Gallery, owner: User):
    payment = change(gallery, owner, name="A bigger party", show_on_site=True, max_guests=200)

    assert payment is not None
    assert (gallery.name, gallery.show_on_site, gallery.max_guests) == ("A bigger party", True, 100)


def test_draft_of_the_page_follows_until_somebody_writes_it(owner: User):
    gallery = free_gallery(owner)
    change(gallery, owner, name="A new name", event_date=soon(31))

    event = EventPage.objects.get()
    draft = event.get_latest_revision_as_object()
    day = soon(31)
    assert (event.title, draft.title, event.starts_at.date(), draft.ends_at.date()) == (
        "A new name",
        "A new name",
        day,
        day,
    )

    draft.title = "What the editor wrote"
    draft.save_revision()
    change(gallery, owner, name="A newer name", event_date=soon(33))
    draft = EventPage.objects.get().get_latest_revision_as_object()
    assert (draft.title, draft.starts_at.date()) == ("What the editor wrote", soon(33))

    publish_page(event)
    change(gallery, owner, name="The newest name", event_date=soon(35))
    assert EventPage.objects.get().title == "What the editor wrote"
    assert EventPage.objects.get().starts_at.date() == soon(33)
