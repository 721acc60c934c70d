"""What stands in the navigation of an event's organizer pages.

A room calls `register_organizer_page` in its AppConfig.ready; the order of registration does not matter. Its views
take the decorator of site_pages/organizer/workspace.py with the same name and roles.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from accounts.models import EventRole
from accounts.rules import ORGANIZING_ROLES

Role = EventRole.Role
OWNERS: frozenset[str] = frozenset({Role.OWNER})
ORGANIZERS: frozenset[str] = ORGANIZING_ROLES
DOOR: frozenset[str] = ORGANIZING_ROLES | {Role.CHECK_IN}


@dataclass(frozen=True, slots=True)
class OrganizerPage:
    """An entry: `url_name` is reversed with the event's slug, `icon` is a file of static/vendor/material-symbols."""

    name: str
    label: str | Promise
    icon: str
    url_name: str
    position: int
    roles: frozenset[str] = ORGANIZERS
    # Where an address cannot be named by the slug alone.
    address: Callable[[str], str] | None = None

    def url(self, slug: str) -> str:
        return self.address(slug) if self.address else reverse(self.url_name, args=[slug])


_pages: dict[str, OrganizerPage] = {}


def register_organizer_page(page: OrganizerPage) -> None:
    """Put the page into every event's navigation; the last registration of a name counts."""
    _pages[page.name] = page


def pages_for(role: str) -> list[OrganizerPage]:
    """What somebody with this role sees, in order."""
    return sorted((page for page in _pages.values() if role in page.roles), key=lambda page: page.position)
