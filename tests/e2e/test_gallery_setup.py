"""Organizers make a gallery and look after it in a browser; visitors look at its photos on the site."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect

from accounts.models import User
from gallery.models import Gallery, Media
from gallery.storage import keys
from gallery.storage.stores import media_store
from payments.config import PaymentsConfig
from site_pages.actions import ensure_site_root
from tests.e2e.test_organizer import sign_in
from tests.e2e.test_public_axe import findings
from tests.factories import EventFactory
from tests.factories.accounts import EventRoleFactory
from tests.factories.gallery import gallery_for, guest_of, photo_of
from tests.factories.pictures import telling
from tests.gallery.orders.desk import somebody, soon


@pytest.fixture
def asha(base_url: str, settings: Any) -> User:
    settings.BASE_URL = base_url
    settings.PAYMENTS = PaymentsConfig(sandbox=True)
    ensure_site_root(hostname="localhost", port=80)
    return somebody(email="asha@example.org")


@pytest.fixture
def gallery(asha: User) -> Gallery:
    event = EventFactory(title="Harbour party", slug="party", timezone="Europe/Berlin")
    EventRoleFactory(event=event, user=asha)
    return gallery_for(event, name="Harbour party", show_on_site=True)


def photo(gallery: Gallery, name: str, colour: str) -> Media:
    """One with its pictures in the store."""
    made = photo_of(guest_of(gallery, name))
    file = BytesIO()
    Image.new("RGB", (64, 48), colour).save(file, "WEBP")
    for key in (keys.thumbnail, keys.preview):
        place = key(gallery.public_id, made.public_id, recipe=1)
        media_store().put(place, BytesIO(file.getvalue()), size=len(file.getvalue()), content_type="image/webp")
    return made


def test_price_follows_the_settings_and_leads_to_the_payment(page: Page, base_url: str, client: Any, asha: User):
    sign_in(page, client, asha, base_url)
    page.goto(base_url + "/organizer/")
    page.get_by_role("link", name="Create event").click()
    assert findings(page) == []
    page.get_by_label("Name").fill("Asha and Ravi")
    page.get_by_label("Date", exact=True).fill(soon().isoformat())
    expect(page.get_by_role("button", name="Create event")).to_be_visible()

    page.get_by_label("Guests", exact=True).fill("200")
    page.get_by_label("Photos for each guest").fill("20")
    expect(page.locator("[data-amount=total]")).to_have_text("INR 400.00")
    expect(page.locator("[data-part=guests]")).to_have_text("INR 200.00")
    page.get_by_label("Originals").check()
    expect(page.locator("[data-amount=total]")).to_have_text("INR 4,400.00")
    page.get_by_label("Smaller photos").check()
    expect(page.locator("[data-amount=total]")).to_have_text("INR 400.00")
    page.get_by_label("Guests", exact=True).fill("")
    expect(page.get_by_text("to see the price")).to_be_visible()
    page.get_by_label("Guests", exact=True).fill("200")
    expect(page.locator("[data-amount=total]")).to_be_visible()
    page.get_by_role("button", name="Go to the payment").click()

    page.wait_for_url("**/sandbox/**")
    page.get_by_role("button", name="Pay", exact=False).first.click()
    page.wait_for_url("**/gallery/share/")
    gallery = Gallery.objects.get()
    assert (gallery.max_guests, gallery.max_uploads_per_guest, gallery.total_fee) == (200, 20, 40000)
    expect(page.get_by_label("Address for guests")).to_have_value(f"{base_url}/e/{gallery.slug}")


def test_cover_from_the_phone_waits_for_its_words_and_greets_guests(
    phone: Page, base_url: str, client: Any, asha: User, browser: Browser
):
    sign_in(phone, client, asha, base_url)
    phone.goto(base_url + "/organizer/new/")
    phone.get_by_label("Name").fill("Asha and Ravi")
    phone.get_by_label("Date", exact=True).fill(soon().isoformat())
    picture: FilePayload = {"name": "us.jpg", "mimeType": "image/jpeg", "buffer": telling("image/jpeg")}
    phone.get_by_label("A cover from this device").set_input_files(picture)
    phone.get_by_role("button", name="Create event").click()

    expect(phone.get_by_text("Say in a few words what the picture shows.").first).to_be_visible()
    assert findings(phone) == []
    expect(phone.locator("[name=cover_image] option:checked")).to_have_text("Your picture: us.jpg")
    phone.get_by_label("What the cover shows").fill("Two people at the sea")
    phone.get_by_role("button", name="Create event").click()

    phone.wait_for_url("**/gallery/share/")
    guest = browser.new_page()
    guest.goto(f"{base_url}/e/{Gallery.objects.get().slug}")
    cover = guest.get_by_role("img", name="Two people at the sea")
    expect(cover).to_be_visible()
    assert cover.evaluate("picture => picture.complete && picture.naturalWidth > 0")
    guest.close()


def test_organizer_pages_read_well(page: Page, base_url: str, client: Any, asha: User, gallery: Gallery):
    photo(gallery, "Ravi", "teal")
    sign_in(page, client, asha, base_url)
    for name in ("share/", "guests/", "stats/", "settings/", "settings/close/"):
        page.goto(f"{base_url}/organizer/events/party/gallery/{name}")
        assert (name, findings(page)) == (name, [])


def test_guest_is_closed_out(page: Page, base_url: str, client: Any, asha: User, gallery: Gallery):
    guest_of(gallery, "Ravi")
    sign_in(page, client, asha, base_url)
    page.goto(f"{base_url}/organizer/events/party/gallery/guests/")

    page.get_by_role("button", name="Close for this device Ravi").click()

    expect(page.get_by_text("Ravi cannot send photos any more.")).to_be_visible()
    expect(page.get_by_role("button", name="Open again Ravi")).to_be_visible()


def test_visitors_look_at_photos_one_by_one(phone: Page, base_url: str, gallery: Gallery):
    for name, colour in (("Ravi", "teal"), ("Asha", "gold")):
        photo(gallery, name, colour)
    phone.goto(base_url + "/events/party/photos/")
    assert findings(phone) == []
    assert phone.evaluate("document.querySelector('.guest-photos img').naturalWidth") == 64

    phone.get_by_role("link", name="Photo by Asha").click()

    viewer = phone.get_by_role("dialog")
    expect(viewer.get_by_text("Photo by Asha")).to_be_visible()
    expect(viewer.get_by_role("button", name="Previous photo")).to_be_disabled()
    phone.keyboard.press("ArrowRight")
    expect(viewer.get_by_text("Photo by Ravi")).to_be_visible()
    phone.keyboard.press("Escape")
    expect(phone.get_by_role("link", name="Photo by Ravi")).to_be_focused()
