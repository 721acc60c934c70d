"""Making an event at `/organizer/new/`: free at once, paid after its price was seen, nothing typed lost."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone as clock

from accounts.models import User
from gallery.models import Gallery, GalleryOrder
from payments.actions import settle_payment
from payments.config import PaymentsConfig
from payments.models import Payment
from tests.factories import UserFactory
from tests.gallery.orders.desk import begun, pay, somebody, soon

pytestmark = pytest.mark.django_db
NEW = "/organizer/new/"


def filled(**more: Any) -> dict[str, Any]:
    typed = {
        "name": "Asha and Ravi",
        "event_date": soon().isoformat(),
        "end_date": "",
        "max_guests": 100,
        "max_uploads_per_guest": 10,
        "compression_mode": "compressed",
        "pin": "",
        "page_key": "one",
    }
    return typed | more


DEAR = {"max_guests": 200, "max_uploads_per_guest": 20}


def amounts(html: str) -> dict[str, str]:
    """The price as it stands on the page."""
    return dict(re.findall(r'data-(?:part|amount)="(\w+)">([^<]+)<', html))


def test_form_shows_the_price_of_what_it_proposes(browser: Client):
    html = browser.get(NEW).content.decode()

    assert amounts(html) == {"guests": "INR 0.00", "images": "INR 0.00", "raw": "INR 0.00", "total": "INR 0.00"}
    assert 'name="price_seen" value="0.00 INR"' in html
    assert 'href="/organizer/new/"' in browser.get("/organizer/").content.decode()


def test_free_event_leads_to_its_share_page(browser: Client, asha: User):
    answer = browser.post(NEW, filled(pin="0420"))

    gallery = Gallery.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/organizer/events/{gallery.slug}/gallery/share/")
    assert (gallery.name, gallery.event_date, gallery.end_date) == ("Asha and Ravi", soon(), soon())
    assert (gallery.has_pin, gallery.event.owner) == (True, asha)
    assert "is ready" in browser.get(answer["Location"]).content.decode()


def test_event_of_today_can_be_on_the_site_though_it_is_open_at_once(browser: Client):
    browser.post(NEW, filled(event_date=soon(0).isoformat(), show_on_site="on"))

    gallery = Gallery.objects.get()
    assert (gallery.status, gallery.show_on_site) == ("active", True)


def test_paid_event_is_on_the_site_as_it_was_ordered(browser: Client):
    browser.post(NEW, filled(**DEAR, price_seen="400.00 INR", provider="sandbox", show_on_site="on"))
    html = browser.get(f"{NEW}?again={GalleryOrder.objects.get().public_id}").content.decode()
    assert re.search(r'name="show_on_site"[^>]* checked', html)

    pay(Payment.objects.get())

    assert Gallery.objects.get().show_on_site is True


def test_two_clicks_make_one_event_and_another_wish_another(browser: Client):
    for typed in (filled(), filled(), filled(name="Asha, again")):
        browser.post(NEW, typed)

    assert sorted(Gallery.objects.values_list("name", flat=True)) == ["Asha and Ravi", "Asha, again"]


def test_price_is_shown_in_parts_before_anybody_pays(browser: Client):
    answer = browser.post(NEW, filled(**DEAR))

    html = answer.content.decode()
    assert (answer.status_code, GalleryOrder.objects.count()) == (422, 0)
    assert amounts(html) == {"guests": "INR 200.00", "images": "INR 200.00", "raw": "INR 0.00", "total": "INR 400.00"}
    assert "This costs INR 400.00." in html
    assert ('value="Asha and Ravi"' in html, 'name="price_seen" value="400.00 INR"' in html) == (True, True)


def test_seen_price_leads_to_the_payment_and_back_to_the_share_page(browser: Client):
    answer = browser.post(NEW, filled(**DEAR, price_seen="400.00 INR", provider="sandbox"))
    payment = Payment.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/payments/{payment.public_id}/go/")
    assert Gallery.objects.count() == 0

    back = pay(payment)

    gallery = Gallery.objects.get()
    assert browser.get(back)["Location"] == f"/organizer/events/{gallery.slug}/gallery/share/"


def test_failed_payment_is_tried_again(browser: Client, asha: User):
    payment = begun(asha)
    pay(payment, "decline")
    Payment.objects.update(deadline=clock.now() - timedelta(seconds=1))
    settle_payment(payment)
    page = f"/organizer/new/payments/{payment.public_id}/"
    html = browser.get(page).content.decode()
    assert ("The payment did not go through" in html, "INR 400.00" in html) == (True, True)
    assert "“Asha and Ravi” is not paid yet: INR 400.00." in browser.get("/organizer/").content.decode()

    again = browser.post(page, {"provider": "sandbox"})

    newest = Payment.objects.order_by("-pk")[0]
    assert (again.status_code, again["Location"]) == (302, f"/payments/{newest.public_id}/go/")
    pay(newest)
    assert (newest == payment, Gallery.objects.get().total_fee) == (False, 40000)


def test_unpaid_order_fills_the_form_again(browser: Client, asha: User):
    begun(asha)
    order = GalleryOrder.objects.get()

    html = browser.get(f"{NEW}?again={order.public_id}").content.decode()

    assert ('value="Asha and Ravi"' in html, amounts(html)["total"]) == (True, "INR 400.00")
    assert browser.get(f"{NEW}?again=nothing").status_code == 200


def test_superseded_order_has_nothing_to_pay(browser: Client, asha: User):
    payment = begun(asha)
    GalleryOrder.objects.update(state="superseded")

    page = browser.get(f"/organizer/new/payments/{payment.public_id}/").content.decode()
    refused = browser.post(f"/organizer/new/payments/{payment.public_id}/", {"provider": "sandbox"})

    assert ("There is nothing to pay any more" in page, refused.status_code) == (True, 409)


def test_payment_of_somebody_else_is_not_there(browser: Client):
    payment = begun(somebody())

    assert browser.get(f"/organizer/new/payments/{payment.public_id}/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "A"}, "at least 3 characters"),
        ({"event_date": "2020-01-01"}, "This day is over."),
        ({"end_date": "2020-01-01"}, "The last day cannot come before the first."),
        ({"max_guests": 0}, "Give a number from 1 to 50000."),
        ({"max_guests": "many"}, "Enter a whole number."),
        ({"compression_mode": "tiny"}, "Select a valid choice."),
        ({"pin": "12"}, "A PIN has exactly four digits."),
    ],
    ids=["name", "past", "order", "none", "words", "mode", "pin"],
)
def test_bad_input_is_told_beside_its_field_with_everything_kept(browser: Client, typed: dict[str, Any], said: str):
    answer = browser.post(NEW, filled(name="Asha and Ravi", pin="4711") | typed)

    html = answer.content.decode()
    name = next(iter(typed))
    place = "id_compression_mode_error" if name == "compression_mode" else f"id_{name}_error"
    assert answer.status_code in {400, 422}
    assert re.search(rf'id="{place}">[^<]*{re.escape(said)}', html)
    assert ('value="4711"' in html) == (name != "pin")
    assert Gallery.objects.count() == 0


def test_without_a_provider_nothing_is_ordered(browser: Client, settings: Any):
    settings.PAYMENTS = PaymentsConfig()

    page = browser.post(NEW, filled(**DEAR))
    answer = browser.post(NEW, filled(**DEAR, price_seen="400.00 INR"))

    said = "Nothing can be paid here yet: no payment provider is set up."
    assert ([said in one.content.decode() for one in (page, answer)], GalleryOrder.objects.count()) == ([True, True], 0)


def test_address_has_to_be_proved(client: Client, asha: User):
    client.force_login(UserFactory())

    answer = client.post(NEW, filled())

    assert (answer.status_code, "Prove an address of yours first" in answer.content.decode()) == (403, True)


def test_strangers_sign_in_first(client: Client):
    assert client.get(NEW)["Location"] == "/auth/login?next=%2Forganizer%2Fnew%2F"
