"""New events with galleries: at once where they are free, else when their payment settles."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone as clock

from accounts.models import EventRole, User
from gallery.actions.create import NEW_EVENTS, REQUESTS_KEPT, Key, create_gallery, forget_requests
from gallery.actions.orders import pay_order
from gallery.errors import KeyReused, OrderOver, PaymentStarting
from gallery.models import CreateRequest, Gallery, GalleryOrder
from gallery.pins import is_pin_of
from notifications.errors import InvalidInput, NotAllowed, TooManyRequests
from notifications.models import OutboxMessage
from payments.actions import settle_payment
from payments.config import PaymentsConfig
from payments.models import Payment
from site_pages.models import EventPage
from tests.factories import EventFactory, ImageFactory, UserFactory
from tests.gallery.orders.desk import (
    at_provider,
    begun,
    fees,
    free_gallery,
    pay,
    plan,
    send_refunds,
    somebody,
    soon,
    wish,
)

pytestmark = pytest.mark.django_db
SECTIONS = ["sessions", "speakers", "venue", "sponsors", "tickets", "faq", "contact", "archive", "photos"]


def mails() -> list[str]:
    return sorted(OutboxMessage.objects.filter(kind="mail").values_list("payload__build", flat=True))


def test_free_event_is_a_draft_with_sections_group_and_owner(owner: User):
    gallery = free_gallery(owner, pin="0420")

    event = EventPage.objects.get()
    day = soon()
    assert (event.title, event.slug, event.live, event.owner) == ("Asha and Ravi", "asha-and-ravi", False, owner)
    assert event.starts_at == datetime(day.year, day.month, day.day, tzinfo=UTC)
    assert event.ends_at == event.starts_at + timedelta(hours=23, minutes=59)
    assert list(event.get_children().values_list("slug", "live")) == [(slug, False) for slug in SECTIONS]
    assert list(event.organizer_group.group.user_set.all()) == [owner]
    assert list(EventRole.objects.values_list("event", "user", "role")) == [(event.pk, owner.pk, "owner")]
    assert (gallery.event_id, gallery.slug, gallery.name, gallery.status) == (
        event.pk,
        event.slug,
        event.title,
        "draft",
    )
    assert (is_pin_of(gallery, "0420"), is_pin_of(gallery, "0421")) == (True, False)
    assert gallery.public_id == event.public_id == event.get_latest_revision_as_object().public_id
    assert (fees(gallery), gallery.currency, Payment.objects.count()) == ((0, 0, 0), "INR", 0)


def test_second_event_of_the_name_gets_a_random_end(owner: User):
    EventFactory(title="Asha and Ravi")

    first, second = free_gallery(owner), free_gallery(owner)

    addresses = [first.slug, second.slug]
    assert [slug[:-7] for slug in addresses] == ["asha-and-ravi"] * 2
    assert len({*addresses, "asha-and-ravi"}) == 3
    assert [gallery.event.slug for gallery in (first, second)] == addresses


def test_name_in_another_script_gets_an_address_that_can_be_typed(owner: User):
    assert free_gallery(owner, name="आशा और रवि").slug == "asa-aur-rvi"
    assert free_gallery(owner, name="🎉🎉🎉").slug.isascii()


def test_paid_event_comes_into_being_with_its_payment(owner: User):
    payment = begun(owner, pin="0420")
    assert (str(payment.money), payment.buyer_email, payment.event) == ("INR 400.00", "asha@example.org", None)
    assert (Gallery.objects.count(), EventPage.objects.count()) == (0, 0)

    came_back_to = pay(payment)

    gallery, order = Gallery.objects.get(), GalleryOrder.objects.get()
    assert came_back_to.endswith(f"/organizer/new/payments/{payment.public_id}/")
    assert (gallery.max_guests, gallery.max_uploads_per_guest, fees(gallery)) == (200, 20, (400, 400, 0))
    assert is_pin_of(gallery, "0420")
    assert (gallery.event.title, list(EventRole.objects.values_list("user", flat=True))) == (
        "Asha and Ravi",
        [owner.pk],
    )
    assert (order.state, order.gallery, mails()) == ("applied", gallery, ["gallery.payment_confirmed"])


def test_looking_at_the_payment_again_changes_nothing(owner: User):
    payment = begun(owner)
    for _look in range(3):
        pay(payment)

    assert (Gallery.objects.count(), Payment.objects.get().state, send_refunds()) == (1, "confirmed", [])


def test_declined_payment_leaves_no_event_and_is_tried_again(owner: User):
    payment = begun(owner)
    pay(payment, "decline")
    order = GalleryOrder.objects.get()
    # A declined page can still be paid at: the same one is shown.
    assert pay_order(order) == payment

    Payment.objects.update(deadline=clock.now() - timedelta(seconds=1))
    settle_payment(payment)
    order.refresh_from_db()
    assert (order.state, Gallery.objects.count(), mails()) == ("failed", 0, ["gallery.payment_failed"])

    again = pay_order(order)
    pay(again)

    order.refresh_from_db()
    assert again != payment
    assert (order.state, Gallery.objects.count()) == ("applied", 1)


def test_money_that_comes_after_the_order_failed_makes_the_event(owner: User):
    payment = begun(owner)
    GalleryOrder.objects.update(state="failed")

    pay(payment)

    assert (GalleryOrder.objects.get().state, Gallery.objects.count()) == ("applied", 1)


def test_money_for_an_event_that_is_over_goes_back(owner: User):
    payment = begun(owner)
    order = GalleryOrder.objects.get()
    order.proposal |= {"event_date": "2026-01-01", "end_date": "2026-01-01"}
    order.save()

    pay(payment)

    assert (Gallery.objects.count(), send_refunds()) == (0, [(400, "the event is over")])
    order.refresh_from_db()
    assert (order.problem, mails()) == ("the event is over", ["gallery.money_returned"])
    with pytest.raises(OrderOver):
        pay_order(order)


def test_money_of_a_deleted_account_goes_back(owner: User):
    payment = begun(owner)
    owner.delete()

    pay(payment)

    assert (Gallery.objects.count(), send_refunds()) == (0, [(400, "the account was deleted")])


def test_second_payment_of_one_order_goes_back(owner: User):
    first = begun(owner)
    # Somebody's second page, opened while the first was still being paid at.
    Payment.objects.filter(pk=first.pk).update(redirect_url="", deadline=clock.now() + timedelta(hours=1))
    at_provider(first, "silent")
    with pytest.raises(OrderOver):
        pay_order(GalleryOrder.objects.get())
    assert Gallery.objects.count() == 1


def test_same_key_makes_one_free_event(owner: User):
    key = Key("click-1", "a" * 64)
    first = create_gallery(wish(), by=owner, key=key)

    assert create_gallery(wish(), by=owner, key=key) == first
    assert Gallery.objects.count() == 1
    with pytest.raises(KeyReused):
        create_gallery(wish(), by=owner, key=Key("click-1", "b" * 64))
    assert create_gallery(wish(), by=somebody(), key=key) != first


def test_same_key_finds_the_payment_and_then_the_event(owner: User):
    key = Key("click-1", "a" * 64)
    wanted = wish(guests=300)
    first = create_gallery(wanted, by=owner, key=key)
    assert create_gallery(wanted, by=owner, key=key) == first

    pay(first)

    assert create_gallery(wanted, by=owner, key=key) == Gallery.objects.get()
    assert (Payment.objects.count(), GalleryOrder.objects.count()) == (1, 1)


def test_key_is_forgotten_after_a_day(owner: User):
    create_gallery(wish(), by=owner, key=Key("click-1", "a" * 64))
    assert forget_requests() == 0
    CreateRequest.objects.update(created_at=clock.now() - REQUESTS_KEPT)

    assert forget_requests() == 1


def test_refused_request_leaves_nothing_and_its_key_free(owner: User):
    key = Key("click-1", "a" * 64)
    with pytest.raises(InvalidInput):
        create_gallery(wish(guests=0), by=owner, key=key)

    assert (CreateRequest.objects.count(), EventPage.objects.count()) == (0, 0)
    assert isinstance(create_gallery(wish(), by=owner, key=key), Gallery)


def test_payment_is_not_started_twice_at_the_same_moment(owner: User):
    payment = begun(owner)
    Payment.objects.update(redirect_url="")
    GalleryOrder.objects.update(starting_until=clock.now() + timedelta(seconds=30))

    with pytest.raises(PaymentStarting):
        pay_order(GalleryOrder.objects.get())

    GalleryOrder.objects.update(starting_until=clock.now() - timedelta(seconds=1))
    assert pay_order(GalleryOrder.objects.get()) != payment


def test_only_so_many_events_are_made_in_a_day(owner: User, monkeypatch):
    monkeypatch.setattr(
        "gallery.actions.create.NEW_EVENTS", type(NEW_EVENTS)("gallery-events", limit=1, seconds=86_400)
    )
    free_gallery(owner)

    with pytest.raises(TooManyRequests):
        free_gallery(owner)
    with pytest.raises(TooManyRequests):
        begun(owner)

    assert (EventPage.objects.count(), GalleryOrder.objects.count()) == (1, 0)


def test_without_a_proved_address_nobody_creates(owner: User):
    with pytest.raises(NotAllowed) as refused:
        create_gallery(wish(), by=UserFactory())
    assert refused.value.code == "ADDRESS_NOT_PROVED"


def test_payer_without_a_mail_address_or_a_provider_is_told(owner: User, settings):
    User.objects.filter(pk=owner.pk).update(email=None, phone="+4930123456")
    owner.refresh_from_db()
    with pytest.raises(InvalidInput) as refused:
        begun(owner)
    assert refused.value.code == "MAIL_NEEDED"

    settings.PAYMENTS = PaymentsConfig(sandbox=False)
    with pytest.raises(InvalidInput) as refused:
        begun(somebody())
    assert refused.value.code == "NO_PROVIDER"
    with pytest.raises(InvalidInput):
        create_gallery(wish(guests=200), by=owner, provider="stripe")


def test_cover_is_an_image_that_the_person_may_choose(owner: User):
    image = ImageFactory()
    wanted = wish()
    with pytest.raises(InvalidInput) as refused:
        create_gallery(type(wanted)(wanted.name, wanted.plan, "", image.pk), by=owner)
    assert refused.value.fields == {"cover_image": "There is no such image."}

    User.objects.filter(pk=owner.pk).update(is_superuser=True)
    owner = User.objects.get(pk=owner.pk)
    gallery = create_gallery(type(wanted)(wanted.name, wanted.plan, "", image.pk), by=owner)

    assert (gallery.cover_image, gallery.event.hero_image) == (image, image)


TOO_LONG = {"end_date": "A gallery is open for 31 days at most."}


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"max_guests": 0}, {"max_guests": "Give a number from 1 to 50000."}),
        ({"max_uploads_per_guest": 1001}, {"max_uploads_per_guest": "Give a number from 1 to 1000."}),
        ({"compression_mode": "tiny"}, {"compression_mode": "There is no such mode."}),
        ({"end_date": soon(29)}, {"end_date": "The last day cannot come before the first."}),
        ({"end_date": soon(61)}, TOO_LONG),
        ({"event_date": soon(-3), "end_date": soon(-3)}, {"event_date": "This day is over."}),
        ({"event_date": soon(99_999), "end_date": soon(99_999)}, {"event_date": "This day is too far away."}),
    ],
    ids=["no guests", "too many photos", "mode", "ends first", "too long", "over", "far"],
)
def test_settings_that_do_not_fit_are_refused_beside_their_field(owner: User, changes, fields):
    wanted = plan()
    broken = type(wanted)(**{name: changes.get(name, getattr(wanted, name)) for name in wanted.__dataclass_fields__})
    with pytest.raises(InvalidInput) as refused:
        create_gallery(type(wish())("Asha and Ravi", broken), by=owner)
    assert refused.value.fields == fields


@pytest.mark.parametrize("name", ["ab", " a\n ", "x" * 121], ids=["short", "spaces", "long"])
def test_name_needs_three_to_120_characters(owner: User, name: str):
    with pytest.raises(InvalidInput) as refused:
        create_gallery(wish(name), by=owner)
    assert list(refused.value.fields) == ["name"]
