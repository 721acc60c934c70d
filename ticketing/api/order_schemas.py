"""What the shop's API takes and gives. Amounts are `{"amount": "400.00", "currency": "INR"}`, times are UTC."""

from __future__ import annotations

from base64 import b64decode
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from ninja import Schema
from pydantic import Field, StringConstraints, field_validator

from accounts.schemas import ErrorOut, StrictSchema
from ticketing.answers import Attendee, Buyer
from ticketing.selection import Wish

Line = Annotated[str, StringConstraints(max_length=254)]
REFUSALS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 422, 429, 502, 503), ErrorOut)


class MoneyOut(Schema):
    amount: str = Field(examples=["400.00"])
    currency: str = Field(examples=["INR"])


class CategoryOut(Schema):
    id: UUID
    name: str
    description: str
    price: MoneyOut
    admits: str
    availability: str = Field(description="available, few, sold_out, soon or over; a second old at most")
    left: int | None = Field(description="How many are left, where they are few")
    min_per_order: int
    max_per_order: int = Field(description="In one order, as things stand now")
    sale_starts_at: datetime | None
    sale_ends_at: datetime | None
    opens_whole_event: bool
    sessions: list[UUID] = Field(description="What it opens, where that is not the whole event")


class QuestionOut(Schema):
    id: UUID
    text: str
    help_text: str
    kind: str
    choices: list[str]
    is_required: bool
    categories: list[UUID] = Field(description="Asked with these tickets; empty: with all")


class ProviderOut(Schema):
    name: str
    label: str


class TicketsOut(Schema):
    """An event's shop for somebody without a voucher."""

    event: str
    is_selling: bool
    hold_minutes: int
    terms_url: str
    waiting_list: bool
    categories: list[CategoryOut]
    questions: list[QuestionOut]
    providers: list[ProviderOut]


class LineIn(StrictSchema):
    category: UUID
    quantity: Annotated[int, Field(ge=1, le=100)]


class BuyerIn(StrictSchema):
    email: Line
    name: Annotated[str, StringConstraints(max_length=200)]
    invoice_to: Annotated[str, StringConstraints(max_length=500)] = ""
    tax_id: Annotated[str, StringConstraints(max_length=60)] = ""

    def as_buyer(self, user_id: int | None) -> Buyer:
        return Buyer(self.email, self.name, user_id, self.invoice_to, self.tax_id)


class FileIn(StrictSchema):
    """A PDF or a picture."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)] = Field(examples=["plan.pdf"])
    data: Annotated[str, StringConstraints(min_length=1)] = Field(description="In base64")

    @field_validator("data")
    @classmethod
    def is_base64(cls, data: str) -> str:
        try:
            b64decode(data, validate=True)
        except ValueError as error:
            raise ValueError("Send the file's bytes in base64.") from error
        return data

    def as_upload(self) -> SimpleUploadedFile:
        return SimpleUploadedFile(self.name, b64decode(self.data))


Answer = str | int | float | bool | list[str] | FileIn | None


class AttendeeIn(StrictSchema):
    category: UUID
    name: Annotated[str, StringConstraints(max_length=200)] = ""
    email: Line = ""
    answers: dict[UUID, Answer] = Field(
        default_factory=dict,
        max_length=100,
        description="By the questions' ids. A text, a number, a date (2026-05-31), a choice, a list of choices, "
        "true or false, or a file as its name and data; the whole request may have 5 MB.",
    )

    def as_attendee(self) -> Attendee:
        answers = {
            question: answer.as_upload() if isinstance(answer, FileIn) else answer
            for question, answer in self.answers.items()
        }
        return Attendee(self.category, self.name, self.email, answers)


class OfferIn(StrictSchema):
    """A waiting-list offer, as its mail's link names it."""

    id: UUID
    secret: Annotated[str, StringConstraints(max_length=40)]


class OrderIn(StrictSchema):
    event: Annotated[str, StringConstraints(max_length=255)] = Field(description="The event's slug")
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=50)]
    buyer: BuyerIn
    attendees: Annotated[list[AttendeeIn], Field(max_length=100)] | None = Field(
        None, description="One for each ticket. Left out: all tickets are in the buyer's name."
    )
    voucher: Annotated[str, StringConstraints(max_length=40)] = ""
    offer: OfferIn | None = None

    def wishes(self) -> list[Wish]:
        return [Wish(line.category, line.quantity) for line in self.lines]

    def as_attendees(self) -> list[Attendee]:
        if self.attendees is not None:
            return [attendee.as_attendee() for attendee in self.attendees]
        return [Attendee(line.category) for line in self.lines for _ticket in range(line.quantity)]


class PayIn(StrictSchema):
    provider: Annotated[str, StringConstraints(max_length=20)]


class PaymentOut(Schema):
    url: str = Field(description="Where to send the buyer")
    provider: str
    deadline: datetime


class OrderLineOut(Schema):
    category: UUID
    name: str
    quantity: int
    price: MoneyOut = Field(description="Of one, with the voucher")


class TicketOut(Schema):
    number: str
    category: UUID
    category_name: str
    state: str
    attendee_name: str
    code: str | None = Field(description="What the QR code says; null until the ticket is issued")


class OrderOut(Schema):
    number: str
    event: str
    state: str
    total: MoneyOut
    paid: MoneyOut
    refunded: MoneyOut
    voucher: str
    created_at: datetime
    expires_at: datetime | None = Field(description="Until when the seats are kept, while nothing is settled")
    buyer_name: str
    lines: list[OrderLineOut]
    tickets: list[TicketOut]
    providers: list[ProviderOut] = Field(description="Ways to pay, while the order waits for its money")
    url: str = Field(description="The order's page. Its last part opens the order without an account: keep it.")


class PlacedOrder(OrderOut):
    secret: str = Field(description="For `Order-Secret`: opens the order without an account")


class MyTicketOut(TicketOut):
    event: str
    event_title: str
    starts_at: datetime
    ends_at: datetime
    timezone: str


class MyTickets(Schema):
    items: list[MyTicketOut]
