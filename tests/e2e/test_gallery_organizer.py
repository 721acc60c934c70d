"""Organizers look through the photos: filters, hiding, the viewer, ZIPs and the live wall."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from accounts.models import EventRole, User
from gallery.actions.zip_work import work_on_next
from gallery.models import Gallery, GuestSession, Media
from gallery.names import file_name
from gallery.pictures.placeholder import placeholder_of
from gallery.storage import keys
from gallery.storage.stores import media_store
from site_pages.actions import ensure_site_root
from tests.e2e.conftest import PHONE
from tests.e2e.test_organizer import sign_in
from tests.e2e.test_public_axe import findings
from tests.factories import EventFactory
from tests.factories.accounts import EventRoleFactory
from tests.factories.gallery import gallery_for, guest_of, photo_of

GRID = "/organizer/events/party/gallery/"
WALL = GRID + "wall/"


@pytest.fixture
def gallery(base_url: str, settings: Any) -> Gallery:
    settings.BASE_URL = base_url  # signed addresses of the local store begin with it
    ensure_site_root(hostname="localhost", port=80)
    event = EventFactory(title="Harbour party", slug="party", timezone="Europe/Berlin")
    return gallery_for(event, name="Harbour party")


@pytest.fixture
def guests(gallery: Gallery) -> list[GuestSession]:
    return [guest_of(gallery, name) for name in ("Ada", "Grace", "")]


@pytest.fixture
def owner(gallery: Gallery) -> User:
    return EventRoleFactory(event=gallery.event).user


def encoded(colour: str, size: tuple[int, int], kind: str) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, kind)
    return file.getvalue()


def photo_with(guest: GuestSession, colour: str, **fields: Any) -> Media:
    """A photo with its pictures in the store, as a worker leaves it."""
    original = encoded(colour, (120, 90), "JPEG")
    facts = {"size_bytes": len(original), "crc32": zlib.crc32(original), "width": 120, "height": 90, **fields}
    photo = photo_of(guest, placeholder=placeholder_of(Image.new("RGB", (12, 9), colour)), **facts)
    ids = photo.gallery.public_id, photo.public_id
    put(keys.original(*ids), original, "image/jpeg")
    put(keys.thumbnail(*ids, recipe=1), encoded(colour, (64, 48), "WEBP"), "image/webp")
    put(keys.preview(*ids, recipe=1), encoded(colour, (120, 90), "WEBP"), "image/webp")
    return photo


def put(key: str, content: bytes, content_type: str) -> None:
    media_store().put(key, BytesIO(content), size=len(content), content_type=content_type)


def three_guests(guests: list[GuestSession]) -> list[Media]:
    """Six photos, the latest last."""
    ada, grace, nobody = guests
    return [
        photo_with(ada, "crimson", tags=["dance"]),
        photo_with(ada, "teal", tags=["boats"]),
        photo_with(grace, "gold", tags=["dance", "cake"]),
        photo_with(grace, "navy"),
        photo_with(nobody, "plum", tags=["boats"]),
        photo_with(ada, "olive", tags=["cake"]),
    ]


def tiles(page: Page) -> Locator:
    return page.locator("li.tile")


def open_photo(page: Page) -> Locator:
    return page.get_by_role("dialog").filter(has=page.locator("[data-part=stage]"))


def choose_filters(page: Page, *labels: str) -> None:
    page.get_by_role("button", name=re.compile("^Filter")).click()
    window = page.get_by_role("dialog", name="Filter")
    for label in labels:
        window.get_by_label(re.compile(f"^{label}")).check()
    window.get_by_role("button", name="Show photos").click()


@pytest.fixture
def grid(page: Page, base_url: str, client: Any, owner: User, guests: list[GuestSession]) -> Page:
    three_guests(guests)
    sign_in(page, client, owner, base_url)
    page.goto(base_url + GRID)
    expect(tiles(page)).to_have_count(6)
    return page


def test_photos_are_filtered_by_guest_and_tag(grid: Page):
    choose_filters(grid, "Ada", "Grace", "dance")
    expect(tiles(grid)).to_have_count(2)
    assert dict(part.split("=") for part in grid.url.split("?")[1].split("&")) == {
        "filter_uploader": "Ada%2CGrace",
        "filter_tag": "dance",
    }

    grid.get_by_role("button", name="Remove the filter: Grace").click()
    expect(tiles(grid)).to_have_count(1)
    expect(tiles(grid).get_by_role("button", name=re.compile("Photo by Ada"))).to_have_count(1)
    grid.reload()
    expect(tiles(grid)).to_have_count(1)
    grid.go_back()
    expect(tiles(grid)).to_have_count(2)

    grid.get_by_role("button", name="Remove the filter: dance").click()
    expect(tiles(grid)).to_have_count(5)
    grid.get_by_role("button", name="Clear the filters").click()
    expect(tiles(grid)).to_have_count(6)


def test_hidden_photo_leaves_and_undo_brings_it_back(grid: Page):
    first = tiles(grid).first
    name = first.get_by_role("button").get_attribute("aria-label")
    first.hover()
    first.get_by_role("checkbox").check()
    grid.get_by_role("region", name="Chosen photos").get_by_role("button", name="Hide").click()
    expect(tiles(grid)).to_have_count(5)
    assert Media.objects.filter(status="hidden").count() == 1

    grid.get_by_role("button", name="Undo").click()
    expect(tiles(grid)).to_have_count(6)
    expect(tiles(grid).first.get_by_role("button")).to_have_attribute("aria-label", str(name))
    assert Media.objects.filter(status="hidden").count() == 0


def test_photos_are_chosen_hidden_and_shown_by_keys(grid: Page):
    tiles(grid).first.get_by_role("button").focus()
    for key in (" ", "Shift+ArrowRight", "Shift+ArrowRight"):
        grid.keyboard.press(key)
    expect(grid.get_by_text("3 chosen")).to_be_visible()
    grid.keyboard.press("h")
    expect(tiles(grid)).to_have_count(3)

    choose_filters(grid, "Hidden ones too")
    expect(tiles(grid)).to_have_count(6)
    expect(grid.locator(".tile[data-hidden]")).to_have_count(3)
    grid.locator(".tile[data-hidden] .tile-open").first.focus()
    grid.keyboard.press("Control+a")
    grid.get_by_role("button", name="Show again").click()
    expect(grid.locator(".tile[data-hidden]")).to_have_count(0)
    assert Media.objects.filter(status="hidden").count() == 0


def test_viewer_by_keys(grid: Page):
    tiles(grid).first.get_by_role("button").focus()
    grid.keyboard.press("Enter")
    viewer = open_photo(grid)
    expect(viewer.get_by_text("1 of 6", exact=True)).to_be_visible()
    expect(viewer.get_by_role("img")).to_have_js_property("naturalWidth", 120)
    grid.keyboard.press("ArrowRight")
    expect(viewer.get_by_text("2 of 6", exact=True)).to_be_visible()
    expect(viewer.get_by_text("no name")).to_be_visible()
    with grid.expect_download() as download:
        grid.keyboard.press("d")
    second = Media.objects.get(uploader="")
    assert download.value.suggested_filename == file_name(second)

    grid.keyboard.press("h")
    expect(viewer.get_by_text("2 of 5", exact=True)).to_be_visible()
    viewer.get_by_role("button", name="Undo").click()
    expect(viewer.get_by_text("2 of 6", exact=True)).to_be_visible()
    grid.keyboard.press("ArrowLeft")
    grid.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(tiles(grid).first.get_by_role("button")).to_be_focused()


def test_zip_holds_the_originals(grid: Page, guests: list[GuestSession]):
    photo_with(guests[0], "black", status="hidden")
    grid.get_by_role("button", name="Download all").click()
    window = grid.get_by_role("dialog", name="Download all")
    window.get_by_role("button", name="Make the ZIP").click()
    expect(window.get_by_role("progressbar")).to_be_visible()
    while work_on_next():
        pass
    expect(window.get_by_text("6 files")).to_be_visible()
    with grid.expect_download() as download:
        window.get_by_role("link", name="All photos").click()

    with zipfile.ZipFile(download.value.path()) as opened:
        found = {name: opened.read(name) for name in opened.namelist()}
    shown = Media.objects.select_related("gallery").filter(status="uploaded")
    stored = {file_name(one): keys.original(one.gallery.public_id, one.public_id) for one in shown}
    assert found == {name: b"".join(media_store().read(key)) for name, key in stored.items()}


def test_new_photos_are_announced_and_come_by_a_click(grid: Page, guests: list[GuestSession]):
    photo_with(guests[1], "white")
    grid.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    grid.get_by_role("button", name="1 new photo").click()
    expect(tiles(grid)).to_have_count(7)
    expect(grid.get_by_role("button", name="1 new photo")).to_be_hidden()


def test_wall_shows_what_comes_and_drops_what_is_hidden(page, base_url, client, owner, guests, gallery):
    sign_in(page, client, owner, base_url)
    page.goto(base_url + WALL)
    expect(page.get_by_text("The first photo appears here.")).to_be_visible()
    expect(page.get_by_role("img", name="QR code")).to_have_js_property("complete", value=True)
    photo_with(guests[0], "crimson")
    expect(page.get_by_role("img", name="Photo by Ada")).to_be_visible(timeout=5_000)
    photo_with(guests[1], "gold")
    expect(page.get_by_role("img", name="Photo by Grace")).to_be_visible(timeout=5_000)

    Media.objects.filter(uploader="Grace").update(status="hidden")
    expect(page.get_by_role("img", name="Photo by Grace")).to_have_count(0, timeout=5_000)
    expect(page.get_by_role("img", name="Photo by Ada")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_no_findings(grid: Page, base_url: str, scheme: str):
    grid.emulate_media(color_scheme=scheme)
    found = {"grid": findings(grid)}
    tiles(grid).first.get_by_role("button").focus()
    grid.keyboard.press(" ")
    found["chosen"] = findings(grid)
    grid.keyboard.press("Enter")
    found["viewer"] = findings(grid)
    grid.keyboard.press("Escape")
    for name in ("Filter", "Download all"):
        grid.get_by_role("button", name=re.compile(f"^{name}")).click()
        expect(grid.get_by_role("dialog", name=name)).to_be_visible()
        found[name] = findings(grid)
        grid.keyboard.press("Escape")
    grid.goto(base_url + WALL)
    expect(grid.get_by_role("img", name="Photo by Ada")).to_be_visible()
    found["wall"] = findings(grid)

    assert {name: some for name, some in found.items() if some} == {}


def test_no_page_scrolls_sideways_on_a_phone(phone, base_url, client, gallery, guests):
    three_guests(guests)
    moderator = EventRoleFactory(event=gallery.event, role=EventRole.Role.MODERATOR).user
    sign_in(phone, client, moderator, base_url)
    widths = {}
    for path in (GRID, GRID + "?filter_tag=nothing", WALL):
        phone.goto(base_url + path)
        phone.wait_for_load_state("networkidle")
        widths[path] = phone.evaluate("document.documentElement.scrollWidth")

    assert set(widths.values()) == {PHONE["width"]}
