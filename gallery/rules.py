"""Who may do what with a gallery (spec 2, "Organizer rights"). Pure predicates and the scopes of the organizer API."""

from __future__ import annotations

from accounts.models import EventRole
from accounts.rules import ORGANIZING_ROLES

Role = EventRole.Role
# See, hide, download, guests: who organizes, and the narrower role made for it.
MODERATE, MODERATING_ROLES = "moderate-photos", ORGANIZING_ROLES | {Role.MODERATOR}
# Name, PIN, cover, dates and what costs nothing: who edits the event.
EDIT = "write"
# Create, close, archive, capacity and what it costs: the owner's alone.
MANAGE, MANAGING_ROLES = "manage-photos", frozenset({Role.OWNER})
