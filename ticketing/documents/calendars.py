"""What a ticket puts into somebody's calendar: the event, or the sessions that it opens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from site_pages.addresses import address_of
from site_pages.calendar_file import CalendarFile, write_calendar
from site_pages.calendar_links import event_entry, session_entry
from site_pages.models import SessionPage

if TYPE_CHECKING:
    from site_pages.models import EventPage
    from ticketing.models import Ticket


def tickets_calendar(event: EventPage, tickets: Sequence[Ticket]) -> bytes:
    """The event once, or where no ticket opens all of it the sessions that they open. At most three queries."""
    categories = {ticket.category_id for ticket in tickets if not ticket.category.grants_full_event_access}
    entries = [event_entry(event)]
    if tickets and len(categories) == len({ticket.category_id for ticket in tickets}):
        sessions = SessionPage.objects.published().scheduled().filter(ticket_categories__in=categories).distinct()
        found = sessions.select_related("room__venue", "track").in_programme_order()
        entries = [session_entry(session, event, speakers=()) for session in found] or entries
    # Its own sequence: seconds since the event changed, so that a later file replaces an earlier one.
    sequence = max(0, int(max(entry.changed_at for entry in entries).timestamp()) - 1_700_000_000)
    return write_calendar(CalendarFile(name=event.title, url=address_of(event), sequence=sequence, entries=entries))
