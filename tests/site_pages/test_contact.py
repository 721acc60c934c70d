"""The contact form: page, action, mails, limits."""

import pytest
from django.test import Client

from notifications.errors import InvalidInput, TooManyRequests
from notifications.mails import as_email
from notifications.models import OutboxMessage
from site_pages import contact
from site_pages.contact import receive_contact_message
from site_pages.models import ContactMessage, EventPage, PlatformSettings
from tests.factories import EventFactory, EventRoleFactory, UserFactory

pytestmark = pytest.mark.django_db

TYPED = {"name": "Ada Lovelace", "email": "ada@example.org", "subject": "Wheelchairs", "text": "Is there a lift?"}


@pytest.fixture
def event(db: None) -> EventPage:
    return EventFactory(title="Tidewater", slug="tidewater", accent_color="#ffdd00")


def address(event: EventPage) -> str:
    return f"/events/{event.slug}/contact/"


def mails() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.order_by("recipient"))


def test_message_sent_is_stored_with_its_event_and_thanked_for(client: Client, event: EventPage):
    response = client.post(address(event), TYPED)

    assert (response.status_code, response["Location"]) == (302, "/events/tidewater/contact/?sent=1")
    message = ContactMessage.objects.values("event", "name", "email", "subject", "text").get()
    assert message == {"event": event.pk, **TYPED}
    assert client.get(response["Location"]).context["sent"] is True


def test_message_is_mailed_to_owner_and_collaborators_with_the_visitor_as_reply_to(event: EventPage):
    for email, role in (
        ("owner@example.org", "owner"),
        ("co@example.org", "collaborator"),
        ("rev@example.org", "reviewer"),
    ):
        EventRoleFactory(event=event, user=UserFactory(email=email), role=role)
    EventRoleFactory(event=event, user=UserFactory(email="gone@example.org", is_active=False))
    EventRoleFactory(event=EventFactory(), user=UserFactory(email="other@example.org"))

    receive_contact_message(event, client="192.0.2.1", **TYPED)

    assert [mail.recipient for mail in mails()] == ["co@example.org", "owner@example.org"]
    email = as_email(mails()[0])
    assert email.subject == "Wheelchairs (Tidewater)"
    assert email.reply_to == ["Ada Lovelace <ada@example.org>"]
    assert email.from_email == "Tidewater <foyer@localhost>"
    assert "Is there a lift?" in email.body


def test_mail_uses_the_events_colour_readable_ink_and_the_configured_address(event: EventPage, settings):
    settings.BASE_URL = "https://events.example.org"
    EventRoleFactory(event=event)

    receive_contact_message(event, client="192.0.2.1", **TYPED)

    html = mails()[0].payload["html"]
    assert "background:#ffdd00" in html
    assert 'href="https://events.example.org/events/tidewater/" style="color:#000000' in html
    assert 'href="https://events.example.org/cms/"' in html


def test_message_of_an_event_without_organizers_goes_to_the_platform(event: EventPage):
    site = event.get_site()
    PlatformSettings.objects.update_or_create(site=site, defaults={"contact_email": "office@example.org"})

    receive_contact_message(event, client="192.0.2.1", **TYPED)

    assert [mail.recipient for mail in mails()] == ["office@example.org"]


def test_message_with_nobody_to_tell_is_still_stored(event: EventPage):
    receive_contact_message(event, client="192.0.2.1", **TYPED)

    assert (ContactMessage.objects.count(), mails()) == (1, [])


def test_errors_stand_beside_their_fields_and_nothing_typed_is_lost(client: Client, event: EventPage):
    response = client.post(address(event), TYPED | {"email": "ada at example", "subject": ""})

    assert response.status_code == 422
    assert dict(response.context["form"].errors) == {
        "email": ["Enter a valid email address."],
        "subject": ["This field is required."],
    }
    assert response.context["form"]["text"].value() == "Is there a lift?"
    assert b"Is there a lift?</textarea>" in response.content
    assert ContactMessage.objects.count() == 0


def test_action_names_the_fields_at_fault(event: EventPage):
    with pytest.raises(InvalidInput) as caught:
        receive_contact_message(event, client="192.0.2.1", **TYPED | {"name": "  ", "email": "no", "text": "x" * 5001})

    assert sorted(caught.value.fields) == ["email", "name", "text"]
    assert ContactMessage.objects.count() == 0


def test_form_filled_by_a_bot_is_thanked_for_and_dropped(client: Client, event: EventPage):
    response = client.post(address(event), TYPED | {"website": "https://spam.example"})

    assert (response.status_code, response["Location"]) == (302, "/events/tidewater/contact/?sent=1")
    assert ContactMessage.objects.count() == 0


def test_line_breaks_in_name_and_subject_cannot_add_headers(event: EventPage):
    EventRoleFactory(event=event, user=UserFactory(email="owner@example.org"))
    hostile = {
        "name": "Eve\r\nBcc: all@example.org =?utf-8?q?=0aX:y?=",
        "subject": "Hi\r\nBcc: all@example.org\x00\u2028there",
    }

    receive_contact_message(event, client="192.0.2.1", **TYPED | hostile)

    email = as_email(mails()[0])
    assert email.subject == "Hi Bcc: all@example.org there (Tidewater)"
    headers = dict(email.message().items())
    assert sorted(headers) == [
        "Auto-Submitted", "Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Reply-To", "Subject", "To",
    ]  # fmt: skip
    assert headers["Reply-To"] == '"Eve Bcc: all@example.org utf-8?q0aX:y" <ada@example.org>'


@pytest.mark.parametrize("email", ["ada@example.org\nBcc: x@example.org", "a@example.org, b@example.org"])
def test_address_with_more_than_an_address_is_refused(event: EventPage, email: str):
    with pytest.raises(InvalidInput) as caught:
        receive_contact_message(event, client="192.0.2.1", **TYPED | {"email": email})

    assert list(caught.value.fields) == ["email"]


def test_markup_in_a_message_stays_text_in_the_html_part(event: EventPage):
    EventRoleFactory(event=event)

    receive_contact_message(event, client="192.0.2.1", **TYPED | {"text": "<script>x</script>{{ 7|add:7 }}"})

    assert "&lt;script&gt;x&lt;/script&gt;{{ 7|add:7 }}" in mails()[0].payload["html"]
    assert "<script>x</script>{{ 7|add:7 }}" in mails()[0].payload["text"]


def test_eleventh_message_in_an_hour_is_refused_with_the_wait_and_stores_nothing(client: Client, event: EventPage):
    for _ in range(contact.PER_CLIENT.limit):
        client.post(address(event), TYPED)

    response = client.post(address(event), TYPED | {"text": "once more"})

    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 3600
    assert response.context["form"]["text"].value() == "once more"
    assert len(response.context["form"].non_field_errors()) == 1
    assert ContactMessage.objects.count() == contact.PER_CLIENT.limit


def test_event_takes_a_limited_number_from_all_clients_together(event: EventPage, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(contact, "PER_EVENT", contact.Budget("contact-event", limit=1, seconds=3600))
    receive_contact_message(event, client="192.0.2.1", **TYPED)

    with pytest.raises(TooManyRequests):
        receive_contact_message(event, client="192.0.2.2", **TYPED)

    assert ContactMessage.objects.count() == 1


def test_page_with_the_form_is_never_shared(client: Client, event: EventPage):
    first, second = client.get(address(event)), Client().get(address(event))

    assert first["Cache-Control"] == "private, no-cache"
    assert first.cookies["csrftoken"].value != second.cookies["csrftoken"].value


def test_message_without_a_csrf_token_is_refused(event: EventPage):
    response = Client(enforce_csrf_checks=True).post(address(event), TYPED)

    assert (response.status_code, ContactMessage.objects.count()) == (403, 0)


def test_log_holds_nothing_that_was_written(client: Client, event: EventPage, caplog: pytest.LogCaptureFixture):
    EventRoleFactory(event=event, user=UserFactory(email="owner@example.org"))
    caplog.set_level("DEBUG")

    client.post(address(event), TYPED)

    said = [word for word in (*TYPED.values(), "owner@example.org") if word in caplog.text]
    assert said == []
