"""Pages of a list by cursor: stable while events are added, whatever the length of the list."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from notifications.errors import InvalidInput
from site_pages.api.parameters import in_reach
from site_pages.querysets import EventQuerySet

Row = dict[str, Any]


def encode_cursor(row: Row, field: str) -> str:
    """Where the next page begins: after this row."""
    value = row[field]
    place = [field, value.isoformat() if isinstance(value, datetime) else value, str(row["public_id"])]
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, field: str) -> tuple[Any, UUID]:
    """The place a cursor names. Raises InvalidInput for one that was not made here, or for another order."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        place = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        value, public_id = read_place(place, field)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        message = "Not a cursor of this list in this order."
        raise InvalidInput(message, fields={"cursor": message}) from error
    return value, public_id


def read_place(place: Any, field: str) -> tuple[Any, UUID]:
    """Raises ValueError or TypeError where the decoded cursor has another form."""
    named, value, public_id = place
    if named != field or not isinstance(value, str) or "\x00" in value:
        raise ValueError("another order")
    if field != "starts_at":
        return value, UUID(public_id)
    return in_reach(datetime.fromisoformat(value)).astimezone(UTC), UUID(public_id)


def after_cursor(events: EventQuerySet, cursor: str | None, *, sort: str) -> EventQuerySet:
    """The events in this order, from the cursor on. The public id decides between equals."""
    field, descending = sort.removeprefix("-"), sort.startswith("-")
    if cursor is not None:
        value, public_id = decode_cursor(cursor, field)
        beyond = "lt" if descending else "gt"
        events = events.filter(
            Q(**{f"{field}__{beyond}": value}) | Q(**{field: value, f"public_id__{beyond}": public_id})
        )
    sign = "-" if descending else ""
    return events.order_by(f"{sign}{field}", f"{sign}public_id")
