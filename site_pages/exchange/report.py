"""What an import did, to be shown to the person who ran it."""

from dataclasses import dataclass, field

from site_pages.exchange.document import Note
from site_pages.models import EventPage


@dataclass
class Tally:
    """Counts of one kind of record; `gone` are those of earlier imports that the file no longer has."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    gone: int = 0

    def __str__(self) -> str:
        return f"{self.created} created, {self.updated} updated, {self.unchanged} unchanged, {self.gone} gone"


@dataclass
class ImportReport:
    """The event and the counts by kind; `changed` is False when the file said nothing new."""

    event: EventPage
    changed: bool = False
    sessions: Tally = field(default_factory=Tally)
    speakers: Tally = field(default_factory=Tally)
    rooms: Tally = field(default_factory=Tally)
    tracks: Tally = field(default_factory=Tally)
    notes: list[Note] = field(default_factory=list)

    def tallies(self) -> dict[str, Tally]:
        """The counts in the order in which they are shown."""
        return {
            "sessions": self.sessions,
            "speakers": self.speakers,
            "rooms": self.rooms,
            "tracks": self.tracks,
        }
