"""Files of an event that an organizer puts on screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from site_pages.models import EventGroup, SiteDocument


@dataclass(frozen=True, slots=True)
class Attached:
    """A document as attendees are shown it; `size` in bytes."""

    number: int
    url: str
    name: str
    size: int | None
    type: str

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "size": self.size, "type": self.type}


def documents_of(event_id: int) -> list[SiteDocument]:
    """What may be chosen: the documents in the event's collection and below, by title. Two queries."""
    group = EventGroup.objects.select_related("collection").filter(event=event_id).first()
    if group is None:
        return []
    inside = group.collection.get_descendants(inclusive=True)
    return list(SiteDocument.objects.filter(collection__in=inside).order_by("title", "pk"))


def document_of_event(number: int, event_id: int) -> Attached | None:
    """The document with this primary key, where it is one of the event."""
    found = next((one for one in documents_of(event_id) if one.pk == number), None)
    if found is None:
        return None
    return Attached(found.pk, found.url, found.filename, found.get_file_size(), found.file_extension)


def is_there(number: int) -> bool:
    """Whether the document has not been deleted since."""
    return SiteDocument.objects.filter(pk=number).exists()
