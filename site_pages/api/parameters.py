"""What may be asked: the query parameters, checked and documented."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Literal, TypeVar

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, ValidatorFunctionWrapHandler, WrapValidator

from site_pages.choices import AccessMode, Category, Format

# Beyond these years PostgreSQL and Python disagree about what a moment is.
DayT = TypeVar("DayT", bound=date)
FIRST_YEAR, LAST_YEAR = 1970, 2200


def in_reach(value: DayT) -> DayT:
    """Raises ValueError far outside the calendar that events use."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(f"must be between {FIRST_YEAR} and {LAST_YEAR}")
    return value


def aware(value: datetime) -> datetime:
    """A time without a zone is UTC."""
    in_reach(value)
    return value if value.tzinfo else value.replace(tzinfo=UTC)


Moment = Annotated[datetime, AfterValidator(aware)]


def day_or_moment(value: Any, handler: ValidatorFunctionWrapHandler) -> date | datetime:
    """One message instead of one for each of the two forms."""
    try:
        return in_reach(handler(value))
    except ValueError as error:
        raise ValueError("give a day like 2030-05-06 or a moment like 2030-05-06T07:00:00Z") from error


MomentOrDay = Annotated[date | datetime, WrapValidator(day_or_moment)]


def first_moment(value: date | datetime) -> datetime:
    return aware(value) if isinstance(value, datetime) else datetime.combine(value, time.min, tzinfo=UTC)


def last_moment(value: date | datetime) -> datetime:
    """A day counts whole."""
    return aware(value) if isinstance(value, datetime) else first_moment(value + timedelta(days=1))


class EventFilters(Schema):
    """Filters of the list of events."""

    model_config = ConfigDict(populate_by_name=True)

    category: Category | None = None
    city: str | None = Field(None, max_length=120, description="Exactly this city, in any case")
    format: Format | None = None
    access: AccessMode | None = None
    when: Literal["upcoming", "live", "past"] | None = Field(None, description="upcoming: not over yet")
    start: MomentOrDay | None = Field(None, alias="from", description="Not over before this day or moment")
    end: MomentOrDay | None = Field(None, alias="to", description="Begun by this moment, or on this day at the latest")
    q: str | None = Field(None, max_length=100, description="Words that the event names, all of them")
    featured: bool | None = None
    free: bool | None = None


class EventPaging(Schema):
    """Order and place in the list of events."""

    sort: Literal["starts_at", "-starts_at", "title", "-title"] = "starts_at"
    cursor: str | None = Field(None, max_length=600, description="`next_cursor` of the page before")
    limit: int = Field(20, ge=1, le=100)


class PartOptions(Schema):
    """Options of the parts of an event."""

    updated_since: Moment | None = Field(None, description="Only what changed since; `as_of` of the answer before")
    fields: str | None = Field(None, max_length=500, description="Keys of each item to answer, with commas between")


class DetailOptions(Schema):
    """Options of a single thing."""

    fields: str | None = Field(None, max_length=500, description="Keys to answer, with commas between")
    draft: bool = Field(False, description="The latest draft; needs an API key with the scope read-draft")
