"""Writing to an event's organizers, in a browser without JavaScript, and reading the mail in the outbox."""

import pytest
from playwright.sync_api import Browser, Page, expect

from notifications.models import OutboxMessage
from notifications.tasks import deliver_due
from tests.e2e.conftest import PHONE
from tests.factories import EventFactory, EventRoleFactory, UserFactory


@pytest.fixture
def plain_phone(browser: Browser, base_url: str) -> Page:
    """A phone whose owner has switched JavaScript off."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_message_is_corrected_sent_and_mailed(plain_phone: Page, base_url: str):
    event = EventFactory(title="Harbour Days", slug="harbour-days")
    EventRoleFactory(event=event, user=UserFactory(email="owner@example.org"))
    plain_phone.goto(f"{base_url}/events/harbour-days/contact/")
    plain_phone.get_by_label("Name").fill("Ada Lovelace")
    plain_phone.get_by_label("E-mail").fill("ada at example")
    plain_phone.get_by_label("Message").fill("Is there a lift?")
    plain_phone.get_by_role("button", name="Send").click()

    expect(plain_phone.get_by_text("Enter a valid email address.")).to_be_visible()
    expect(plain_phone.get_by_label("Message")).to_have_value("Is there a lift?")

    plain_phone.get_by_label("E-mail").fill("ada@example.org")
    plain_phone.get_by_label("Subject").fill("Wheelchairs")
    plain_phone.get_by_role("button", name="Send").click()

    expect(plain_phone.get_by_text("Thank you")).to_be_visible()
    assert plain_phone.url == f"{base_url}/events/harbour-days/contact/?sent=1"
    deliver_due()
    assert OutboxMessage.objects.values("recipient", "state").get() == {
        "recipient": "owner@example.org",
        "state": "sent",
    }


def test_mail_is_read_in_the_outbox_and_its_links_lead_out_of_the_frame(page: Page, base_url: str, settings):
    settings.DEBUG = True
    settings.BASE_URL = base_url
    event = EventFactory(title="Harbour Days", slug="harbour-days")
    EventRoleFactory(event=event)
    page.goto(f"{base_url}/events/harbour-days/contact/")
    for label, text in (
        ("Name", "Ada"),
        ("E-mail", "ada@example.org"),
        ("Subject", "Lift"),
        ("Message", "Is there one?"),
    ):
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Send").click()

    page.goto(f"{base_url}/dev/outbox/")
    page.get_by_role("link", name="Lift (Harbour Days)").click()
    frame = page.frame_locator("iframe")

    expect(frame.get_by_text("Is there one?", exact=True)).to_be_visible()
    frame.get_by_role("link", name="Harbour Days").first.click()
    expect(page).to_have_url(f"{base_url}/events/harbour-days/")
