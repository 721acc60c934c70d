"""An event in which every word that anybody can write tries to become something else (attacks 11 and 22)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone as clock
from django.utils.html import escape
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.models import Site

from accounts.models import User
from notifications.models import OutboxMessage
from payments.config import PaymentsConfig
from site_pages.actions import publish_page
from site_pages.models import ContactMessage, EventFaq, EventOrganization, EventPage, EventSponsor, Organization
from tests.factories import (
    EventFactory,
    EventRoleFactory,
    ImageFactory,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
    SponsorFactory,
    TrackFactory,
    UserFactory,
    VenueFactory,
)
from tests.factories.sign_in import AddressFactory
from tests.factories.ticketing import CategoryFactory, QuestionFactory, QuotaFactory, VoucherFactory, basket_of
from tests.security.test_hostile_words import PAYLOADS
from ticketing.actions.after_sale import change_note
from ticketing.actions.audit import person
from ticketing.actions.checkout import Placement, place_order
from ticketing.actions.manual import Receipt, settle_by_hand
from ticketing.actions.scans import Scan, record_scan
from ticketing.answers import Attendee, Buyer
from ticketing.catalogue import shop_of
from ticketing.models import CheckInList, Order, Question, Ticket, TicketCategory, WaitingListEntry

# What a browser, unlike a template, could also fall for: other ways out of an element, handlers that need no click.
IN_BROWSERS = [
    "</script><script>alert(2)</script>",
    "' autofocus onfocus=alert(3) x='",
    '--><a href="javascript:alert(4)">go</a>',
    "<details open ontoggle=alert(5)>",
    "<iframe srcdoc='<script>parent.alert(6)</script>'>",
]
ALL = [*PAYLOADS, *IN_BROWSERS]
# Three at a time: the shortest of the fields that hold a name takes 120 characters.
GROUPS = [" ".join(ALL[start::4]) for start in range(4)]
SHORT = "<svg onload=alert(7)>"
ADA = "ada@example.org"


@dataclass(frozen=True)
class Hostile:
    """What was made, to find its pages."""

    words: str
    event: EventPage
    owner: User
    order: Order
    open_order: Order
    ticket: Ticket
    category: TicketCategory
    question: Question
    entry: WaitingListEntry
    mail: OutboxMessage
    records: dict[str, Any]


def typed(words: str) -> str:
    """Rich text as the editor's own converter stores it, from words and a link that the editor was sent."""
    block = {"key": "a", "text": words, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "data": {}}
    block["entityRanges"] = [{"offset": 0, "length": len(words), "key": 0}]
    link = {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "javascript:alert(8)"}}
    state = {"blocks": [block], "entityMap": {"0": link}}
    stored: str = ContentstateConverter(features=["link"]).to_database_format(json.dumps(state))
    return stored


def body_of(words: str) -> str:
    """One of every block that holds words."""
    rich = typed(words)
    values: list[tuple[str, Any]] = [
        ("heading", {"text": words}),
        ("text", rich),
        ("quote", {"text": words, "name": words, "role": words}),
        ("features", {"items": [{"title": SHORT, "text": words}, {"title": SHORT, "text": words}]}),
        ("numbers", {"items": [{"number": "<b>1</b>", "label": SHORT}, {"number": "2", "label": SHORT}]}),
        ("call_to_action", {"title": words, "text": words, "link": {"label": SHORT, "url": "https://example.org/"}}),
        ("accordion", {"items": [{"title": words, "text": rich}]}),
        ("table", {"data": [[words, words]], "first_row_is_table_header": True, "table_caption": words}),
    ]
    return json.dumps([{"type": kind, "value": value, "id": str(uuid4())} for kind, value in values])


def event_of(words: str) -> tuple[EventPage, dict[str, Any]]:
    """The mini-site, with a session that is on."""
    now = clock.now()
    image = ImageFactory(title=words, description=words, credit=words)
    venue = VenueFactory(name=words, address=words, city=words, country=words, travel=typed(words))
    room = RoomFactory(venue=venue, name=words, accessibility_notes=words)
    event = EventFactory(
        title=words, slug="hostile", short_description=words, city=words, venue=venue, format="hybrid",
        access_mode="open", starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=1), hero_image=image,
        is_featured=True, search_description=words, seo_title=words,
    )  # fmt: skip
    event.body = body_of(words)
    event.faqs.add(EventFaq(question=words, answer=typed(words)))
    sponsor = SponsorFactory(name=words, description=typed(words), link="https://example.org/", logo=image)
    event.event_sponsors.add(EventSponsor(sponsor=sponsor, tier="gold"))
    organization = Organization.objects.create(name=words, description=typed(words))
    event.event_organizations.add(EventOrganization(organization=organization))
    event.save_revision()
    publish_page(event)
    speaker = SpeakerFactory(name=words, slug="who", headline=words, organization=words, bio=typed(words), photo=image)
    about = {"subtitle": words, "short_description": words, "body": body_of(words), "language": SHORT[:20]}
    session = SessionFactory(
        event=event, title=words, slug="talk", starts_at=now - timedelta(minutes=5), format="hybrid", room=room,
        track=TrackFactory(event=event, name=words), speakers=[speaker], stream_type="call", image=image,
        is_featured=True, **about,
    )  # fmt: skip
    for section in event.get_children().specific().exclude(slug="sessions"):
        section.title, section.intro, section.search_description = words, words, words
        publish_page(section)
    return event, {"session": session, "speaker": speaker, "sponsor": sponsor, "venue": venue}


def orders_of(event: EventPage, words: str) -> tuple[Order, Order, TicketCategory, Question]:
    """One settled order and one that waits for its payment; sold out afterwards, with somebody in line."""
    category = CategoryFactory(event=event, name=words, description=words, price=1000, quantity=3)
    question = QuestionFactory(event=event, text=words, help_text=words)
    QuestionFactory(event=event, text=SHORT, kind="choice", choices=[words, SHORT])
    QuotaFactory(event=event, name=words, size=9, categories=[category])
    VoucherFactory(event=event, code=SHORT, note=words, value=0)
    buyer = Buyer(ADA, words, invoice_to=words, tax_id=words[:60])
    attendee = Attendee(category.public_id, words, answers={question.public_id: words})
    made = [
        place_order(event, basket_of(category), buyer=buyer, attendees=[attendee], placement=Placement())
        for _ in range(2)
    ]
    Order.objects.filter(event=event).update(voucher_code=SHORT)
    return made[0], made[1], category, question


def hostile_event(words: str, settings: Any) -> Hostile:
    """All of it, with an owner whose own name is no better."""
    settings.PAYMENTS = PaymentsConfig(sandbox=True)
    event, records = event_of(words)
    Site.objects.update(site_name=words)
    owner = AddressFactory(user=UserFactory(email=ADA, name=words, organization=words, is_staff=True)).user
    owner.is_superuser = True
    owner.save()
    EventRoleFactory(event=event, user=owner)
    order, open_order, category, question = orders_of(event, words)
    settle_by_hand(order, Receipt(1000, words[:60]), by=owner)
    change_note(order, note=words, by=person(owner))
    shop = shop_of(event.pk)
    shop.cancel_until, shop.seller, shop.tax_name = clock.now() + timedelta(hours=9), words, SHORT
    shop.save()
    ticket = order.tickets.get()
    door = CheckInList.objects.create(event=event, name=words)
    record_scan(door, Scan(uuid4(), ticket.number, device=words[:80]), by=owner)
    ContactMessage.objects.create(event=event, name=words, email=ADA, subject=words, text=words)
    entry = WaitingListEntry.objects.create(event=event, category=category, email="ben@example.org", name=words)
    payload = {"subject": words, "text": words, "html": f"<head></head><p>{escape(words)}</p>", "from": words}
    mail = OutboxMessage.objects.create(kind="mail", recipient=ADA, payload=payload)
    return Hostile(
        words, event, owner, order, open_order, ticket, category, question, entry, mail, {**records, "door": door}
    )
