"""Whatever bytes come in: a schedule or `ScheduleRefused`, and nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from site_pages.exchange.document import ScheduleDocument
from site_pages.exchange.errors import MAX_PROBLEMS, ScheduleRefused
from site_pages.exchange.read import read_schedule
from tests.site_pages.exchange.conftest import FIXTURES

odd_scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
    | st.sampled_from(["", "0", "9999-12-31T23:59:59+23:59", "0001-01-01", "2020-02-30", "25:61", "-1:00", "1:60"])
    | st.sampled_from(["P0DT0S", "99999", "2020-01-01T00:00:00", "\x00", "\ud800", "http://[::1", "Europe", "../etc"])
)
odd_values = st.recursive(
    odd_scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read_or_refuse(data: bytes) -> ScheduleDocument | ScheduleRefused:
    try:
        return read_schedule(data)
    except ScheduleRefused as refused:
        outcome = refused
    assert 0 < len(outcome.problems) <= MAX_PROBLEMS
    assert all(problem.place and problem.reason for problem in outcome.problems)
    return outcome


def spots(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a tree of values."""
    found = [path] if path else []
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        found += spots(part, (*path, key))
    return found


def put(value: Any, path: tuple[Any, ...], replacement: Any) -> None:
    for key in path[:-1]:
        value = value[key]
    value[path[-1]] = replacement


@relaxed
@given(st.binary(max_size=200))
def test_read_schedule_any_bytes(data: bytes) -> None:
    read_or_refuse(data)


@relaxed
@given(odd_values)
def test_read_schedule_any_json(value: Any) -> None:
    read_or_refuse(json.dumps(value).encode())


@relaxed
@given(odd_values, odd_values, odd_values)
def test_read_schedule_any_json_in_the_right_places(days: Any, rooms: Any, event: Any) -> None:
    for tree in (
        {"schedule": {"conference": {"title": "T", "days": days, "rooms": rooms, "tracks": event}}},
        {"conference": {"title": "T", "days": [{"date": "2020-01-01", "rooms": rooms}]}},
        {"conference": {"title": "T", "days": [{"date": "2020-01-01", "rooms": {"A": [event]}}]}},
    ):
        read_or_refuse(json.dumps(tree).encode())


@pytest.mark.parametrize("name", ["frab-night.json", "flat-events.json"])
@settings(relaxed, max_examples=200)
@given(data=st.data())
def test_read_schedule_mutated_json(name: str, data: st.DataObject) -> None:
    tree = json.loads((FIXTURES / name).read_bytes())
    for path in data.draw(st.lists(st.sampled_from(spots(tree)), min_size=1, max_size=3)):
        try:
            put(tree, path, data.draw(odd_values))
        except (KeyError, IndexError, TypeError):
            continue
    read_or_refuse(json.dumps(tree).encode())


@settings(relaxed, max_examples=200)
@given(data=st.data())
def test_read_schedule_mutated_bytes_of_xml(data: st.DataObject) -> None:
    content = bytearray((FIXTURES / "pentabarf.xml").read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        length = data.draw(st.integers(0, 12))
        content[at : at + length] = data.draw(st.binary(max_size=8))
    read_or_refuse(bytes(content))


@settings(relaxed, max_examples=30)
@given(data=st.data())
def test_read_schedule_mutated_real_files(shared_data: Path, data: st.DataObject) -> None:
    tree = json.loads((shared_data / "pretalx-democon.json").read_bytes())
    for path in data.draw(st.lists(st.sampled_from(spots(tree)), min_size=1, max_size=4)):
        try:
            put(tree, path, data.draw(odd_values))
        except (KeyError, IndexError, TypeError):
            continue
    read_or_refuse(json.dumps(tree).encode())
