"""Double bookings, against the naive comparison of every pair."""

from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_pages.conflicts import Conflict, ConflictKind, Slot, find_conflicts, slots_of
from tests.factories import EventFactory, RoomFactory, SessionFactory, SpeakerFactory

START = datetime(2030, 5, 6, 9, tzinfo=UTC)


def slot(key: str, start: int, end: int, room: str | None = None, speakers: tuple[str, ...] = ()) -> Slot:
    return Slot(key, START + timedelta(minutes=start), START + timedelta(minutes=end), room, speakers)


def pair(conflict: Conflict) -> tuple[str, str, frozenset[str]]:
    return conflict.kind, str(conflict.subject), frozenset({str(conflict.first.key), str(conflict.second.key)})


slots = st.lists(
    st.tuples(
        st.integers(0, 30),
        st.integers(-2, 15),
        st.sampled_from([None, "A", "B"]),
        st.lists(st.sampled_from(["x", "y", "z"]), max_size=3),
    ),
    max_size=25,
).map(
    lambda rows: [
        slot(str(number), start, start + length, room, tuple(speakers))
        for number, (start, length, room, speakers) in enumerate(rows)
    ]
)


def naive(given_slots: list[Slot]) -> set[tuple[str, str, frozenset[str]]]:
    found = set()
    usable = [one for one in given_slots if one.ends_at > one.starts_at]
    for one, two in combinations(usable, 2):
        if max(one.starts_at, two.starts_at) < min(one.ends_at, two.ends_at):
            keys = frozenset({str(one.key), str(two.key)})
            if one.room is not None and one.room == two.room:
                found.add((ConflictKind.ROOM, str(one.room), keys))
            found |= {(ConflictKind.SPEAKER, str(s), keys) for s in set(one.speakers) & set(two.speakers)}
    return found


@settings(deadline=None, max_examples=300)
@given(slots)
def test_find_conflicts_any_programme_equals_comparing_every_pair(programme: list[Slot]) -> None:
    found = find_conflicts(programme)
    assert {pair(conflict) for conflict in found} == naive(programme)
    assert len(found) == len({pair(conflict) for conflict in found})
    assert all(conflict.first.starts_at <= conflict.second.starts_at for conflict in found)


def test_find_conflicts_touching_slots_are_none() -> None:
    assert find_conflicts([slot("a", 0, 30, "A", ("x",)), slot("b", 30, 60, "A", ("x",))]) == []


def test_find_conflicts_names_room_and_speaker() -> None:
    first, second = slot("a", 0, 30, "A", ("x", "y")), slot("b", 20, 60, "A", ("y",))
    assert find_conflicts([second, first]) == [
        Conflict(ConflictKind.ROOM, "A", first, second),
        Conflict(ConflictKind.SPEAKER, "y", first, second),
    ]


def test_find_conflicts_without_room_or_speakers_are_none() -> None:
    assert find_conflicts([slot("a", 0, 30), slot("b", 0, 30)]) == []


@pytest.mark.django_db
def test_slots_of_event_finds_its_double_bookings_in_two_queries(django_assert_num_queries: Any) -> None:
    event, room, speaker = EventFactory(), RoomFactory(), SpeakerFactory()
    first = SessionFactory(event=event, room=room, speakers=[speaker])
    second = SessionFactory(event=event, room=room, published=False)
    third = SessionFactory(event=event, speakers=[speaker])
    SessionFactory(event=event, room=room, is_cancelled=True)
    SessionFactory(event=event, room=room, starts_at=None)
    with django_assert_num_queries(2):
        slots = slots_of(event)
    found = {(one.kind, one.subject, one.first.key, one.second.key) for one in find_conflicts(slots)}
    assert found == {
        (ConflictKind.ROOM, room.pk, first.pk, second.pk),
        (ConflictKind.SPEAKER, speaker.pk, first.pk, third.pk),
    }
