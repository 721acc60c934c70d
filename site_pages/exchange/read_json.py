"""schedule.json: bytes to the tree of values that `interpret` reads."""

import json
from typing import Any

from site_pages.exchange.errors import refuse


class NotStandardJsonError(ValueError):
    """A value that Python's JSON reader would take and the standard does not know."""


def read_json(data: bytes) -> Any:
    """The value in a JSON file; `ScheduleRefused` when it is not JSON."""
    try:
        text = data.decode(json.detect_encoding(data))
        return json.loads(
            text.removeprefix("\ufeff"),
            parse_constant=reject_constant,
            object_pairs_hook=object_without_repeats,
        )
    except UnicodeDecodeError as error:
        raise refuse(f"byte {error.start}", f"not {error.encoding.upper()} text") from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno} column {error.colno}"
        raise refuse(place, f"not JSON: {error.msg}") from error
    except NotStandardJsonError as error:
        raise refuse("file", str(error)) from error
    except RecursionError as error:
        raise refuse("file", "nested too deeply") from error
    except ValueError as error:
        raise refuse("file", "contains a number with too many digits") from error


def reject_constant(name: str) -> Any:
    """Refuse NaN and Infinity, which Python would take."""
    raise NotStandardJsonError(f"not JSON: {name} is no number")


def object_without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object's members; one name twice would lose sessions silently, so it is refused."""
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise NotStandardJsonError(f"the name {twice[:60]!r} stands twice in one object")
    return members
