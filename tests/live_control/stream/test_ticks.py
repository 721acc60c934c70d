"""What is said in passing, and what a reader who was slow has missed of it."""

from __future__ import annotations

import json

from live_control.stream.tickets import Audience
from live_control.stream.ticks import KEPT_TICKS, MOST_MESSAGES, Ticks, seen_by

VIEWER, CREW = Audience.VIEWER, Audience.CREW


def message(number: int):
    return {"id": f"m{number}", "text": f"Ahoy {number}"}


def data(pieces: list[bytes]) -> list[dict]:
    return [json.loads(piece.split(b"data: ")[1]) for piece in pieces]


def settled() -> Ticks:
    """After its first tick, which tells how many watch."""
    ticks = Ticks()
    ticks.close()
    return ticks


def test_quiet_tick_is_not_sent():
    ticks = settled()
    assert (ticks.close(), ticks.number) == (False, 1)


def test_one_tick_holds_what_came_since_the_last():
    ticks = settled()
    ticks.say(message(1))
    ticks.say(message(1))  # told twice
    ticks.react({"heart": 2})
    ticks.react({"heart": 1, "wow": 1})
    assert ticks.close()
    assert data(ticks.since(1, VIEWER)) == [{"chat": [message(1)], "reactions": {"heart": 3, "wow": 1}}]
    assert not ticks.close()


def test_message_taken_back_in_the_same_tick_is_never_sent():
    ticks = settled()
    ticks.say(message(1))
    ticks.say(message(2))
    ticks.unsay(["m1"])
    ticks.close()
    assert data(ticks.since(1, VIEWER)) == [{"chat": [message(2)], "unsaid": ["m1"]}]
    assert list(ticks.chat) == ["m2"]


def test_chat_that_is_cleared_goes_everywhere():
    ticks = settled()
    ticks.say(message(1))
    ticks.unsay([])
    ticks.say(message(2))
    ticks.close()
    assert data(ticks.since(1, VIEWER)) == [{"chat": [message(2)], "unsaid": "all"}]


def test_last_hundred_messages_are_kept():
    ticks = settled()
    for number in range(MOST_MESSAGES + 5):
        ticks.say(message(number))
    ticks.close()
    (first,) = data(ticks.since(-1, VIEWER))
    assert [one["id"] for one in first["chat"]] == [f"m{number}" for number in range(5, MOST_MESSAGES + 5)]


def test_newcomer_gets_a_waiting_message_once():
    ticks = settled()
    ticks.say(message(1))
    ticks.close()
    ticks.say(message(2))
    assert data(ticks.since(-1, VIEWER)) == [{"chat": [message(1)], "watching": 0}]
    ticks.close()
    assert data(ticks.since(2, VIEWER)) == [{"chat": [message(2)]}]


def test_reader_who_missed_some_gets_them_in_order():
    ticks = settled()
    for number in range(3):
        ticks.say(message(number))
        ticks.close()
    assert data(ticks.since(2, VIEWER)) == [{"chat": [message(1)]}, {"chat": [message(2)]}]


def test_reader_who_missed_too_many_gets_the_chat_anew():
    ticks = settled()
    for number in range(KEPT_TICKS + 5):
        ticks.say(message(number))
        ticks.close()
    everything = [message(number) for number in range(KEPT_TICKS + 5)]
    assert data(ticks.since(1, VIEWER)) == [{"unsaid": "all", "chat": everything, "watching": 0}]


def test_numbers_of_all_processes_are_added_and_rounded_for_viewers():
    ticks = settled()
    ticks.watch("one", 1_200)
    ticks.watch("other", 34)
    ticks.watch("one", 1_201)
    ticks.close()
    assert (data(ticks.since(1, VIEWER)), data(ticks.since(1, CREW))) == ([{"watching": 1_200}], [{"watching": 1_235}])


def test_change_below_the_rounding_is_sent_to_the_crew_alone():
    ticks = settled()
    ticks.watch("one", 1_200)
    ticks.close()
    ticks.watch("one", 1_201)
    assert ticks.close()
    assert (ticks.since(2, VIEWER), data(ticks.since(2, CREW))) == ([], [{"watching": 1_201}])


def test_small_numbers_are_exact():
    assert [seen_by(VIEWER, count) for count in (0, 20, 21, 99, 123, 98_765)] == [0, 20, 21, 99, 120, 98_000]
