"""Words that try to become something else: markup, templates, headers, hosts (attacks 11, 20, 21, 22, 24)."""

from __future__ import annotations

import html

import pytest
from django.core import mail
from django.test import Client

from notifications.deliver_mail import deliver_mails
from notifications.models import OutboxMessage
from tests.factories import EventFactory, EventRoleFactory, UserFactory
from tests.factories.sign_in import sign_in_as
from tests.factories.ticketing import CategoryFactory, QuestionFactory, basket_of
from ticketing.actions.checkout import Placement, place_order
from ticketing.answers import Attendee, Buyer
from ticketing.documents.calendars import tickets_calendar
from ticketing.documents.tickets import tickets_pdf
from ticketing.links import order_path
from ticketing.models import Order

pytestmark = pytest.mark.django_db
PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "{{7*7}}{% debug %}${7*7}",
    "{0.__class__.__mro__}%(x)s%s",
    "</title></textarea><svg/onload=alert(1)>",
    "javascript:alert(1)//",
]


@pytest.fixture(params=PAYLOADS)
def order(request) -> Order:
    """An order in which every word that people can type is hostile."""
    words = request.param
    event = EventFactory(title="Harbour days")
    category = CategoryFactory(event=event, name=words, description=words)
    question = QuestionFactory(event=event, text=words, help_text=words)
    made = place_order(
        event,
        basket_of(category),
        buyer=Buyer("ada@example.org", words, invoice_to=words),
        attendees=[Attendee(category.public_id, words, answers={question.public_id: words})],
        placement=Placement(),
    )
    made.words = words
    return made


def is_only_text(page: str, words: str) -> bool:
    """Present as escaped text, and nowhere as it was typed where markup would be read."""
    has_markup = any(sign in words for sign in '<>"')
    return html.escape(words) in page.replace("&quot;", "&quot;") and not (has_markup and words in page)


def test_buyers_pages_show_words_as_text(order):
    page = Client().get(order_path(order)).text
    assert is_only_text(page, order.words)
    shop = Client().get(f"/events/{order.event.slug}/tickets/").text
    assert is_only_text(shop, order.words)


def test_organizers_pages_show_words_as_text(order):
    owner, client = UserFactory(), Client()
    EventRoleFactory(event=order.event, user=owner)
    sign_in_as(client, owner)
    shell = f"/organizer/events/{order.event.slug}"
    for path in (f"{shell}/orders/", f"{shell}/orders/{order.number}/", f"{shell}/tickets/", f"{shell}/"):
        page = client.get(path)
        assert page.status_code == 200, path
        if "<" in order.words or '"' in order.words:
            assert order.words not in page.text, path


def test_mails_hold_words_as_text_and_one_line_of_subject(order):
    deliver_mails(seconds=10)
    sent = mail.outbox[-1]
    body = str(sent.alternatives[0][0])
    assert "\n" not in sent.subject
    assert "49" not in sent.subject
    if "<" in order.words:
        assert order.words not in body
        assert html.escape(order.words) in body
    assert OutboxMessage.objects.filter(state="failed").count() == 0


def test_documents_are_made_of_any_words(order):
    tickets = list(order.tickets.select_related("category", "event__venue", "order"))
    assert tickets_pdf(order.event, tickets, order=order).startswith(b"%PDF-")
    assert b"BEGIN:VCALENDAR" in tickets_calendar(order.event, tickets)


def test_links_take_the_host_from_the_settings_alone(settings):
    settings.ALLOWED_HOSTS = ["*"]
    category = CategoryFactory()
    body = {
        "event": category.event.slug,
        "lines": [{"category": str(category.public_id), "quantity": 1}],
        "buyer": {"name": "Ada", "email": "ada@example.org"},
    }
    forged = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    answer = Client().post("/api/orders", body, content_type="application/json", headers=forged)
    deliver_mails(seconds=10)
    sent = mail.outbox[-1]
    assert answer.status_code == 201
    assert "evil.example" not in answer.content.decode()
    assert "evil.example" not in sent.body + str(sent.alternatives[0][0])


@pytest.mark.parametrize("name", ["Ada\r\nBcc: all@example.org", "Ada\nX-Evil: 1", "=?utf-8?q?Bcc=3A_x?="])
def test_name_adds_no_header(name):
    category = CategoryFactory()
    place_order(
        category.event,
        basket_of(category),
        buyer=Buyer("ada@example.org", name),
        attendees=[Attendee(category.public_id, name)],
        placement=Placement(),
    )
    deliver_mails(seconds=10)
    message = mail.outbox[-1].message()
    assert message["Bcc"] is None
    assert message["X-Evil"] is None
    assert mail.outbox[-1].recipients() == ["ada@example.org"]


@pytest.mark.parametrize("query", ["x" * 100_000, "(a+)+$" * 2000, "%" * 5000, "_" * 5000, "\u202e" * 1000])
def test_searches_bear_any_text(query, django_assert_max_num_queries):
    owner, client, event = UserFactory(), Client(), EventFactory()
    EventRoleFactory(event=event, user=owner)
    sign_in_as(client, owner)
    for page in ("orders", "tickets"):
        with django_assert_max_num_queries(25):
            answer = client.get(f"/organizer/events/{event.slug}/{page}/", {"q": query})
        assert answer.status_code in {200, 400}
