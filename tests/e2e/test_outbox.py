"""`/dev/outbox/` and the mails in it, on a desk and on a phone, in light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone as clock
from playwright.sync_api import Page, expect

from notifications.mails import Mail, rendered
from notifications.models import OutboxMessage, WebhookDelivery
from notifications.theme import MailTheme
from tests.e2e.test_public_axe import RULES
from tests.factories.notifications import WebhookEndpointFactory

LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleihungsfeier" * 2
ARABIC = "مؤتمر الميناء الدولي للبرمجيات الحرة"
# How far a page can be scrolled sideways.
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(autouse=True)
def _development(settings) -> None:
    settings.DEBUG = True


def write(name: str, *, accent: str) -> OutboxMessage:
    message = {"name": name, "email": "ada@example.org", "subject": name, "text": f"{name}\n\n{LONG}"}
    mail = Mail(
        to="owner@example.org",
        subject=name,
        template="site_pages/mail/contact_message",
        theme=MailTheme(name=name, accent=accent),
        context={"message": message, "inbox_url": "https://events.example.org/cms/"},
    )
    return OutboxMessage.objects.create(kind="mail", recipient=mail.to, payload=rendered(mail))


@pytest.fixture
def messages(base_url: str) -> list[OutboxMessage]:
    """One of everything, with the longest words there are."""
    sms = {"subject": "SMS", "text": "123 456 is your code."}
    endpoint = WebhookEndpointFactory()
    webhook = OutboxMessage.objects.create(
        kind="webhook", recipient=endpoint.url, endpoint=endpoint, payload={"type": "order.paid", "data": {"id": LONG}}
    )
    WebhookDelivery.objects.create(
        message=webhook, endpoint=endpoint, succeeded=False, duration_ms=12, error="answered 500", body_excerpt=LONG
    )
    return [
        write(LONG, accent="#14532d"),
        write(ARABIC, accent="#ffdd00"),
        webhook,
        OutboxMessage.objects.create(
            kind="sms", recipient="+254711222333", payload=sms, state="sent", sent_at=clock.now(), outcome="bounced",
            outcome_at=clock.now(),
        ),
        OutboxMessage.objects.create(kind="mail", recipient="x@example.org", payload={"build": "a.b", "context": {}}),
    ]  # fmt: skip


def addresses(base_url: str, messages: list[OutboxMessage]) -> list[str]:
    own = [f"{base_url}/dev/outbox/{message.public_id}/" for message in messages]
    return [f"{base_url}/dev/outbox/", f"{base_url}/dev/outbox/?q=nothing", *own]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_no_phone_scrolls_sideways(
    phone: Page, base_url: str, messages: list[OutboxMessage], scheme: str
):
    phone.emulate_media(color_scheme=scheme)
    found = {}
    for address in addresses(base_url, messages):
        phone.goto(address)
        faults = [fault["id"] for fault in Axe().run(phone, options=RULES).response["violations"]]
        sideways = phone.evaluate(OVERFLOW)
        if faults or sideways:
            found[address.removeprefix(base_url)] = (faults, sideways)

    assert found == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 600, 1280])
def test_mail_fits_every_width_and_is_readable_in_every_light(
    page: Page, base_url: str, messages: list[OutboxMessage], width: int, scheme: str
):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    for message in messages[:2]:
        page.set_content(message.payload["html"])  # its own address allows no script, and so no axe
        contrast = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}

        assert page.evaluate(OVERFLOW) == 0
        assert [fault["id"] for fault in Axe().run(page, options=contrast).response["violations"]] == []
        assert page.locator(".foyer-card").bounding_box()["width"] == min(600, width - (0 if width <= 620 else 32))


def test_words_of_the_mail_run_in_their_own_direction(page: Page, base_url: str, messages: list[OutboxMessage]):
    page.set_content(messages[1].payload["html"])
    heading, card = page.locator("h1"), page.locator(".foyer-card").bounding_box()
    words = "node => { const range = document.createRange(); range.selectNodeContents(node);"
    words += " return range.getBoundingClientRect().right }"

    assert card["x"] + card["width"] - heading.evaluate(words) == pytest.approx(32, abs=2)
    assert page.get_by_text("Open in Foyer").evaluate("node => getComputedStyle(node).direction") == "ltr"


def test_preview_shows_the_mail_on_a_phone_and_in_the_dark(page: Page, base_url: str, messages: list[OutboxMessage]):
    page.emulate_media(color_scheme="null")  # an emulated scheme would reach into the frame
    page.goto(f"{base_url}/dev/outbox/{messages[1].public_id}/")
    frame, card = page.locator("iframe"), page.frame_locator("iframe").locator(".foyer-card")
    expect(card).to_have_css("background-color", "rgb(255, 255, 255)")

    page.get_by_label("on a phone").check()
    page.get_by_label("in the dark").check()

    assert frame.bounding_box()["width"] == 390
    expect(card).to_have_css("background-color", "rgb(30, 35, 32)")


def test_messages_are_found_by_words_and_kind_with_the_keyboard(
    page: Page, base_url: str, messages: list[OutboxMessage]
):
    page.goto(f"{base_url}/dev/outbox/")
    page.get_by_label("Search").fill("your code")
    page.keyboard.press("Enter")

    expect(page.locator(".outbox-list li")).to_have_count(1)
    page.get_by_role("link", name="All 5").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing like that.")).to_be_visible()
