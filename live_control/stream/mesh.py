"""Who is in one session's mesh, and what they may tell one another. No network in here: the bus and sockets are given.

Peers are known by a random key each. Processes learn of one another's peers by `hello`, `here` and `gone` on the bus,
which every process reads in the same order, so all agree on who came last into a full room. A process that died says
no `gone`: peers that nobody has spoken for in a minute are forgotten.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Message = dict[str, Any]
# How often a process says which peers it has, and after how long of silence they are gone; seconds.
SPEAKS_EVERY = 20
FORGOTTEN_AFTER = 65
# More open calls than a full room can have both ways: whoever names more makes them up.
MOST_CALLS = 100


@dataclass(eq=False, slots=True)
class Peer:
    """One page's socket. `deliver` and `close` never wait; the code tells the page why it was closed."""

    participant: int
    public_id: str
    seat: int
    deliver: Callable[[Message], None]
    close: Callable[[int], None]
    key: str = field(default_factory=lambda: secrets.token_hex(8))
    # The other peer of each call, by the call's id: those that this peer opened, and those that it was asked into.
    sends: dict[str, str] = field(default_factory=dict)
    hears: dict[str, str] = field(default_factory=dict)

    def knows(self, call: str, other: str) -> bool:
        """Whether the two really have this call."""
        return other in {self.sends.get(call), self.hears.get(call)}


class Closed:
    """Why a socket was closed; `live/media/signal.js` knows the same numbers."""

    WRONG = 4400
    TICKET = 4401
    OUT = 4403
    FULL = 4408
    MOVED = 4409
    FAST = 4429


class Mesh:
    """One session's peers, as this process knows them."""

    def __init__(self, session: int, limit: int, *, publish: Callable[[Message], None]) -> None:
        self.session = session
        self.limit = limit
        self.publish = publish
        self.local: dict[str, Peer] = {}
        # Everybody's public id and when they were last spoken for, ours among them.
        self.known: dict[str, tuple[str, float]] = {}

    def enter(self, peer: Peer) -> None:
        """Say that somebody has come. They count once the bus has told it to everybody, us among them."""
        self.local[peer.key] = peer
        self.say("hello", peer)

    def leave(self, peer: Peer) -> None:
        if self.local.pop(peer.key, None):
            self.say("gone", peer)

    def speak(self) -> None:
        """Tell the other processes who is here, and forget whom nobody speaks for."""
        self._speak_for(but="")
        for key, (_public_id, since) in list(self.known.items()):
            if time.monotonic() - since > FORGOTTEN_AFTER:
                self._drop(key)

    def say(self, kind: str, peer: Peer, **more: Any) -> None:
        self.publish({"t": "signal", "s": self.session, "k": kind, "f": peer.key, "id": peer.public_id, **more})

    def pass_on(self, peer: Peer, kind: str, told: Mapping[str, Any]) -> bool:
        """Send what a peer says to another one; False where the two have no such call. Offers open one."""
        to, call = told["to"], told["call"]
        if kind == "offer":
            if len(peer.sends) >= MOST_CALLS:
                return False
            peer.sends[call] = to
        elif not peer.knows(call, to):
            return False
        if kind == "end":
            peer.sends.pop(call, None)
            peer.hears.pop(call, None)
        self.say(kind, peer, to=to, c=call, d=told.get("data"))
        return True

    # What the bus tells

    def take(self, message: Message) -> None:
        """One message of this session."""
        kind = message["t"]
        if kind == "signal":
            self._take_signal(message)
        elif kind == "seat":
            self._close(lambda peer: peer.participant == message["p"] and peer.seat < message["g"], Closed.MOVED)
        elif kind == "out":
            self._close(lambda peer: peer.participant in message["p"], Closed.OUT)
        elif kind == "person" and message["e"].get("stage", "stage") != "stage":
            self._cut(message["p"])

    def _take_signal(self, message: Message) -> None:
        kind, key, to = message["k"], message["f"], message.get("to")
        if kind == "hello":
            self._greet(key, message["id"])
        elif kind == "here":
            self._note(key, message["id"])
        elif kind == "gone":
            self._drop(key)
        elif kind == "full":
            if peer := self.local.get(to or ""):
                peer.close(Closed.FULL)
        elif kind == "cut":
            self._tell_all({"type": "cut", "peer": key})
        elif kind == "state":
            self._tell_all({"type": "state", "peer": key, "data": message["d"]}, but=key)
        elif peer := self.local.get(to or ""):
            self._hand_over(peer, message)

    def _hand_over(self, peer: Peer, message: Message) -> None:
        kind, key, call = message["k"], message["f"], message["c"]
        if kind == "offer":
            if len(peer.hears) >= MOST_CALLS:
                return
            peer.hears[call] = key
        elif not peer.knows(call, key):
            return
        if kind == "end":
            peer.sends.pop(call, None)
            peer.hears.pop(call, None)
        peer.deliver({"type": kind, "peer": key, "participant": message["id"], "call": call, "data": message.get("d")})

    def _greet(self, key: str, public_id: str) -> None:
        """A newcomer: everybody learns of them, and they of everybody; or the room is full."""
        if key not in self.known and len(self.known) >= self.limit:
            self.publish({"t": "signal", "s": self.session, "k": "full", "f": "", "id": "", "to": key})
            return
        self._note(key, public_id)
        self._speak_for(but=key)
        if newcomer := self.local.get(key):
            for other, (other_id, _since) in self.known.items():
                if other != key:
                    newcomer.deliver({"type": "peer", "peer": other, "participant": other_id})

    def _speak_for(self, *, but: str) -> None:
        """Those who have been let in; whoever has just come has a hello under way."""
        for peer in self.local.values():
            if peer.key in self.known and peer.key != but:
                self.say("here", peer)

    def _note(self, key: str, public_id: str) -> None:
        is_new = key not in self.known
        self.known[key] = (public_id, time.monotonic())
        if is_new:
            self._tell_all({"type": "peer", "peer": key, "participant": public_id}, but=key)

    def _drop(self, key: str) -> None:
        if self.known.pop(key, None) is None:
            return
        self._tell_all({"type": "gone", "peer": key})
        for peer in self.local.values():
            for calls in (peer.sends, peer.hears):
                for call in [call for call, other in calls.items() if other == key]:
                    del calls[call]

    def _cut(self, participant: int) -> None:
        """This person is off the stage: nothing more is passed on of them, and their receivers hang up."""
        for peer in self.local.values():
            if peer.participant == participant:
                peer.sends.clear()
                self.say("cut", peer)

    def _close(self, concerns: Callable[[Peer], bool], code: int) -> None:
        for peer in [peer for peer in self.local.values() if concerns(peer)]:
            peer.close(code)

    def _tell_all(self, message: Message, *, but: str = "") -> None:
        for peer in self.local.values():
            if peer.key != but:
                peer.deliver(message)
