"""A guest's phone at the party: the PIN, photos, no network, a reload, two tabs, second thoughts. Every photo once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from random import Random
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FilePayload, Locator, Page, Route, expect

from gallery.actions.derive import derive_due
from gallery.choices import MediaStatus
from gallery.models import Gallery, GuestSession, Media
from gallery.pins import pin_hash
from tests.e2e.conftest import PATIENCE, PHONE
from tests.factories import EventFactory
from tests.factories.gallery import gallery_for

pytestmark = pytest.mark.django_db(transaction=True)
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
READY = 'html[data-guest="ready"]'


@pytest.fixture
def phone_context(browser: Browser, base_url: str) -> Iterator[BrowserContext]:
    """A guest's phone. What it does without network and with a wrong PIN the browser notes as errors; they are none."""
    visitor = browser.new_context(viewport=PHONE, locale="en-GB", has_touch=True, is_mobile=True)
    visitor.set_default_timeout(PATIENCE)
    complaints: list[str] = []
    visitor.on("weberror", lambda error: complaints.append(str(error.error)))
    visitor.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield visitor
    visitor.close()
    assert [text for text in complaints if not text.startswith("Failed to load resource")] == []


@pytest.fixture
def gallery(base_url: str) -> Gallery:
    event = EventFactory(title="Harbour party", slug="harbour", accent_color="#9a3412")
    found = gallery_for(event, max_uploads_per_guest=5)
    found.pin_hash = pin_hash(found.public_id, "2468")
    found.save(update_fields=["pin_hash"])
    return found


def photos(count: int, *, first: int = 0) -> list[FilePayload]:
    """As a camera gives them; each its own bytes."""
    return [
        {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": jpeg(number)}
        for number in range(first, first + count)
    ]


def jpeg(number: int) -> bytes:
    file = BytesIO()
    colour = Random(number).randbytes(3)
    Image.frombytes("RGB", (160, 120), colour * (160 * 120)).save(file, "JPEG")
    return file.getvalue()


def come_in(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/e/harbour")
    page.locator("#pin").press_sequentially("2468")
    expect(page.get_by_role("button", name="Take a photo")).to_be_visible()


def choose(page: Page, files: list[FilePayload]) -> None:
    page.set_input_files('[data-part="library"]', files)


def frames(page: Page, *states: str) -> Locator:
    """The frames of the film in these states."""
    return page.locator(", ".join(f'.frame[data-state="{state}"]' for state in states))


def left(page: Page) -> Locator:
    return page.locator(".counter-number strong")


def as_stored(gallery: Gallery) -> tuple[list[str], list[int]]:
    """The states of the gallery's photos, and the shots that its guests have used."""
    states = list(Media.objects.filter(gallery=gallery).order_by("pk").values_list("status", flat=True))
    return states, list(GuestSession.objects.filter(gallery=gallery).values_list("shots_used", flat=True))


def test_photos_outlive_lost_network_and_a_reload_and_arrive_once(
    phone: Page, phone_context: BrowserContext, base_url: str, gallery: Gallery
):
    come_in(phone, base_url)
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.reload()  # now the service worker has the page in its hands
    phone.wait_for_selector(READY)
    choose(phone, photos(1))
    expect(frames(phone, "developing")).to_have_count(1)

    phone_context.set_offline(True)
    choose(phone, photos(2, first=1))
    expect(frames(phone, "waiting")).to_have_count(2)
    expect(phone.locator(".line")).to_contain_text("2 photos are safe on this phone")
    phone.reload()
    expect(frames(phone, "waiting")).to_have_count(2)
    expect(left(phone)).to_have_text("2")
    assert as_stored(gallery) == (["uploaded"], [1])

    phone_context.set_offline(False)
    expect(frames(phone, "developing")).to_have_count(3)
    assert as_stored(gallery) == (["uploaded"] * 3, [3])
    assert derive_due() == 3
    phone.reload()
    expect(frames(phone, "here")).to_have_count(3)
    expect(phone.locator(".line")).to_have_text("All 3 photos are in the gallery.")


def lost(path: str) -> Callable[[Route], None]:
    """The first request to it arrives, and its answer does not."""
    seen: list[str] = []

    def handle(route: Route) -> None:
        if path in route.request.url and path not in seen:
            seen.append(path)
            route.fetch()
            route.abort()
        else:
            route.continue_()

    return handle


def test_lost_answers_and_impatient_fingers_make_no_second_photo(
    phone: Page, phone_context: BrowserContext, base_url: str, gallery: Gallery
):
    for path in ("/api/guest/events/harbour/uploads", "/gallery-store/", "/complete"):
        phone_context.route(f"**{path}**" if path.endswith("/") else f"**{path}", lost(path))
    come_in(phone, base_url)

    choose(phone, photos(1))
    choose(phone, photos(1))

    expect(frames(phone, "developing")).to_have_count(1)
    expect(left(phone)).to_have_text("4")
    assert as_stored(gallery) == (["uploaded"], [1])


def test_second_tab_sends_nothing_twice_and_shows_the_same(
    phone: Page, phone_context: BrowserContext, base_url: str, gallery: Gallery
):
    sent: list[str] = []
    phone_context.on("request", lambda request: sent.append(request.url) if request.method == "PUT" else None)
    come_in(phone, base_url)
    other = phone_context.new_page()
    other.goto(f"{base_url}/e/harbour")
    other.wait_for_selector(READY)
    phone_context.set_offline(True)
    choose(phone, photos(1))
    choose(other, photos(1, first=1))
    for page in (phone, other):
        expect(frames(page, "waiting")).to_have_count(2)

    phone_context.set_offline(False)

    for page in (phone, other):
        expect(frames(page, "developing")).to_have_count(2)
    assert as_stored(gallery) == (["uploaded"] * 2, [2])
    assert len(sent) == len({url.partition("?")[0] for url in sent}) == 2


def findings(page: Page) -> list[dict[str, Any]]:
    return [
        {"id": one["id"], "nodes": [node["html"][:120] for node in one["nodes"]]}
        for scheme in ("light", "dark")
        if page.emulate_media(color_scheme=scheme, reduced_motion="reduce") is None
        for one in Axe().run(page, options=RULES).response["violations"]
    ]


def test_guest_signs_chooses_withdraws_and_axe_finds_nothing(phone: Page, base_url: str, gallery: Gallery):
    found = []
    phone.goto(f"{base_url}/e/harbour")
    phone.locator("#pin").press_sequentially("1111")
    expect(phone.get_by_role("alert")).to_have_text("This PIN is not right.")
    found += findings(phone)
    phone.locator("#pin").press_sequentially("2468")

    phone.get_by_role("button", name="Add your name or tags").click()
    phone.get_by_label("Your name").fill("Ada")
    phone.get_by_label("Tags for your next photos").fill("dance floor, table 4")
    found += findings(phone)
    phone.get_by_role("button", name="Done").click()
    expect(phone.locator(".about")).to_have_text("Signed Ada. Next tags: dance floor · table 4.")

    choose(phone, photos(6))
    expect(phone.get_by_role("heading", name="5 photos left: which ones?")).to_be_visible()
    for number in (2, 3, 4):
        phone.get_by_role("button", name=f"Photo {number}", exact=True).click()
    found += findings(phone)
    phone.get_by_role("button", name="Send 2 photos").click()
    expect(frames(phone, "developing")).to_have_count(2)
    choose(phone, [{"name": "notes.txt", "mimeType": "text/plain", "buffer": b"no picture"}])
    expect(phone.get_by_text("This is no photo of a kind that the gallery shows.")).to_be_visible()
    found += findings(phone)
    phone.get_by_role("button", name="Remove").click()
    expect(phone.locator(".problem")).to_contain_text("It has not been sent, and is gone for good.")
    phone.get_by_role("button", name="Remove").click()
    expect(phone.locator(".problem")).to_have_count(0)

    phone.get_by_role("button", name="Photo 1: developing").click()
    phone.get_by_role("button", name="Take this photo back").click()
    found += findings(phone)
    phone.get_by_role("button", name="Take it back").dblclick()
    expect(frames(phone, "developing")).to_have_count(1)
    expect(left(phone)).to_have_text("4")
    assert as_stored(gallery) == (["withdrawn", "uploaded"], [1])
    kept = Media.objects.get(gallery=gallery, status=MediaStatus.UPLOADED)
    assert (kept.uploader, kept.tags) == ("Ada", ["dance floor", "table 4"])
    assert found == []
