"""What moderating photos takes and gives over the API."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AfterValidator, Field, StringConstraints

from accounts.schemas import ErrorOut, StrictSchema
from gallery.choices import MediaStatus, MediaType
from gallery.filters import Filters, read_file_types, read_tags, read_uploaders
from gallery.sorting import FALLING_FIRST, Sort, SortBy
from notifications.errors import InvalidInput
from site_pages.api.parameters import in_reach

REFUSALS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 429), ErrorOut)
CursorText = Annotated[str, StringConstraints(max_length=1000)]
Choices = Annotated[str, StringConstraints(max_length=8000)]
Words = Annotated[str, StringConstraints(max_length=60, strip_whitespace=True)]
MOST_AT_ONCE = 500


class MediaFilters(StrictSchema):
    """Commas separate choices: OR inside a group, AND between groups."""

    cursor: CursorText = Field("", description="An answer's `next_cursor`, with the same order and filters.")
    limit: int = Field(50, ge=1, le=100)
    sort: Literal["newest", "oldest"] | None = Field(None, description="By time of upload; or `sort_by`.")
    sort_by: SortBy | None = None
    sort_order: Literal["asc", "desc"] | None = Field(
        None, description="With `sort_by`. Left out: names rising, everything else falling."
    )
    filter_date: Annotated[date, AfterValidator(in_reach)] | None = Field(
        None, description="Uploaded on this day of the event's time zone."
    )
    filter_session: UUID | None = Field(None, description="A guest's `session_id`.")
    filter_uploader: Choices = Field("", description="Names; `-` is no name.")
    filter_tag: Choices = ""
    filter_file_type: Choices = Field("", description="`jpeg`, `heic`, … or `image/jpeg`, …")
    include_hidden: bool = False

    def as_filters(self) -> Filters:
        """Raises InvalidInput."""
        return Filters(
            day=self.filter_date,
            guest=self.filter_session,
            uploaders=read_uploaders(self.filter_uploader),
            tags=read_tags(self.filter_tag),
            file_types=read_file_types(self.filter_file_type),
            include_hidden=self.include_hidden,
        )

    def as_sort(self) -> Sort:
        """Raises InvalidInput for both ways of saying it at once."""
        if self.sort is None:
            by = self.sort_by or "uploaded_at"
            falling = by in FALLING_FIRST if self.sort_order is None else self.sort_order == "desc"
            return Sort(by, falling)
        if self.sort_by or self.sort_order:
            message = _("Give either sort, or sort_by with sort_order.")
            raise InvalidInput(message, fields={"sort": message})
        return Sort(is_falling=self.sort == "newest")


class MediaOut(Schema):
    """A photo as organizers see it. The addresses are good for half an hour at least."""

    media_id: UUID
    thumb_url: str | None = Field(description="Null while it is being made.")
    preview_url: str | None
    placeholder: str = Field(description="A few colours to show meanwhile, base64; may be empty.")
    uploaded_by: str = Field(description="Empty: the guest gave no name.")
    session_id: UUID = Field(description="The guest.")
    uploaded_at: datetime
    taken_at: datetime = Field(description="By the camera's clock, else as `uploaded_at`.")
    status: MediaStatus
    size_bytes: int
    mime_type: MediaType
    width: int | None
    height: int | None
    tags: list[str]


class MediaListOut(Schema):
    media: list[MediaOut]
    next_cursor: str | None
    total_count: int = Field(description="Counted with the first page; later pages repeat it.")


class FacetFilters(StrictSchema):
    uploader_q: Words = Field("", description="Part of the name, in any case.")
    tag_q: Words = Field("", description="Part of the tag, in any case.")
    limit: int = Field(100, ge=1, le=500, description="Of each.")
    include_hidden: bool = False


class FacetOut(Schema):
    value: str = Field(description="As `filter_uploader` and `filter_tag` take it; `-` is no name.")
    count: int


class FacetsOut(Schema):
    uploaders: list[FacetOut]
    tags: list[FacetOut]


class DayOut(Schema):
    day: date
    count: int


class HourOut(Schema):
    hour: datetime
    count: int


class StatsOut(Schema):
    """Hidden photos are counted everywhere."""

    total_uploaded: int
    hidden: int
    storage_bytes: int
    unique_guests: int = Field(description="Guests with a photo that is here.")
    uploads_per_day: list[DayOut] = Field(description="In the event's time zone; days without any are left out.")
    uploads_per_hour: list[HourOut] = Field(description="Of the event's days alone, in its time zone.")


class BulkIn(StrictSchema):
    media_ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_AT_ONCE)]


class BulkOut(Schema):
    changed: int = Field(description="Those that were in the other state.")
    unknown: int = Field(description="Ids of no photo of this gallery: ignored.")


class MediaStateOut(Schema):
    media_id: UUID
    status: MediaStatus


class DownloadOut(Schema):
    download_url: str
    expires_at: datetime
    filename: str
