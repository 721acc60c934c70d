"""What a session's hall does with each kind of message (live_control/bus.py lists them)."""

from __future__ import annotations

from collections.abc import Callable

from live_control.bus import Message
from live_control.stream import frames
from live_control.stream.hall import Hall


def hear_mark(hall: Hall, message: Message) -> None:
    hall.is_dirty = True


def hear_board(hall: Hall, message: Message) -> None:
    if message["v"] > hall.version:
        hall.is_stale = True


def hear_person(hall: Hall, message: Message) -> None:
    hall.told[message["p"]] += 1
    letter = frames.event("me", message["e"])
    for reader in hall.readers.get(message["p"], []):
        reader.write(letter)


def hear_seat(hall: Hall, message: Message) -> None:
    hall.told[message["p"]] += 1
    hall.moved(message["p"], message["g"])


def hear_out(hall: Hall, message: Message) -> None:
    hall.told.update(message["p"])
    hall.put_out(message["p"], message["why"])


def hear_voted(hall: Hall, message: Message) -> None:
    hall.voted(message["a"], message["p"])


def hear_say(hall: Hall, message: Message) -> None:
    hall.ticks.say(message["m"])


def hear_unsay(hall: Hall, message: Message) -> None:
    hall.ticks.unsay(message["m"])


def hear_react(hall: Hall, message: Message) -> None:
    hall.ticks.react(message["c"])


def hear_watch(hall: Hall, message: Message) -> None:
    hall.ticks.watch(message["w"], message["n"])


HEARD: dict[str, Callable[[Hall, Message], None]] = {
    "mark": hear_mark,
    "board": hear_board,
    "person": hear_person,
    "seat": hear_seat,
    "out": hear_out,
    "voted": hear_voted,
    "say": hear_say,
    "unsay": hear_unsay,
    "react": hear_react,
    "watch": hear_watch,
}
