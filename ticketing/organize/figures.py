"""What an event has sold, as numbers. Counted in the database, by days of the event's zone; eleven queries in all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Sum
from django.db.models.functions import TruncDate

from payments.money import Money
from site_pages.models import EventPage
from ticketing.catalogue import Item, read_items
from ticketing.choices import LIVE_TICKETS, OPEN_STATES
from ticketing.models import Admission, Order, OrderLine, Quota, Ticket, TicketCategory, WaitingListEntry


@dataclass(frozen=True, slots=True)
class CategoryFigures:
    """One category: valid tickets, seats in unfinished orders, people who came. `size` None: no cap of its own.

    Vouchers and offers keep seats too, so `left` is what the counter says and not a difference.
    """

    category: TicketCategory
    sold: int
    held: int
    came: int
    size: int | None
    left: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything on the overview."""

    categories: list[CategoryFigures]
    quotas: list[Quota]
    revenue: list[Money]
    waiting: int
    orders_pending: int
    tickets_by_day: dict[date, int]
    revenue_by_day: dict[date, int]
    came_by_day: dict[date, int]
    currency: str

    @property
    def sold(self) -> int:
        return sum(row.sold for row in self.categories)

    @property
    def held(self) -> int:
        return sum(row.held for row in self.categories)

    @property
    def came(self) -> int:
        return sum(row.came for row in self.categories)


def figures_of(event: EventPage) -> Figures:
    """The numbers of this moment."""
    revenue = revenue_of(event.pk)
    currency = revenue[0].currency if revenue else ""
    return Figures(
        categories=category_figures(event.pk),
        quotas=list(Quota.objects.for_event(event.pk).filter(own_category=None)),
        revenue=revenue,
        waiting=WaitingListEntry.objects.in_line().filter(event_id=event.pk).count(),
        orders_pending=Order.objects.for_event(event.pk).filter(state="pending").count(),
        tickets_by_day=tickets_by_day(event),
        revenue_by_day=revenue_by_day(event, currency),
        came_by_day=came_by_day(event),
        currency=currency,
    )


def category_figures(event_id: int) -> list[CategoryFigures]:
    """Six queries."""
    live = Ticket.objects.for_event(event_id).live().order_by()
    open_lines = OrderLine.objects.filter(order__event_id=event_id, order__state__in=OPEN_STATES).order_by()
    came = Admission.objects.filter(ticket__event_id=event_id, ticket__state__in=LIVE_TICKETS).order_by()
    sold = _by_category(live.values_list("category").annotate(number=Count("pk")))
    held = _by_category(open_lines.values_list("category").annotate(number=Sum("quantity")))
    entered = _by_category(came.values_list("ticket__category").annotate(number=Count("ticket", distinct=True)))
    rows = []
    for item in read_items(event_id):
        pk = item.category.pk
        own = _own_quota(item)
        size, left = (own.size, own.left) if own else (None, None)
        rows.append(CategoryFigures(item.category, sold.get(pk, 0), held.get(pk, 0), entered.get(pk, 0), size, left))
    return rows


def _by_category(rows: Iterable[tuple[int, int]]) -> dict[int, int]:
    return dict(rows)


def _own_quota(item: Item) -> Quota | None:
    return next((quota for quota in item.quotas if quota.own_category_id == item.category.pk), None)


def revenue_of(event_id: int) -> list[Money]:
    """What came in and did not go back, by currency, the largest first. One query."""
    orders = Order.objects.for_event(event_id).filter(paid__gt=0).order_by()
    sums = orders.values_list("currency").annotate(sum=Sum(F("paid") - F("refunded")))
    return sorted((Money(total, currency) for currency, total in sums), key=lambda money: -money.minor)


def tickets_by_day(event: EventPage) -> dict[date, int]:
    """Tickets issued on each day on which there were any; handing one over is no sale. One query."""
    tickets = Ticket.objects.for_event(event.pk).filter(issued_at__isnull=False, predecessor=None).order_by()
    days = tickets.annotate(day=TruncDate("issued_at", tzinfo=event.zone))
    return dict(days.values_list("day").annotate(number=Count("pk")))


def revenue_by_day(event: EventPage, currency: str) -> dict[date, int]:
    """Minor units of orders settled on each day, less what of them went back since. One query."""
    orders = Order.objects.for_event(event.pk).filter(settled_at__isnull=False, paid__gt=0, currency=currency)
    days = orders.order_by().annotate(day=TruncDate("settled_at", tzinfo=event.zone))
    return dict(days.values_list("day").annotate(sum=Sum(F("paid") - F("refunded"))))


def came_by_day(event: EventPage) -> dict[date, int]:
    """People at the doors on each day on which anybody came, whoever came twice counted once. One query."""
    entered = Admission.objects.filter(ticket__event_id=event.pk, ticket__state__in=LIVE_TICKETS).order_by()
    days = entered.annotate(day=TruncDate("entered_at", tzinfo=event.zone))
    return dict(days.values_list("day").annotate(number=Count("ticket", distinct=True)))
