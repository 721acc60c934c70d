"""The door in a real browser: typed, scanned by camera, by handheld, and all of it without network."""

from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import qrcode
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import ARGUMENTS, PHONE, find_chromium, watched
from tests.factories import EventFactory, EventRoleFactory
from tests.factories.ticketing import CategoryFactory, ticket_of
from ticketing import codes
from ticketing.actions.after_sale import Holder, cancel_tickets, transfer_ticket
from ticketing.actions.audit import system
from ticketing.actions.scans import Scan, record_scan
from ticketing.codes import payload_of, signed, ticket_code
from ticketing.models import Admission, CheckIn, CheckInList, Ticket

pytestmark = pytest.mark.django_db(transaction=True)
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
PATH = "/organizer/events/harbour-days/check-in/"


@pytest.fixture
def category(base_url: str) -> Any:
    return CategoryFactory(event=EventFactory(title="Harbour Days", slug="harbour-days"), name="Full pass")


@pytest.fixture
def ticket(category: Any) -> Ticket:
    return ticket_of(category)


@pytest.fixture
def staff(category: Any) -> Any:
    return EventRoleFactory(event=category.event, role="check_in").user


def sign_in(context: BrowserContext, base_url: str, user: Any) -> None:
    client = Client()
    client.force_login(user)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base_url}])


def open_door(page: Page, base_url: str, path: str = PATH) -> None:
    """The page with its list, and its service worker in charge."""
    page.goto(base_url + path)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    expect(page.locator('[data-part="line"]')).to_have_text("Online")
    expect(page.locator('[data-part="list"] option')).to_have_count(1)


def typed(page: Page, text: str) -> None:
    page.get_by_label("Ticket number").fill(text)
    page.get_by_role("button", name="Check", exact=True).click()


def expect_result(page: Page, result: str, title: str) -> None:
    panel = page.locator('[data-part="result"]')
    expect(panel).to_have_attribute("data-result", result)
    expect(page.locator('[data-part="result-title"]')).to_have_text(title)


@pytest.fixture
def door(phone: Page, phone_context: BrowserContext, base_url: str, staff: Any, ticket: Ticket) -> Page:
    sign_in(phone_context, base_url, staff)
    open_door(phone, base_url)
    return phone


def test_typed_number_is_green_then_amber_and_taken_back(door: Page, ticket: Ticket):
    typed(door, ticket.number.lower())
    expect_result(door, "admitted", "Welcome")
    expect(door.locator('[data-part="result-name"]')).to_have_text("Ada Lovelace")
    expect(door.locator('[data-part="result-category"]')).to_have_text("Full pass")
    expect(door.locator('[data-part="came"]')).to_have_text("1")
    expect(door.locator('[data-part="live"]')).to_contain_text("Welcome. Ada Lovelace. Full pass")

    typed(door, ticket_code(ticket))
    expect_result(door, "already_in", "Already in")
    expect(door.locator('[data-part="result-detail"]')).to_contain_text("Entrance")

    door.get_by_role("button", name="Undo: Ada Lovelace").click()
    expect(door.locator('[data-part="recent"]')).to_contain_text("Taken back")
    assert (Admission.objects.count(), CheckIn.objects.count()) == (0, 2)


def test_handheld_scanner_types_wherever_the_focus_is(door: Page, ticket: Ticket):
    door.locator("body").click(position={"x": 5, "y": 600})
    door.keyboard.type(ticket_code(ticket))
    door.keyboard.press("Enter")
    expect_result(door, "admitted", "Welcome")


def forged_code_of(ticket: Ticket) -> str:
    """What somebody makes who knows everything of a ticket but the key."""
    foreign = codes._private_key(codes.ensure_key(CategoryFactory().event_id))
    return signed(payload_of(ticket, key_id=1), foreign)


def without_network(page: Page, context: BrowserContext) -> None:
    """Loaded anew from what the service worker keeps."""
    page.wait_for_function("document.documentElement.dataset.checkIn === 'ready'")
    context.set_offline(True)
    page.reload()
    expect(page.locator('[data-part="line"]')).to_contain_text("Offline, unconfirmed")


def test_offline_page_reloads_and_decides_by_itself(
    door: Page, phone_context: BrowserContext, category: Any, ticket: Ticket
):
    other, bystander = ticket_of(category), ticket_of(category)
    door.reload()
    expect(door.locator('[data-part="expected"]')).to_have_text("3")
    without_network(door, phone_context)
    expected = {
        ticket.number: "admitted",
        forged_code_of(bystander): "forged",
        "ABCD-EFGH-JKMN": "unknown",
        ticket_code(ticket): "already_in",
        ticket_code(other): "admitted",
    }

    for code, result in expected.items():
        typed(door, code)
        expect(door.locator('[data-part="result"]')).to_have_attribute("data-result", result)
        expect(door.locator('[data-part="result-offline"]')).to_be_visible()

    expect(door.locator('[data-part="result-name"]')).to_have_text("Ada Lovelace")
    expect(door.locator('[data-part="line"]')).to_contain_text("5 to send")
    assert CheckIn.objects.count() == 0


def test_queue_outlives_a_reload_and_is_stored_once_with_its_conflicts(
    door: Page, phone_context: BrowserContext, category: Any, ticket: Ticket
):
    cancelled, passed_on = ticket_of(category), ticket_of(category)
    door.reload()
    expect(door.locator('[data-part="expected"]')).to_have_text("3")
    without_network(door, phone_context)
    for place, one in enumerate((ticket, cancelled, passed_on), start=1):
        typed(door, ticket_code(one))
        expect(door.locator('[data-part="line"]')).to_contain_text(f"{place} to send")

    # Meanwhile, where there is network: one ticket is cancelled, one handed over.
    cancel_tickets(cancelled.order, [cancelled], by=system())
    transfer_ticket(passed_on, to=Holder("Grace Hopper", "grace@example.org"), by=system())
    door.reload()
    expect(door.locator('[data-part="line"]')).to_contain_text("3 to send")
    phone_context.set_offline(False)

    expect(door.locator('[data-part="line"]')).to_have_text("Online")
    conflicts = door.locator('[data-part="conflict-rows"] li')
    expect(conflicts).to_have_count(2)
    expect(conflicts.filter(has_text="The server says: Cancelled.")).to_have_count(1)
    expect(conflicts.filter(has_text="The server says: Handed over.")).to_have_count(1)
    stored = [(scan.result, scan.was_offline, scan.is_conflict) for scan in CheckIn.objects.order_by("scanned_at")]
    assert stored == [("admitted", True, False), ("cancelled", True, True), ("replaced", True, True)]
    assert Admission.objects.get().ticket == ticket


def test_two_devices_offline_let_the_same_ticket_in_and_the_second_hears_of_it(
    door: Page, phone_context: BrowserContext, ticket: Ticket, staff: Any
):
    phone_context.set_offline(True)
    typed(door, ticket_code(ticket))
    expect_result(door, "admitted", "Welcome")
    record_scan(CheckInList.objects.get(), Scan(uuid4(), ticket_code(ticket), device="South"), by=staff)
    phone_context.set_offline(False)

    expect(door.locator('[data-part="conflict-rows"]')).to_contain_text("The server says: Already in.")
    door.get_by_role("button", name="Seen").click()
    expect(door.locator('[data-part="conflicts"]')).to_be_hidden()
    assert sorted(CheckIn.objects.values_list("is_conflict", flat=True)) == [False, True]


def test_library_agrees_with_the_browser_about_signatures(door: Page, ticket: Ticket):
    code = ticket_code(ticket)
    changed = code[:60] + ("A" if code[60] != "A" else "B") + code[61:]
    script = """async ([codes, key]) => {
      const lib = await import("/static/js/check-in/codes.js");
      const answers = [];
      for (const text of codes) {
        const code = lib.readCode(text);
        const noble = "/static/vendor/noble-ed25519/index.js";
        answers.push([await lib.isSigned(code, lib.fromBase64(key), "/nowhere.js"),
          await lib.isSignedByLibrary(code, lib.fromBase64(key), noble)]);
      }
      return answers;
    }"""
    key = codes.ensure_key(ticket.event_id)
    answers = door.evaluate(script, [[code, changed], urlsafe_b64encode(bytes(key.public_key)).decode()])

    assert answers == [[True, True], [False, False]]


def test_signed_out_device_keeps_scanning_and_says_so(browser: Any, base_url: str, staff: Any, ticket: Ticket):
    # Not watched: the browser itself complains about the answer 401, which is what this is about.
    context = browser.new_context(viewport=PHONE)
    sign_in(context, base_url, staff)
    page = context.new_page()
    open_door(page, base_url)
    context.clear_cookies(name="sessionid")
    typed(page, ticket_code(ticket))
    expect_result(page, "admitted", "Welcome")
    expect(page.get_by_role("link", name="Sign in again")).to_be_visible()
    expect(page.locator('[data-part="line"]')).to_contain_text("1 to send")

    sign_in(context, base_url, staff)
    page.reload()

    expect(page.locator('[data-part="line"]')).to_have_text("Online")
    context.close()
    assert CheckIn.objects.get().result == "admitted"


def film_of(code: str, path: Path) -> None:
    """A film of a code's picture."""
    maker = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, box_size=9, border=6)
    maker.add_data(code, optimize=0)
    film_of_picture(maker.make_image().get_image().convert("L"), path)


def film_of_picture(picture: Image.Image, path: Path) -> None:
    """A film of one grey picture, as Chromium's pretended camera plays it (YUV4MPEG2)."""
    frame = Image.new("L", (640, 480), 255)
    picture.thumbnail((460, 460))
    frame.paste(picture, ((640 - picture.width) // 2, (480 - picture.height) // 2))
    planes = frame.tobytes() + bytes([128]) * (640 * 480 // 2)
    path.write_bytes(b"YUV4MPEG2 W640 H480 F15:1 Ip A1:1 C420jpeg\n" + (b"FRAME\n" + planes) * 15)


def camera_showing(film: Path) -> list[str]:
    """What starts a Chromium whose camera sees this film."""
    camera = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
    return [*ARGUMENTS, *camera, f"--use-file-for-fake-video-capture={film}"]


def test_camera_reads_the_code(base_url: str, ticket: Ticket, staff: Any, tmp_path: Path, browser: Any):
    film_of(ticket_code(ticket), tmp_path / "code.y4m")
    arguments = camera_showing(tmp_path / "code.y4m")
    with browser.browser_type.launch(executable_path=find_chromium(), args=arguments) as own:
        context = own.new_context(viewport=PHONE, permissions=["camera"])
        for visitor in watched(context):
            sign_in(visitor, base_url, staff)
            page = visitor.new_page()
            open_door(page, base_url)
            page.get_by_role("button", name="Start camera").click()
            expect_result(page, "admitted", "Welcome")
            expect(page.get_by_role("button", name="Stop camera")).to_be_visible()
    assert CheckIn.objects.get().ticket == ticket


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_the_door_are_clean_for_assistive_technology(
    door: Page, base_url: str, category: Any, ticket: Ticket, scheme: Any
):
    organizer = EventRoleFactory(event=category.event).user
    sign_in(door.context, base_url, organizer)
    door.emulate_media(color_scheme=scheme)
    open_door(door, base_url)
    found = {}
    for state, text in (("empty", ""), ("green", ticket.number), ("amber", ticket_code(ticket)), ("red", "nothing")):
        if text:
            typed(door, text)
            expect(door.locator('[data-part="recent"] li').first).to_be_visible()
            door.wait_for_timeout(300)
        found[state] = violations(door)
    check_in_list = CheckInList.objects.get()
    for path in ("lists/", "lists/new/", f"lists/{check_in_list.public_id}/", "log/", "log/?q=nobody"):
        door.goto(base_url + PATH + path)
        found[path] = violations(door)
        width = door.evaluate("document.documentElement.scrollWidth")
        assert (path, width) == (path, PHONE["width"])
    assert [(where, one) for where, ones in found.items() for one in ones] == []


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['target']}" for one in found]
