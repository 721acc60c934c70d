"""The settings of a gallery: who may change what, what it costs first, closing and archiving, adding one."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone as clock

from accounts.models import EventRole, User
from gallery.actions.orders import reason_against
from gallery.models import Gallery, GalleryOrder
from gallery.pins import is_pin_of
from payments.models import Payment
from site_pages.models import EventPage
from tests.factories import EventFactory, EventRoleFactory
from tests.factories.gallery import gallery_for, guest_of, photo_of
from tests.factories.sign_in import sign_in_as
from tests.gallery.orders.desk import fees, free_gallery, paid_gallery, pay, send_refunds, somebody, soon
from tests.gallery.organize.test_create import amounts

pytestmark = pytest.mark.django_db
Role = EventRole.Role


def path_of(gallery: Gallery, page: str = "settings/") -> str:
    return f"/organizer/events/{gallery.event.slug}/gallery/{page}"


def typed(gallery: Gallery, **more: Any) -> dict[str, Any]:
    """The form as it is shown, with some fields changed."""
    values = {
        "name": gallery.name,
        "event_date": gallery.event_date.isoformat(),
        "end_date": "",
        "max_guests": gallery.max_guests,
        "max_uploads_per_guest": gallery.max_uploads_per_guest,
        "compression_mode": gallery.compression_mode,
        "pin": "",
    }
    return values | more


def test_free_changes_count_at_once(browser: Client, asha: User):
    gallery = free_gallery(asha)

    answer = browser.post(path_of(gallery), typed(gallery, name="Asha & Ravi", pin="0420", show_on_site="on"))

    gallery.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (302, path_of(gallery))
    assert (gallery.name, is_pin_of(gallery, "0420"), gallery.show_on_site) == ("Asha & Ravi", True, True)
    assert gallery.end_date == gallery.event_date == soon()


def test_empty_pin_keeps_it_and_the_tick_removes_it(browser: Client, asha: User):
    gallery = free_gallery(asha, pin="0420")
    kept = browser.post(path_of(gallery), typed(gallery))
    gallery.refresh_from_db()
    assert (kept.status_code, gallery.has_pin) == (302, True)

    browser.post(path_of(gallery), typed(gallery, remove_pin="on"))

    gallery.refresh_from_db()
    assert gallery.has_pin is False


def test_dearer_settings_are_seen_then_paid_then_count(browser: Client, asha: User):
    gallery = free_gallery(asha)
    dear = typed(gallery, max_guests=200, max_uploads_per_guest=20)

    shown = browser.post(path_of(gallery), dear)
    assert (shown.status_code, amounts(shown.content.decode())["due"]) == (422, "INR 400.00")
    assert GalleryOrder.objects.count() == 0
    sent = browser.post(path_of(gallery), dear | {"price_seen": "400.00 INR", "provider": "sandbox"})
    payment = Payment.objects.get()
    assert sent["Location"] == f"/payments/{payment.public_id}/go/"
    assert "waits to be paid: INR 400.00" in browser.get(path_of(gallery)).content.decode()

    back = pay(payment)

    assert browser.get(back)["Location"] == path_of(gallery)
    gallery.refresh_from_db()
    assert (gallery.max_guests, fees(gallery)) == (200, (400, 400, 0))


def test_waiting_settings_are_called_off(browser: Client, asha: User):
    gallery = free_gallery(asha)
    dear = typed(gallery, max_guests=200, max_uploads_per_guest=20)
    browser.post(path_of(gallery), dear | {"price_seen": "400.00 INR", "provider": "sandbox"})

    browser.post(path_of(gallery, "settings/call-off/"))

    assert GalleryOrder.objects.get().state == "superseded"
    assert "waits to be paid" not in browser.get(path_of(gallery)).content.decode()


def test_cheaper_settings_leave_credit_that_the_page_shows(browser: Client, asha: User):
    gallery = paid_gallery(asha)

    browser.post(path_of(gallery), typed(gallery, max_guests=100))

    html = browser.get(path_of(gallery)).content.decode()
    assert (fees(gallery), amounts(html)["credit"]) == ((100, 400, 300), "INR 300.00")
    assert "kept as credit for this event" in html


@pytest.mark.parametrize("page", ["settings/", "share/"])
def test_page_reminds_of_what_opening_ends(browser: Client, asha: User, page: str):
    gallery = free_gallery(asha)
    said = "From then on only its name and PIN can be changed."
    before = browser.get(path_of(gallery, page)).content.decode()
    Gallery.objects.update(show_on_site=True)
    shown = browser.get(path_of(gallery, page)).content.decode()
    Gallery.objects.update(event_date=soon(0), end_date=soon(0))
    after = browser.get(path_of(gallery, page)).content.decode()

    assert [said in html for html in (before, shown, after)] == [True, True, False]
    assert ["Its photos will not be on" in html for html in (before, shown)] == [True, False]
    assert ("It has no cover." in before, "Its photos will be on" in shown) == (True, True)


def reasons(html: str) -> tuple[list[str], int]:
    """What says why fields are disabled, and how many disabled controls refer to it."""
    controls = [tag for tag in re.findall(r"<(?:input|select)[^>]*>", html) if " disabled" in tag]
    said = re.findall(r'<p id="lock-reason">(.*?)</p>', html)
    return said, sum('aria-describedby="lock-reason"' in tag for tag in controls)


def test_after_opening_only_name_and_pin_are_open(browser: Client, asha: User):
    gallery = free_gallery(asha)
    Gallery.objects.update(event_date=soon(0), end_date=soon(0))
    gallery.refresh_from_db()

    html = browser.get(path_of(gallery)).content.decode()
    browser.post(path_of(gallery), typed(gallery, name="Asha & Ravi", pin="0420", max_guests=500))

    gallery.refresh_from_db()
    assert reasons(html) == (["The gallery has opened: only its name and PIN can be changed now."], 7)
    assert (gallery.name, gallery.has_pin, gallery.max_guests) == ("Asha & Ravi", True, 100)


def test_collaborator_changes_what_is_free_and_sees_no_price(client: Client, asha: User):
    gallery = free_gallery(asha)
    sign_in_as(client, EventRoleFactory(event=gallery.event, role=Role.COLLABORATOR).user)

    html = client.get(path_of(gallery)).content.decode()
    client.post(path_of(gallery), typed(gallery, name="Asha & Ravi", max_guests=500))

    gallery.refresh_from_db()
    assert reasons(html) == (["Days, places and the kind of photos are the owner&#x27;s to change."], 6)
    assert amounts(html) == {}
    assert (gallery.name, gallery.max_guests) == ("Asha & Ravi", 100)


def test_bad_input_keeps_what_was_typed(browser: Client, asha: User):
    gallery = free_gallery(asha)

    answer = browser.post(path_of(gallery), typed(gallery, name="New name", pin="12"))

    gallery.refresh_from_db()
    html = answer.content.decode()
    assert (answer.status_code, "A PIN has exactly four digits." in html, 'value="New name"' in html) == (
        400,
        True,
        True,
    )
    assert gallery.name == "Asha and Ravi"


@pytest.mark.parametrize(("page", "status"), [("close", "closed"), ("archive", "archived")])
def test_ending_asks_first(browser: Client, asha: User, page: str, status: str):
    gallery = free_gallery(asha)
    address = path_of(gallery, f"settings/{page}/")
    assert browser.get(address).status_code == 200

    answers = [browser.post(address, sent).status_code for sent in ({}, {"sure": "on"})]

    gallery.refresh_from_db()
    assert (answers, gallery.status) == ([422, 302], status)


def test_nothing_changed_changes_nothing(browser: Client, asha: User):
    gallery = free_gallery(asha)

    browser.post(path_of(gallery), typed(gallery))

    assert "Nothing was changed." in browser.get(path_of(gallery)).content.decode()


PAGES = {
    "settings/": {Role.OWNER, Role.COLLABORATOR},
    "settings/close/": {Role.OWNER},
    "settings/archive/": {Role.OWNER},
    "share/": {Role.OWNER, Role.COLLABORATOR, Role.MODERATOR},
}


@pytest.mark.parametrize("page", PAGES)
def test_page_is_there_for_whom_it_should_be(db: None, page: str):
    gallery = gallery_for(EventFactory(slug="party"))
    people = {role: EventRoleFactory(event=gallery.event, role=role).user for role in Role.values}
    people["foreign"] = EventRoleFactory(event=EventFactory(slug="other")).user
    found = {}
    for who, user in people.items():
        client = Client()
        sign_in_as(client, user)
        found[who] = client.get(path_of(gallery, page)).status_code

    assert found == {who: 200 if who in PAGES[page] else 404 for who in people}


def test_event_of_the_cms_gets_a_gallery(browser: Client, asha: User):
    event = EventFactory(slug="harbour", title="Harbour day", starts_at=clock.now() + timedelta(days=9))
    EventRoleFactory(event=event, user=asha)
    address = "/organizer/events/harbour/gallery/settings/"
    assert 'value="Harbour day"' in browser.get(address).content.decode()

    sent = {"name": "Harbour day", "event_date": soon(9).isoformat(), "compression_mode": "compressed", "pin": "0420"}
    answer = browser.post(address, sent | {"max_guests": 100, "max_uploads_per_guest": 10})

    gallery = Gallery.objects.get()
    assert answer["Location"] == "/organizer/events/harbour/gallery/share/"
    assert (gallery.event_id, gallery.public_id, gallery.slug) == (event.pk, event.public_id, "harbour")
    assert (is_pin_of(gallery, "0420"), EventPage.objects.count()) == (True, 1)


def test_paid_gallery_of_an_event_is_made_once(browser: Client, asha: User):
    event = EventFactory(slug="harbour", title="Harbour day", starts_at=clock.now() + timedelta(days=9))
    EventRoleFactory(event=event, user=asha)
    address = "/organizer/events/harbour/gallery/settings/"
    sent = {"name": "Harbour day", "event_date": soon(9).isoformat(), "compression_mode": "compressed"}
    sent |= {"max_guests": "200", "max_uploads_per_guest": "20", "price_seen": "400.00 INR", "provider": "sandbox"}
    for _click in range(2):
        browser.post(address, sent)
    first, second = Payment.objects.order_by("pk")
    assert list(GalleryOrder.objects.order_by("pk").values_list("state", flat=True)) == ["superseded", "pending"]

    pay(second)

    assert (Gallery.objects.get().event_id, EventPage.objects.count()) == (event.pk, 1)
    first.refresh_from_db()
    assert (first.state, send_refunds()) == ("cancelled", [])
    # Whose money comes late all the same buys nothing.
    assert reason_against(GalleryOrder.objects.order_by("pk")[0]) == "the event has a gallery already"


def test_collaborator_cannot_add_a_gallery(client: Client, asha: User):
    event = EventFactory(slug="harbour")
    sign_in_as(client, EventRoleFactory(event=event, role=Role.COLLABORATOR, user=somebody()).user)

    page = client.get("/organizer/events/harbour/gallery/settings/")

    assert "Its owner can add one." in page.content.decode()
    assert client.post("/organizer/events/harbour/gallery/settings/", {"name": "Mine"}).status_code == 200
    assert Gallery.objects.count() == 0


def test_list_says_how_galleries_do_to_those_who_see_them(client: Client, django_assert_num_queries: Any):
    user = somebody()
    sign_in_as(client, user)
    for number, role in enumerate([Role.OWNER, Role.MODERATOR, Role.CHECK_IN]):
        gallery = gallery_for(EventFactory(slug=f"party-{number}"))
        EventRoleFactory(event=gallery.event, user=user, role=role)
        photo_of(guest_of(gallery, "Ravi"))

    client.get("/organizer/")
    with django_assert_num_queries(9):
        html = client.get("/organizer/").content.decode()

    assert (html.count("1 photo"), html.count("1 guest"), html.count("photos: open")) == (2, 2, 2)
