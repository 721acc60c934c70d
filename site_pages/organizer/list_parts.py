"""Places on the list of a person's events (`/organizer/`) that upper rooms fill, without being imported from here.

A room registers in its AppConfig.ready; the last registration of a name counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString

# The person's role in each event of the page, by the event's key; safe HTML by the same.
Facts = Callable[[HttpRequest, Mapping[int, str]], dict[int, SafeString]]
# Above the list; None where there is nothing to say.
Notice = Callable[[HttpRequest], SafeString | None]


@dataclass(frozen=True, slots=True)
class ListAction:
    """A button beside the heading; `icon` is a file of static/vendor/material-symbols."""

    name: str
    label: str | Promise
    icon: str
    url_name: str

    @property
    def url(self) -> str:
        return reverse(self.url_name)


_actions: dict[str, ListAction] = {}
_facts: dict[str, Facts] = {}
_notices: dict[str, Notice] = {}


def register_action(action: ListAction) -> None:
    """Show this button."""
    _actions[action.name] = action


def register_facts(name: str, facts: Facts) -> None:
    """Let this function say something about events of the list; a fixed number of queries for any number of them."""
    _facts[name] = facts


def register_notice(name: str, notice: Notice) -> None:
    """Let this function say something above the list."""
    _notices[name] = notice


def list_actions() -> list[ListAction]:
    return list(_actions.values())


def facts_of(request: HttpRequest, roles: Mapping[int, str]) -> dict[int, list[SafeString]]:
    """What the rooms say of these events."""
    said: dict[int, list[SafeString]] = defaultdict(list)
    for facts in _facts.values():
        for event_id, text in facts(request, roles).items():
            said[event_id].append(text)
    return said


def list_notices(request: HttpRequest) -> list[SafeString]:
    found = (notice(request) for notice in _notices.values())
    return [notice for notice in found if notice]
