"""A session as this process knows it: its boards, encoded once, and the streams that are open here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone as clock

from live_control.board.build import Parts, part_name
from live_control.board.read import change_between, next_moment, parts_for, whole_board
from live_control.models import LiveBoard
from live_control.stream import frames
from live_control.stream.reader import Reader
from live_control.stream.tickets import Audience
from live_control.stream.ticks import Ticks


@dataclass(slots=True)
class Shown:
    """One audience's board: its number, whole, and how it came from the one before."""

    version: int
    parts: Parts
    change: bytes
    changes: int | None  # the version that `change` leads on from; None for the first that is known here
    whole: bytes = b""

    def whole_frame(self) -> bytes:
        """Encoded when the first reader needs it; most need the change alone."""
        if not self.whole:
            self.whole = frames.event("board", whole_board(self.version, self.parts), number=self.version)
        return self.whole


class Hall:
    """Everything in it happens on the event loop; the database is asked by `Hub`, in threads."""

    def __init__(self, session: int) -> None:
        self.session = session
        self.readers: dict[int, list[Reader]] = {}  # by participant
        self.version = 0
        self.shown: dict[Audience, Shown] = {}
        # Of polls whose results only voters see, by part: version and encoded event; and who has voted.
        self.results: dict[str, tuple[int, bytes]] = {}
        self.plain_results: Parts = {}
        self.voters: dict[str, set[int]] = defaultdict(set)
        self.ticks = Ticks()
        # Marked since it was last built; a newer one is stored than is known here; somebody is at it.
        self.is_dirty = self.is_stale = True
        self.is_busy = False
        self.due: datetime | None = None
        # Who has been told to leave, and the newest seat of those who have sat down anew.
        self.out: set[int] = set()
        self.seats: dict[int, int] = {}
        # How often something was told of a person: what was read of them before may be older.
        self.told: Counter[int] = Counter()
        self.unused_since = 0.0

    def __iter__(self) -> Iterator[Reader]:
        return (reader for readers in list(self.readers.values()) for reader in list(readers))

    def count(self, audience: Audience) -> int:
        return sum(reader.ticket.audience is audience for reader in self)

    def enter(self, reader: Reader) -> None:
        self.readers.setdefault(reader.ticket.participant, []).append(reader)

    def leave(self, reader: Reader) -> bool:
        """Whether it was this person's last stream here."""
        own = self.readers.get(reader.ticket.participant, [])
        if reader in own:
            own.remove(reader)
        if own:
            return False
        return self.readers.pop(reader.ticket.participant, None) is not None

    def take(self, board: LiveBoard) -> bool:
        """Learn the stored board; whether it is news."""
        if board.version <= self.version and self.shown:
            return False
        for audience in Audience:
            self._show(audience, board)
        for name, results in board.results.items():
            if name not in self.results or self.plain_results.get(name) != results:
                data = {"version": board.version, name: results}
                self.results[name] = (board.version, frames.event("results", data))
        for name in self.results.keys() - board.results.keys():
            del self.results[name]
        self.plain_results = board.results
        self.version = board.version
        self.due = next_moment(board.viewer, clock.now())
        return True

    def _show(self, audience: Audience, board: LiveBoard) -> None:
        """What alters nothing for an audience is not sent to it."""
        parts, before = parts_for(audience, board), self.shown.get(audience)
        if before is None:
            self.shown[audience] = Shown(board.version, parts, b"", None)
            return
        change = change_between(before.parts, parts)
        if change["set"] or change["gone"]:
            data = {"version": board.version, "from": before.version, **change}
            encoded = frames.event("change", data, number=board.version)
            self.shown[audience] = Shown(board.version, parts, encoded, before.version)

    def news_for(self, reader: Reader) -> list[bytes]:
        """What the reader has not been sent yet, and from now on has."""
        shown = self.shown.get(reader.ticket.audience)
        if shown is None:
            return []
        pieces = []
        if reader.version != shown.version:
            pieces.append(shown.change if reader.version == shown.changes else shown.whole_frame())
            reader.version = shown.version
        for name, (version, encoded) in self.results.items():
            if reader.results.get(name) != version and reader.ticket.participant in self.voters[name]:
                pieces.append(encoded)
                reader.results[name] = version
        if reader.tick != self.ticks.number:
            pieces += self.ticks.since(reader.tick, reader.ticket.audience)
            reader.tick = self.ticks.number
        return pieces

    def part(self, name: str) -> Any:
        """Of the viewers' board; None where it is not known (yet)."""
        shown = self.shown.get(Audience.VIEWER)
        return shown.parts.get(name) if shown else None

    def results_for_voter(self, poll: str) -> Any:
        """How a poll stands, for somebody who has voted in it; None where not even they may see it."""
        name = part_name(poll)
        if name in self.plain_results:
            return self.plain_results[name]
        part = self.part(name)
        return part["results"] if part else None

    def reason_of_the_end(self) -> str:
        session = self.part("session")
        return "ended" if session and session["state"] == "ended" else "over"

    def voted(self, poll: str, people: list[int]) -> None:
        self.voters[part_name(poll)].update(people)
        for person in people:
            for reader in self.readers.get(person, []):
                reader.wake()

    def put_out(self, people: list[int], reason: str) -> None:
        self.out.update(people)
        for person in people:
            for reader in self.readers.get(person, []):
                reader.end(frames.bye(reason))

    def moved(self, person: int, seat: int) -> None:
        """One seat per person: streams of an earlier one end."""
        self.seats[person] = seat
        self.out.discard(person)
        for reader in self.readers.get(person, []):
            if reader.ticket.seat < seat:
                reader.end(frames.bye("moved"))
