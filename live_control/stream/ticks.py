"""What is said in passing: chat, reactions, how many watch. Kept in this process's memory alone, sent once per tick."""

from __future__ import annotations

import time
from collections import Counter, OrderedDict, deque
from typing import Any

from live_control.stream import frames
from live_control.stream.tickets import Audience

MOST_MESSAGES = 100
# A reader who missed more ticks than this gets the chat as it stands.
KEPT_TICKS = 20
# Processes tell at least every three seconds how many watch by them (stream/beats.py).
FORGOTTEN_AFTER = 10.0
EXACT_UP_TO = 20

Frames = dict[Audience, bytes]


class Ticks:
    """Numbered: a reader knows the last one that it was sent."""

    def __init__(self) -> None:
        self.number = 0
        self.kept: deque[tuple[int, Frames]] = deque(maxlen=KEPT_TICKS)
        self.chat: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self.said: list[dict[str, Any]] = []
        self.unsaid: list[str] = []
        self.is_cleared = False
        self.reactions: Counter[str] = Counter()
        self.watching: dict[str, tuple[int, float]] = {}
        self.told: dict[Audience, int] = {}

    def say(self, message: dict[str, Any]) -> None:
        if message["id"] in self.chat:
            return
        self.chat[message["id"]] = message
        while len(self.chat) > MOST_MESSAGES:
            self.chat.popitem(last=False)
        self.said.append(message)

    def unsay(self, messages: list[str]) -> None:
        """Take these back; none named is all of them."""
        if not messages:
            self.chat.clear()
            self.said, self.unsaid, self.is_cleared = [], [], True
            return
        for message in messages:
            self.chat.pop(message, None)
        self.said = [message for message in self.said if message["id"] not in messages]
        self.unsaid += messages

    def react(self, counts: dict[str, int]) -> None:
        self.reactions.update(counts)

    def watch(self, process: str, streams: int) -> None:
        self.watching[process] = (streams, time.monotonic())

    def close(self) -> bool:
        """Make one tick of what has come since the last; whether there is anything in it."""
        new: dict[str, Any] = {}
        if self.said:
            new["chat"] = self.said
        if self.unsaid or self.is_cleared:
            new["unsaid"] = "all" if self.is_cleared else self.unsaid
        if self.reactions:
            new["reactions"] = dict(self.reactions)
        count = self.count()
        told = {audience: seen_by(audience, count) for audience in Audience}
        made: Frames = {}
        for audience, watching in told.items():
            data = new | ({"watching": watching} if watching != self.told.get(audience) else {})
            made[audience] = frames.event("tick", data) if data else b""
        self.said, self.unsaid, self.is_cleared = [], [], False
        self.reactions = Counter()
        self.told = told
        if not any(made.values()):
            return False
        self.number += 1
        self.kept.append((self.number, made))
        return True

    def since(self, number: int, audience: Audience) -> list[bytes]:
        """What a reader who has this tick has missed; the chat as it stands for one who is new or too far behind."""
        missed = [made[audience] for kept, made in self.kept if kept > number]
        if number >= 0 and len(missed) == self.number - number:
            return [piece for piece in missed if piece]
        data: dict[str, Any] = {"unsaid": "all"} if number >= 0 else {}
        if self.chat:
            # What waits for the next tick comes with that.
            waiting = {message["id"] for message in self.said}
            data["chat"] = [message for key, message in self.chat.items() if key not in waiting]
        if audience in self.told:
            data["watching"] = self.told[audience]
        return [frames.event("tick", data)] if data else []

    def count(self) -> int:
        """Viewers' streams in all processes."""
        since = time.monotonic() - FORGOTTEN_AFTER
        self.watching = {process: told for process, told in self.watching.items() if told[1] > since}
        return sum(streams for streams, _at in self.watching.values())


def seen_by(audience: Audience, count: int) -> int:
    """The crew sees the exact number; viewers one of two digits, so that a large crowd's does not flicker."""
    if audience is Audience.CREW or count <= EXACT_UP_TO:
        return count
    step = 10 ** (len(str(count)) - 2)
    return count // step * step
