"""A session that any visitor may read about, with its event, kept in the process under the event's version.

A full house knocks at one session: reading its two wide rows anew for everybody took half of a join's time.
"""

from __future__ import annotations

import copy
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from wagtail.models import Page

from notifications.errors import NotFound
from site_pages.kept import MISSING, shelf
from site_pages.models import EventPage, SessionPage

PageT = TypeVar("PageT", bound=Page)

# Sessions stand two levels below their event, by the tree rules. An event without a version is not kept.
STANDING = """
SELECT page.id, above.id, version.number
FROM site_pages_sessionpage session
JOIN wagtailcore_page page ON page.id = session.page_ptr_id
JOIN wagtailcore_page above ON above.path = left(page.path, %s)
LEFT JOIN site_pages_eventversion version ON version.event_id = above.id
WHERE session.public_id = %s AND page.live AND above.live AND NOT EXISTS (
    SELECT FROM wagtailcore_pageviewrestriction restriction
    JOIN wagtailcore_page kept ON kept.id = restriction.page_id
    WHERE starts_with(page.path, kept.path)
)
"""


def public_session(session_id: UUID) -> tuple[SessionPage, EventPage]:
    """The session and its event, to be read only. One query, two more after a change. Raises NotFound."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [-2 * SessionPage.steplen, session_id])
        row = cursor.fetchone()
    if row is None:
        raise NotFound(_("There is no such session."))
    pk, event_id, number = row
    key = ("session", pk, event_id, number)
    session, event = kept_pair(key) if number is not None else read_pair(pk, event_id)
    return own_copy(session), own_copy(event)


def kept_pair(key: tuple[str, int, int, int]) -> tuple[SessionPage, EventPage]:
    found = shelf.find(key)
    if found is not MISSING:
        pair: tuple[SessionPage, EventPage] = found
        return pair
    pair = read_pair(key[1], key[2])
    if settings.KEPT_PARTS:
        shelf.put(key, pair, most=settings.KEPT_PARTS)
    return pair


def read_pair(pk: int, event_id: int) -> tuple[SessionPage, EventPage]:
    """Two queries."""
    return SessionPage.objects.get(pk=pk), EventPage.objects.get(pk=event_id)


def own_copy(page: PageT) -> PageT:
    """What this request may cache related rows on: the kept one is shared between threads."""
    copied = copy.copy(page)
    copied._state = copy.copy(page._state)
    copied._state.fields_cache = dict(page._state.fields_cache)
    return copied
