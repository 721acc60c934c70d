"""The programme arranged: days, groups and the grid."""

from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from operator import attrgetter
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from site_pages.programme import Slot, by_day, by_label, to_moments
from site_pages.schedule_grid import LONGEST_GAP, Column, lay_out_grid

BERLIN = ZoneInfo("Europe/Berlin")
ROOM = attrgetter("room")


def make_slot(key: str, start: str, end: str, *, zone: ZoneInfo = BERLIN, **fields: str) -> Slot:
    """A slot between two local times such as `2030-05-06 09:00`."""
    local_start, local_end = (datetime.fromisoformat(text).replace(tzinfo=zone) for text in (start, end))
    return Slot(
        key=key,
        slug=key,
        title=key.title(),
        starts_at=local_start.astimezone(UTC),
        ends_at=local_end.astimezone(UTC),
        local_start=local_start,
        local_end=local_end,
        **fields,
    )


def keys(slots: list[Slot]) -> list[str]:
    return [slot.key for slot in slots]


def test_by_day_session_after_midnight_belongs_to_the_day_before():
    slots = [
        make_slot("late", "2030-05-07 01:30", "2030-05-07 02:30"),
        make_slot("morning", "2030-05-06 09:00", "2030-05-06 10:00"),
        make_slot("next", "2030-05-07 09:00", "2030-05-07 10:00"),
    ]

    days = by_day(slots)

    assert {day: keys(members) for day, members in days.items()} == {
        date(2030, 5, 6): ["morning", "late"],
        date(2030, 5, 7): ["next"],
    }


def test_by_day_session_after_midnight_without_a_day_before_keeps_its_date():
    slots = [make_slot("late", "2030-05-07 01:30", "2030-05-07 02:30")]

    assert list(by_day(slots)) == [date(2030, 5, 7)]


def test_by_label_follows_the_order_and_puts_the_nameless_last():
    slots = [
        make_slot("a", "2030-05-06 09:00", "2030-05-06 10:00"),
        make_slot("b", "2030-05-06 09:00", "2030-05-06 10:00", room="Attic"),
        make_slot("c", "2030-05-06 09:00", "2030-05-06 10:00", room="Hall"),
    ]

    groups = by_label(slots, label=ROOM, order=["Hall", "Empty", "Attic"])

    assert {name: keys(members) for name, members in groups.items()} == {"Hall": ["c"], "Attic": ["b"], "": ["a"]}
    assert list(groups) == ["Hall", "Attic", ""]


def test_to_moments_joins_what_starts_together():
    slots = [
        make_slot("a", "2030-05-06 09:00", "2030-05-06 10:00"),
        make_slot("b", "2030-05-06 09:00", "2030-05-06 09:30"),
        make_slot("c", "2030-05-06 10:00", "2030-05-06 11:00"),
    ]

    moments = to_moments(slots)

    assert [(moment.at.hour, keys(moment.slots)) for moment in moments] == [(9, ["a", "b"]), (10, ["c"])]


def test_to_moments_keeps_the_same_hour_before_and_after_the_clocks_go_back_apart():
    first = datetime(2030, 10, 27, 0, 30, tzinfo=UTC)
    slots = [
        Slot(str(n), str(n), "", at, at + timedelta(minutes=30), at.astimezone(BERLIN), at.astimezone(BERLIN))
        for n, at in enumerate((first, first + timedelta(hours=1)))
    ]

    assert [(moment.at.hour, keys(moment.slots)) for moment in to_moments(slots)] == [(2, ["0"]), (2, ["1"])]


def test_grid_places_rooms_as_columns_and_five_minutes_as_rows():
    slots = [
        make_slot("a", "2030-05-06 09:00", "2030-05-06 09:45", room="Hall"),
        make_slot("b", "2030-05-06 09:15", "2030-05-06 10:00", room="Attic"),
    ]

    grid = lay_out_grid(slots, label=ROOM, order=["Hall", "Attic"])

    assert grid.columns == [Column("Hall", 1, 1), Column("Attic", 2, 1)]
    assert [(cell.slot.key, cell.row, cell.rows, cell.column) for cell in grid.cells] == [
        ("a", 1, 9, 1),
        ("b", 4, 9, 2),
    ]
    assert [(f"{tick.at:%H:%M}", tick.row) for tick in grid.ticks] == [("09:00", 1), ("09:15", 4)]


def test_grid_sessions_at_once_in_one_room_stand_side_by_side():
    slots = [
        make_slot("a", "2030-05-06 09:00", "2030-05-06 10:00", room="Hall"),
        make_slot("b", "2030-05-06 09:30", "2030-05-06 10:30", room="Hall"),
        make_slot("c", "2030-05-06 09:00", "2030-05-06 10:00", room="Attic"),
    ]

    grid = lay_out_grid(slots, label=ROOM, order=["Hall", "Attic"])

    assert grid.columns == [Column("Hall", 1, 2), Column("Attic", 3, 1)]
    assert {cell.slot.key: cell.column for cell in grid.cells} == {"a": 1, "b": 2, "c": 3}


def test_grid_break_alone_in_its_time_goes_across_all_columns():
    slots = [
        make_slot("a", "2030-05-06 09:00", "2030-05-06 10:00", room="Hall"),
        make_slot("b", "2030-05-06 09:00", "2030-05-06 10:00", room="Attic"),
        make_slot("lunch", "2030-05-06 10:00", "2030-05-06 11:00", room="Attic", type="break"),
    ]

    grid = lay_out_grid(slots, label=ROOM, order=["Hall", "Attic"])

    assert [(cell.slot.key, cell.column, cell.columns) for cell in grid.cells] == [
        ("a", 1, 1),
        ("b", 2, 1),
        ("lunch", 1, 2),
    ]


def test_grid_draws_an_empty_afternoon_together():
    slots = [
        make_slot("a", "2030-05-06 09:00", "2030-05-06 10:00", room="Hall"),
        make_slot("b", "2030-05-06 19:00", "2030-05-06 20:00", room="Hall"),
    ]

    grid = lay_out_grid(slots, label=ROOM, order=["Hall"])

    assert [cell.row for cell in grid.cells] == [1, 13 + LONGEST_GAP]


def test_grid_exhibition_over_days_ends_with_the_other_sessions():
    slots = [
        make_slot("expo", "2030-05-06 09:00", "2030-05-08 17:00", room="Foyer"),
        make_slot("talk", "2030-05-06 09:00", "2030-05-06 11:00", room="Hall"),
    ]

    grid = lay_out_grid(slots, label=ROOM, order=["Foyer", "Hall"])

    assert [(cell.slot.key, cell.rows) for cell in grid.cells] == [("expo", 24), ("talk", 24)]


def test_grid_is_not_stretched_where_clocks_go_forward():
    start = datetime(2030, 3, 31, 0, 30, tzinfo=UTC)
    end = start + timedelta(hours=1)
    slot = Slot("night", "night", "", start, end, start.astimezone(BERLIN), end.astimezone(BERLIN))

    grid = lay_out_grid([slot], label=ROOM, order=[])

    assert grid.cells[0].rows == 12


@given(
    st.lists(
        st.tuples(st.integers(0, 1200), st.integers(1, 700), st.sampled_from(["Hall", "Attic", ""])),
        min_size=1,
        max_size=25,
    )
)
def test_grid_never_lets_one_cell_cover_another(spans):
    begin = datetime(2030, 5, 6, 0, 0, tzinfo=UTC)
    slots = [
        Slot(str(n), str(n), "", at, at + timedelta(minutes=length), at, at + timedelta(minutes=length), room=room)
        for n, (minute, length, room) in enumerate(spans)
        for at in [begin + timedelta(minutes=minute)]
    ]

    cells = lay_out_grid(slots, label=ROOM, order=["Hall", "Attic"]).cells

    assert sorted(cell.slot.key for cell in cells) == sorted(slot.key for slot in slots)
    for one, other in combinations(cells, 2):
        is_apart = one.row + one.rows <= other.row or other.row + other.rows <= one.row or one.column != other.column
        assert is_apart, (one, other)
