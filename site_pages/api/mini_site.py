"""One event's whole public content, read in a fixed number of queries and ready to be written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone as clock

from site_pages.api import read
from site_pages.api.lookups import Lookups
from site_pages.api.read import Row
from site_pages.body_json import BodyWriter, References


@dataclass(frozen=True, slots=True)
class MiniSite:
    """Rows as read, and what their references stand for."""

    event: Row
    sessions: list[Row]
    lookups: Lookups
    writer: BodyWriter
    now: datetime

    @property
    def speaker_ids(self) -> list[int]:
        """Everybody on stage, each once, in the order of the programme."""
        return list(dict.fromkeys(entry["speaker"] for row in self.sessions for entry in row["speakers"]))


def load(event_id: int) -> MiniSite | None:
    """The published mini-site; at most six queries, whatever its length."""
    event = read.event_row(event_id)
    if event is None:
        return None
    return gather(event, read.session_rows(event["path"], event["depth"]))


def load_without_sessions(event_id: int) -> MiniSite | None:
    """The event's own content, for the parts that name no session."""
    event = read.event_row(event_id)
    return None if event is None else gather(event, [])


def gather(event: Row, sessions: list[Row]) -> MiniSite:
    """Look up everything that the rows name."""
    references = References()
    collect_event(references, event)
    for row in sessions:
        collect_session(references, row)
    lookups = Lookups(references)
    return MiniSite(event, sessions, lookups, BodyWriter(lookups), clock.now())


def collect_event(references: References, row: Row) -> None:
    references.add_body(row["body"].raw_data)
    references.images.update(filled(row["hero_image_id"], row["logo_id"], row["venue__image_id"]))
    references.images.update(filled(*(entry["logo"] for entry in (*row["sponsors"], *row["organizations"]))))
    texts = (
        row["venue__travel"],
        row["venue__accessibility"],
        *(faq["answer"] for faq in row["faqs"]),
        *(entry["description"] for entry in (*row["sponsors"], *row["organizations"])),
    )
    for text in texts:
        references.rich_text(text or "")


def collect_session(references: References, row: Row) -> None:
    references.add_body(row["body"].raw_data)
    references.images.update(filled(row["image_id"]))
    references.speakers.update(entry["speaker"] for entry in row["speakers"])
    references.documents.update(entry["document"] for entry in row["documents"])


def filled(*ids: int | None) -> Iterable[int]:
    return (pk for pk in ids if pk)
