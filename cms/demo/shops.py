"""Opens the demo's ticket shops and lets people buy in them, through the actions that the shop itself uses."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from anyascii import anyascii
from django.db import transaction

from accounts.models import User
from cms.demo.doors import Arrival, first_morning, let_in, make_doors, today
from cms.demo.past import date_order_back, noted_at
from site_pages.models import EventPage, SessionPage
from ticketing.actions import audit
from ticketing.actions.after_sale import Holder, transfer_ticket
from ticketing.actions.catalogue import save_voucher, set_quantity
from ticketing.actions.checkout import Placement, place_order
from ticketing.actions.manual import Receipt, settle_by_hand
from ticketing.actions.payment import cancel_unpaid
from ticketing.actions.refunds import Return, refund_order
from ticketing.actions.waiting_list import Person, join_waiting_list
from ticketing.answers import Attendee, Buyer, questions_for
from ticketing.catalogue import read_items, read_questions, shop_of
from ticketing.choices import QuestionKind
from ticketing.models import CheckInList, Order, Question, Quota, Shop, TicketCategory, Voucher
from ticketing.selection import Basket, Wish

SHOPS = Path(__file__).parent / "shops"
Table = dict[str, Any]


@dataclass
class DemoShop:
    """A shop being filled: its categories, and the doors that let them in, by the names that the file gives them."""

    event: EventPage
    organizer: User
    categories: dict[str, TicketCategory] = field(default_factory=dict)
    doors: dict[str, CheckInList] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)


def open_shops(*, now: datetime, organizer: User, door: User) -> int:
    """Every shop that has a file, with its orders, and who came. Returns how many orders were placed."""
    placed = 0
    for path in sorted(SHOPS.glob("*.toml")):
        event = EventPage.objects.select_related("venue").filter(slug=path.stem).first()
        if event is None or TicketCategory.objects.for_event(event.pk).exists():
            continue
        with path.open("rb") as file:
            table = tomllib.load(file)
        with transaction.atomic():
            shop = _stock(table, event=event, now=now, organizer=organizer)
        rows = table.get("orders", [])
        orders = [_buy(row, shop=shop, now=now) for row in rows]
        placed += len(orders)
        for key, (since, until) in {"came_first_day": first_morning(event), "came": today(event, now=now)}.items():
            came = [one for row, order in zip(rows, orders, strict=True) for one in _came(order, row.get(key), shop)]
            let_in(came, since=since, until=until, by=door)
        for row in table.get("waiting", []):
            _wait(row, shop=shop)
    return placed


def _stock(table: Table, *, event: EventPage, now: datetime, organizer: User) -> DemoShop:
    """Categories, quotas, questions and vouchers."""
    settings = shop_of(event.pk)
    for name in ("currency", "tax_rate", "seller", "seller_tax_id"):
        setattr(settings, name, table.get(name, getattr(settings, name)))
    if "days_to_cancel" in table:
        settings.cancel_until = now + timedelta(days=table["days_to_cancel"])
    settings.save()
    shop = DemoShop(event, organizer)
    for position, row in enumerate(table["tickets"]):
        shop.categories[row["key"]] = _category(row, shop=settings, position=position, now=now)
    for row in table.get("quotas", []):
        quota = Quota.objects.create(event=event, name=row["name"], size=row["size"])
        quota.categories.set([shop.categories[t["key"]] for t in table["tickets"] if t.get("quota") == row["key"]])
    for position, row in enumerate(table.get("questions", [])):
        _question(row, shop=shop, position=position)
    for row in table.get("vouchers", []):
        names = row.get("tickets", [])
        rest = {key: value for key, value in row.items() if key != "tickets"}
        save_voucher(Voucher(event=event, **rest), categories=[shop.categories[name] for name in names])
    shop.questions = read_questions(event.pk)
    shop.doors = make_doors(table.get("doors", []), event=event, categories=shop.categories)
    return shop


def _category(row: Table, *, shop: Shop, position: int, now: datetime) -> TicketCategory:
    opens = row.get("opens_in_hours")
    category = TicketCategory.objects.create(
        event_id=shop.event_id,
        name=row["name"],
        description=row["description"],
        price=row["price"],
        currency=shop.currency,
        admits=row.get("admits", "both"),
        visibility="hidden" if row.get("hidden") else "public",
        max_per_order=row.get("most", 10),
        sale_starts_at=now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=opens) if opens else None,
        position=position,
        grants_full_event_access="kinds" not in row,
    )
    if "kinds" in row:
        event = EventPage.objects.get(pk=shop.event_id)
        category.sessions.set(SessionPage.objects.for_event(event).filter(session_type__in=row["kinds"]))
    set_quantity(category, row.get("quantity"))
    return category


def _question(row: Table, *, shop: DemoShop, position: int) -> None:
    question = Question.objects.create(
        event=shop.event,
        text=row["text"],
        help_text=row.get("help", ""),
        kind=row["kind"],
        choices=row.get("choices", []),
        is_required=row.get("required", False),
        position=position,
    )
    question.categories.set([shop.categories[key] for key in row.get("tickets", [])])


def _buy(row: Table, *, shop: DemoShop, now: datetime) -> Order:
    """One order, and what became of it, at the time that the row gives or now."""
    if "days_ago" not in row:
        return _place(row, shop=shop)
    moment = _days_ago(row["days_ago"], row["at"], zone=shop.event.zone, now=now)
    with noted_at(moment):
        order = _place(row, shop=shop)
    date_order_back(order, to=moment)
    return order


def _days_ago(days: int, clock: str, *, zone: ZoneInfo, now: datetime) -> datetime:
    day = now.astimezone(zone).date() - timedelta(days=days)
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=zone)


def _place(row: Table, *, shop: DemoShop) -> Order:
    people = [row["buyer"], *row.get("also", [])]
    names = iter(people)
    attendees = [
        Attendee(category.public_id, name=next(names, row["buyer"]), answers=_answers(category, shop))
        for category, number in ((shop.categories[key], number) for key, number in row["tickets"].items())
        for _ticket in range(number)
    ]
    wishes = [Wish(shop.categories[key].public_id, number) for key, number in row["tickets"].items()]
    order = place_order(
        shop.event,
        Basket(wishes, voucher_code=row.get("voucher", "")),
        buyer=Buyer(address_of(row["buyer"]), row["buyer"], invoice_to=row.get("invoice_to", "")),
        attendees=attendees,
        placement=Placement(),
    )
    _go_on(order, row, shop=shop)
    return order


def _came(order: Order, numbers: dict[str, int] | None, shop: DemoShop) -> list[Arrival]:
    """So many more of the order's people, by the names of their categories."""
    outside = order.tickets.live().filter(admissions=None).order_by("pk")
    return [
        Arrival(ticket, shop.doors[key])
        for key, number in (numbers or {}).items()
        for ticket in outside.filter(category=shop.categories[key])[:number]
    ]


def _go_on(order: Order, row: Table, *, shop: DemoShop) -> None:
    by = audit.person(shop.organizer)
    if row.get("paid"):
        order = settle_by_hand(order, Receipt(order.total, "bank transfer"), by=shop.organizer)
    ticket = order.tickets.order_by("pk").first()
    if ticket is None:
        return
    if row.get("gave_up"):
        cancel_unpaid(order, by=by)
    if row.get("gave_back"):
        refund_order(order, Return(tickets=[ticket], reason="cannot come", key="demo"), by=shop.organizer)
    if name := row.get("handed_to"):
        transfer_ticket(ticket, to=Holder(name, address_of(name)), by=by)


def _wait(row: Table, *, shop: DemoShop) -> None:
    category = shop.categories[row["ticket"]]
    item = next(item for item in read_items(shop.event.pk) if item.category == category)
    person = Person(address_of(row["name"]), row["name"])
    join_waiting_list(shop.event, item, person=person, quantity=row.get("quantity", 1))


def _answers(category: TicketCategory, shop: DemoShop) -> dict[Any, Any]:
    """An answer to whatever must be answered."""
    asked = [one for one in questions_for(shop.questions, category.pk) if one.is_required]
    return {one.public_id: one.choices[0] if one.kind == QuestionKind.CHOICE else "yes" for one in asked}


def address_of(name: str) -> str:
    """An address of nobody, from a name."""
    letters = "".join(letter if letter.isalnum() else "." for letter in anyascii(name).lower())
    return ".".join(filter(None, letters.split("."))) + "@mail.example"
