"""What the organizer API of events with galleries takes and gives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, Field, StringConstraints

from accounts.schemas import ErrorOut, StrictSchema
from gallery.choices import Compression, GalleryStatus
from site_pages.api.block_schemas import ImageJson
from site_pages.api.parameters import in_reach
from site_pages.api.schemas import MoneyJson

REFUSALS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 422, 429, 502), ErrorOut)
Name = Annotated[str, StringConstraints(max_length=300)]
Pin = Annotated[str, StringConstraints(max_length=20)]
Day = Annotated[date, AfterValidator(in_reach)]
# Whether a number is one that a gallery can have is the action's to say, after it has looked at the lock.
Number = Annotated[int, Field(strict=True, ge=-(10**9), le=10**9)]
Provider = Annotated[str, StringConstraints(max_length=20)]


class GalleryCapacityIn(StrictSchema):
    """What a price follows from."""

    max_guests: Number = 100
    max_uploads_per_guest: Number = 10
    compression_mode: Compression = Compression.COMPRESSED


class GalleryQuoteIn(GalleryCapacityIn):
    event_id: UUID | None = Field(None, description="For a change of this event: what is due after its credit")


class GalleryEventIn(GalleryCapacityIn):
    name: Name
    event_date: Day
    end_date: Day | None = Field(None, description="The last day; else the event has one day")
    pin: Pin | None = Field(None, description="Four digits that guests have to give")
    cover_image: int | None = Field(None, description="Id of an image in the CMS that you may choose there")
    show_on_site: bool = Field(False, description="Show the photos on the event's public site")
    provider: Provider = Field("", description="Who takes the money, of the quote's `providers`; else the first")


class GalleryChangeIn(StrictSchema):
    """Only what is sent changes. Once the gallery has opened, nothing but `name` and `pin` may be there."""

    name: Name | None = None
    pin: Pin | None = Field(None, description="null removes it")
    cover_image: int | None = Field(None, description="null removes it")
    show_on_site: bool | None = None
    event_date: Day | None = Field(None, description="Without `end_date` the event keeps its length")
    end_date: Day | None = None
    max_guests: Number | None = None
    max_uploads_per_guest: Number | None = None
    compression_mode: Compression | None = None
    provider: Provider = Field("", description="Who takes the money where something is to be paid; no setting")


class GalleryRetryIn(StrictSchema):
    provider: Provider = Field("", description="Another way to pay than before")


class GalleryPageIn(Schema):
    cursor: UUID | None = Field(None, description="`next_cursor` of the page before")
    limit: int = Field(50, ge=1, le=100)


class GalleryPartsOut(Schema):
    guests: MoneyJson
    images: MoneyJson
    raw: MoneyJson


class GalleryProviderOut(Schema):
    name: str
    label: str


class GalleryQuoteOut(Schema):
    total: MoneyJson
    parts: GalleryPartsOut
    paid: MoneyJson = Field(description="Of this event so far, its credit included")
    due: MoneyJson = Field(description="To be paid now")
    credit: MoneyJson = Field(description="What would be left for later changes; never paid out")
    providers: list[GalleryProviderOut] = Field(description="Who takes it, the usual one first")


class GalleryPlanOut(Schema):
    event_date: date
    end_date: date
    max_guests: int
    max_uploads_per_guest: int
    compression_mode: Compression


class GalleryFeeOut(Schema):
    total: MoneyJson = Field(description="Of the settings as they are")
    paid: MoneyJson
    credit: MoneyJson


class GalleryPendingOut(GalleryPlanOut):
    """Dearer settings that wait for their money. Naming the settings as they are calls them off."""

    amount: MoneyJson


class OrganizerEventOut(GalleryPlanOut):
    id: UUID
    slug: str
    name: str
    status: GalleryStatus
    opens_at: datetime
    closes_at: datetime
    is_locked: bool = Field(description="It has opened: only `name` and `pin` change")
    has_pin: bool
    show_on_site: bool
    cover_image_id: int | None
    cover_image: ImageJson | None
    guests: int = Field(description="Who have joined")
    uploads: int = Field(description="Photos, hidden ones too")
    fee: GalleryFeeOut
    pending: GalleryPendingOut | None
    role: str
    guest_url: str
    site_url: str = Field(description="The event's mini-site, public once it is published")
    created_at: datetime
    closed_at: datetime | None = Field(description="By hand")
    archived_at: datetime | None
    purge_at: datetime | None = Field(description="When the photos of an archived gallery are deleted")
    purged_at: datetime | None


class OrganizerEventsOut(Schema):
    items: list[OrganizerEventOut]
    next_cursor: UUID | None


class GalleryPaymentOut(Schema):
    """Money for a new event or for dearer settings."""

    payment_id: UUID
    payment_url: str | None = Field(description="Where to send the payer, while it can be paid")
    amount: MoneyJson
    status: Literal["pending", "applied", "failed", "superseded"] = Field(description="Of what it is for")
    problem: str = Field(description="Why money that came went back")
    can_retry: bool
    event_id: UUID | None = Field(description="The event, once there is one")
