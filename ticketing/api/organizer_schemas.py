"""What the organizer API of orders and tickets takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from accounts.schemas import ErrorOut, StrictSchema
from site_pages.api.parameters import MomentOrDay
from ticketing.actions.grants import MOST_GRANTED
from ticketing.api.order_schemas import MoneyOut
from ticketing.choices import OrderSource, OrderState, TicketState

Number = Annotated[str, StringConstraints(min_length=1, max_length=20)]
Amount = Annotated[str, StringConstraints(pattern=r"^\d{1,12}(\.\d{1,3})?$")]


class OrganizerAnswerOut(Schema):
    question_id: UUID
    question: str
    answer: str


class OrganizerTicketOut(Schema):
    """One attendee's ticket. A handed-over one stays, and the new one names it in `in_place_of`."""

    number: str
    order_number: str
    category_id: UUID
    category: str
    name: str
    email: str
    state: TicketState
    price: MoneyOut
    has_been_in: bool
    issued_at: datetime | None


class OrganizerTicketDetailOut(OrganizerTicketOut):
    in_place_of: str | None
    answers: list[OrganizerAnswerOut]


class OrganizerOrderOut(Schema):
    number: str
    state: OrderState
    source: OrderSource
    buyer_name: str
    buyer_email: str
    tickets: int = Field(description="Valid ones, or those that wait for the money")
    total: MoneyOut
    received: MoneyOut
    returned: MoneyOut
    placed_at: datetime
    settled_at: datetime | None
    expires_at: datetime | None


class OrganizerLineOut(Schema):
    category_id: UUID
    name: str
    quantity: int
    price: MoneyOut


class HappenedOut(Schema):
    action: str
    text: str
    detail: str
    ticket: str | None
    by: str
    at: datetime


class OrganizerOrderDetailOut(OrganizerOrderOut):
    invoice_to: str
    voucher: str | None
    note: str
    refundable: MoneyOut
    lines: list[OrganizerLineOut]
    ticket_list: list[OrganizerTicketDetailOut]
    history: list[HappenedOut]


class OrganizerOrdersOut(Schema):
    items: list[OrganizerOrderOut]
    next_cursor: str | None


class OrganizerTicketsOut(Schema):
    items: list[OrganizerTicketOut]
    next_cursor: str | None


class OrderFilters(Schema):
    """Filters of the list of orders, the latest first."""

    q: str = Field("", max_length=100, description="Number, name, address, or a ticket's number")
    state: OrderState | None = None
    source: OrderSource | None = None
    category_id: UUID | None = None
    placed_from: MomentOrDay | None = None
    placed_to: MomentOrDay | None = None
    cursor: str | None = Field(None, max_length=20, description="`next_cursor` of the page before")
    limit: int = Field(50, ge=1, le=200)


class TicketFilters(Schema):
    """Filters of the list of issued tickets, in the order of their issue. Handed-over ones only by `state`."""

    q: str = Field("", max_length=100, description="Name, address, number of the ticket or its order")
    state: TicketState | None = None
    category_id: UUID | None = None
    presence: Literal["in", "never"] | None = Field(None, description="Whether the ticket was at a door")
    cursor: str | None = Field(None, max_length=20, description="`next_cursor` of the page before")
    limit: int = Field(50, ge=1, le=200)


class CancelIn(StrictSchema):
    tickets: Annotated[list[Number], Field(max_length=100)] | None = Field(
        None, description="None or empty: the whole order"
    )


class RefundIn(StrictSchema):
    """Tickets that end, and the money that goes back: without an amount, what they cost."""

    tickets: Annotated[list[Number], Field(max_length=100)] = []
    amount: Amount | None = None
    reason: Annotated[str, StringConstraints(max_length=200)] = ""
    key: Annotated[str, StringConstraints(min_length=8, max_length=60)] = Field(
        description="Made by the caller: money goes back once for a key, however often it is sent."
    )


class HolderIn(StrictSchema):
    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    email: Annotated[str, StringConstraints(min_length=3, max_length=254)]


class GrantsIn(StrictSchema):
    category_id: UUID
    holders: Annotated[list[HolderIn], Field(min_length=1, max_length=MOST_GRANTED)]


class GrantsOut(Schema):
    orders: list[OrganizerOrderOut]


REFUSALS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 429), ErrorOut)
