"""An editor makes an event in the admin, and everybody sees it where they should (issue 2, "done when")."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone as clock
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from site_pages.actions import ensure_site_root
from site_pages.models import EventPage, SessionPage
from tests.factories import EventFactory, EventRoleFactory, UserFactory
from tests.factories.sign_in import code_sent_to

WORDS = "Bring a coat, the wind is part of the programme."


@pytest.fixture
def editor(page: Page, base_url: str, settings: Any) -> Page:
    """A window in which an editor of the whole site is signed in. Saving is by hand: each step has its moment."""
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    ensure_site_root(hostname="localhost", port=80)
    edda = User.objects.create_superuser("editor@example.org", name="Edda")
    TOTPDevice.objects.create(user=edda, name="authenticator")
    sign_in(page, base_url, "editor@example.org")
    return page


def sign_in(page: Page, base_url: str, email: str) -> None:
    """By the mailed code, and for staff by their authenticator; the way ends where it began."""
    page.goto(f"{base_url}/cms/login/")
    page.get_by_label("E-mail address or phone number").fill(email)
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_label("Your code")).to_be_visible()
    page.get_by_label("Your code").fill(code_sent_to(email))  # sends itself when full
    device = TOTPDevice.objects.filter(user__email=email).first()
    if device is not None:
        page.get_by_label("Code of your authenticator app").fill(f"{totp(device.bin_key):06d}")
        page.get_by_role("button", name="Go on").click()
    expect(page).to_have_title("Dashboard - Foyer")


def picture() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (1600, 900), "#14532d").save(buffer, "PNG")
    return buffer.getvalue()


def fill_time(page: Page, name: str, moment: Any) -> None:
    page.locator(f"input[name={name}]").fill(moment.strftime("%Y-%m-%d %H:%M"))
    page.keyboard.press("Tab")


def press(page: Page, action: str) -> None:
    """Open the menu of the footer and choose an action."""
    # A calendar that opened with the last field lies over the footer, until somebody presses beside it.
    page.locator("body").dispatch_event("mousedown")
    expect(page.locator(".xdsoft_datetimepicker:visible")).to_have_count(0)
    page.locator("footer [data-w-dropdown-target=toggle], footer .w-dropdown__toggle").first.click()
    page.get_by_role("button", name=action, exact=True).click()


def write_event(page: Page, base_url: str) -> EventPage:
    page.goto(f"{base_url}/cms/events/choose_parent/")
    start = clock.now() + timedelta(days=30)
    write_title(page, "Harbour Talks", slug="harbour-talks")
    page.locator("[name=short_description]").fill("Two days by the water.")
    fill_time(page, "starts_at", start)
    fill_time(page, "ends_at", start + timedelta(days=2))
    page.locator("select[name=timezone]").select_option("Europe/Berlin")
    page.locator("select[name=access_mode]").evaluate("field => { field.value = 'open' }")
    choose_hero(page)
    write_body(page)
    save_draft(page)
    press(page, "Publish")
    expect(page.locator(".messages .success")).to_contain_text("Harbour Talks")
    return EventPage.objects.get(title="Harbour Talks")


def write_title(page: Page, title: str, *, slug: str) -> None:
    """As people type it, once the editor listens: it makes the slug from the title."""
    page.wait_for_load_state("networkidle")
    field = page.locator("[name=title]")
    field.click()
    field.press_sequentially(title)
    field.press("Tab")
    expect(page.locator("[name=slug]")).to_have_value(slug)


def choose_hero(page: Page) -> None:
    page.get_by_role("button", name="Choose an image").first.click()
    modal = page.locator(".modal-content").last
    modal.get_by_role("tab", name="Upload").click()
    modal.locator("input[type=file]").set_input_files(
        {"name": "harbour.png", "mimeType": "image/png", "buffer": picture()}
    )
    modal.locator("input[name$=title]").fill("The harbour")
    modal.locator("[name$=description]").fill("Water and a green sky")
    modal.get_by_role("button", name=re.compile("^Upload")).click()
    expect(page.locator("#page-edit-form")).to_contain_text("The harbour")


def save_draft(page: Page) -> None:
    """The first draft gets an address of its own."""
    page.get_by_role("button", name="Save draft").first.click()
    page.wait_for_url(re.compile(r"/cms/pages/\d+/edit/"), timeout=30_000)
    page.wait_for_load_state("networkidle")


def write_body(page: Page) -> None:
    page.locator("#panel-child-content-body-section").get_by_role("button", name="Insert a block").first.click()
    page.get_by_role("option", name=re.compile("^Text")).first.click()
    text = page.locator("#panel-child-content-body-section .public-DraftEditor-content").first
    expect(text).to_be_focused()  # the editor takes the focus when it is ready for words
    page.keyboard.type(WORDS)
    expect(text).to_have_text(WORDS)
    # The editor hands its text to the form after a pause in typing.
    handed_over = page.locator("[name='body-0-value']")
    expect(handed_over).to_have_value(re.compile("Bring a coat"))


def write_session(page: Page, base_url: str, event: EventPage) -> None:
    schedule = event.get_children().get(slug="sessions")
    page.goto(f"{base_url}/cms/pages/add/site_pages/sessionpage/{schedule.pk}/")
    write_title(page, "Ropes and knots", slug="ropes-and-knots")
    local = event.starts_at.astimezone(event.zone) + timedelta(hours=2)
    fill_time(page, "starts_at", local)
    fill_time(page, "ends_at", local + timedelta(minutes=45))
    add_speaker(page, "Mira Holm")
    save_draft(page)


def add_speaker(page: Page, name: str) -> None:
    page.get_by_role("button", name="Add speaker").click()
    page.get_by_role("button", name=re.compile("Choose (a )?speaker", re.I)).click()
    modal = page.locator(".modal-content").last
    modal.get_by_role("tab", name="Create").click()
    modal.locator("input[name$=name]").first.fill(name)
    modal.get_by_role("button", name="Create").click()
    expect(page.locator("#page-edit-form")).to_contain_text(name)


def test_editor_makes_an_event_that_page_and_api_show(editor: Page, base_url: str, context: BrowserContext) -> None:
    event = write_event(editor, base_url)
    write_session(editor, base_url, event)

    editor.get_by_role("button", name="Toggle preview").click()
    preview = editor.frame_locator("#w-preview-iframe")
    expect(preview.locator("h1")).to_contain_text("Ropes and knots")
    press(editor, "Publish")
    expect(editor.locator(".messages .success")).to_contain_text("Ropes and knots")

    visitor = context.new_page()
    visitor.goto(f"{base_url}/events/harbour-talks/")
    expect(visitor.locator("h1")).to_contain_text("Harbour Talks")
    expect(visitor.locator("main")).to_contain_text("Bring a coat")
    expect(visitor.locator("main img[alt='Water and a green sky']").first).to_be_visible()
    visitor.goto(f"{base_url}/events/harbour-talks/sessions/ropes-and-knots/")
    expect(visitor.locator("main")).to_contain_text("Mira Holm")
    answer = context.request.get(f"{base_url}/api/events/harbour-talks")
    assert answer.json()["title"] == "Harbour Talks"
    listed = context.request.get(f"{base_url}/api/events/harbour-talks/sessions").json()
    assert "Ropes and knots" in str(listed)


def test_organizer_of_another_event_has_no_access(page: Page, base_url: str) -> None:
    hidden = EventFactory(title="Harbour Talks", slug="harbour-talks", published=False)
    other = EventFactory(title="Hill Songs", slug="hill-songs", published=False)
    organizer = UserFactory(email="host@example.org", name="Hanna")
    EventRoleFactory(event=other, user=organizer)

    sign_in(page, base_url, "host@example.org")
    page.goto(f"{base_url}/cms/pages/{hidden.pk}/edit/")
    expect(page).to_have_title("Dashboard - Foyer")
    expect(page.locator("body")).to_contain_text("Hill Songs")
    expect(page.locator("body")).not_to_contain_text("Harbour Talks")
    page.goto(f"{base_url}/cms/events/")
    expect(page.locator("main")).to_contain_text("Hill Songs")
    expect(page.locator("main")).not_to_contain_text("Harbour Talks")
    assert SessionPage.objects.count() == 0
