"""What the check-in API takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field, StringConstraints

from accounts.schemas import ErrorOut, StrictSchema
from ticketing.actions.scans import Scan
from ticketing.choices import Direction, ScanResult

Device = Annotated[str, StringConstraints(max_length=80)]
MOST_SCANS = 100


class ScanIn(StrictSchema):
    """One scan."""

    scan_id: UUID = Field(description="Made by the device. Sent twice, it counts once and gets the same answer.")
    list_id: UUID
    code: Annotated[str, StringConstraints(min_length=1, max_length=300)] = Field(
        description="The QR code's letters, or the ticket's number as typed."
    )
    direction: Direction = Direction.ENTRY
    device: Device = Field("", description="What people call the device.")
    scanned_at: AwareDatetime | None = Field(None, description="Of a scan without network: when it was.")
    shown: ScanResult | None = Field(
        None, description="Of a scan without network: what the device showed. Such a scan is kept whatever is found."
    )

    def as_scan(self) -> Scan:
        return Scan(
            scan_id=self.scan_id,
            text=self.code,
            direction=self.direction,
            scanned_at=self.scanned_at,
            device=self.device,
            shown=self.shown,
        )


class ScansIn(StrictSchema):
    scans: Annotated[list[ScanIn], Field(min_length=1, max_length=MOST_SCANS)]


class ScannedTicket(Schema):
    number: str
    name: str
    category: str


class FirstEntry(Schema):
    """The entry that a ticket is in by already."""

    at: datetime
    device: str
    list: str


class ScanOut(Schema):
    scan_id: UUID
    list_id: UUID
    result: ScanResult
    direction: Direction
    ticket: ScannedTicket | None = Field(description="Empty where the event has no such ticket.")
    first: FirstEntry | None = Field(description="Of `already_in`: when and where the ticket came in.")
    scanned_at: datetime
    received_at: datetime
    device: str
    by: str
    was_offline: bool
    is_conflict: bool = Field(description="A device let the person through, and the server would not have.")
    undone_at: datetime | None


class NotStored(Schema):
    scan_id: UUID
    error: ErrorOut


class Counts(Schema):
    id: UUID
    expected: int = Field(description="Valid tickets that the list lets in.")
    came: int = Field(description="Tickets that have been in, each once.")
    inside: int


class ScansOut(Schema):
    results: list[ScanOut | NotStored] = Field(description="In the order in which they were sent.")
    lists: list[Counts]


class LogOptions(StrictSchema):
    list_id: UUID | None = None
    result: ScanResult | None = None
    conflicts: bool = Field(False, description="Only conflicts.")
    q: Annotated[str, StringConstraints(max_length=100)] = Field("", description="Name, number or device.")
    cursor: UUID | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class LogOut(Schema):
    items: list[ScanOut]
    next_cursor: UUID | None


class UndoIn(StrictSchema):
    device: Device = ""


class ListIn(StrictSchema):
    name: Annotated[str, StringConstraints(max_length=120)]
    category_ids: Annotated[list[UUID], Field(max_length=200)] = Field([], description="Empty: all.")
    session_id: UUID | None = Field(None, description="Only tickets that open this session.")
    allows_exit: bool = Field(False, description="People are scanned out, too, and may come again.")
    position: Annotated[int, Field(ge=0, le=10_000)] = 0


class ListOut(Counts):
    name: str
    category_ids: list[UUID]
    session_id: UUID | None
    allows_exit: bool
    position: int


class ListsOut(Schema):
    items: list[ListOut]


class BundleOptions(StrictSchema):
    since: AwareDatetime | None = Field(None, description="The stamp of the last answer.")


class BundleKey(Schema):
    prefix: str = Field(description="The first five bytes of the codes that this key signed, in hexadecimal.")
    public_key: str = Field(description="Ed25519, base64url.")


class BundleCategory(Schema):
    id: UUID
    name: str


class BundleList(Counts):
    name: str
    allows_exit: bool
    categories: list[int] = Field(description="Places in `categories` of those whom the list lets in.")


class BundleOut(Schema):
    """See docs/check-in.md, "What a device keeps"."""

    stamp: str = Field(description="Send it as `since` next time.")
    is_whole: bool = Field(description="False: only what changed; merge it into what you have.")
    ticket_count: int = Field(description="How many tickets a device has that missed nothing.")
    keys: list[BundleKey]
    categories: list[BundleCategory]
    lists: list[BundleList]
    tickets: list[tuple[str, str, int, str, str]] = Field(
        description="Lookup, number's hash, category's place, valid or replaced or cancelled, sealed name and number."
    )
    stays: list[tuple[int, str, int | None]] = Field(
        description="List's place, ticket's lookup, in since (seconds since 1970); null: not in any more."
    )


REFUSALS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 429), ErrorOut)
