"""The sections of an event with everything that decides whether its menu names them: one statement.

Every page of a mini-site asks this. Built by the ORM it would cost six milliseconds of joins and subqueries to
compile each time, a fifth of a page; as text it costs nothing, so it is written out here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.apps import apps
from django.db import connection
from django.utils import timezone as clock

from site_pages.models import EventFaq, EventPage, EventSponsor, EventVersion, PhotosPage, SessionPage
from site_pages.models.base import SectionPage


@dataclass(frozen=True, slots=True)
class Section:
    """A published section. What is true of the event stands on each row."""

    title: str
    slug: str
    path: str
    is_in_menu: bool
    has_sponsors: bool
    has_faqs: bool
    has_recordings: bool
    has_photos: bool
    version: int

    def has_content(self, event: EventPage) -> bool:
        """A section that has nothing to show yet stays out of the menu; its address works all the same."""
        known = {
            "sponsors": self.has_sponsors,
            "faq": self.has_faqs,
            "archive": self.has_recordings,
            "venue": event.venue_id is not None,
        }
        return known.get(self.slug, True)


@lru_cache(maxsize=1)
def statement() -> str:
    """The statement; it names the table of every class of section that is installed."""
    sections = [model for model in apps.get_models() if issubclass(model, SectionPage)]
    names = [f"section{number}" for number in range(len(sections))]
    joins = "\n".join(
        f"LEFT JOIN {model._meta.db_table} {name} ON {name}.page_ptr_id = page.id"
        for name, model in zip(names, sections, strict=True)
    )
    switches = ", ".join(f"{name}.show_in_event_menu" for name in names)
    # Only names of our own tables go into the text; every value is a parameter.
    return f"""
        SELECT page.title, page.slug, page.path, COALESCE({switches}, FALSE),
            EXISTS (SELECT 1 FROM {EventSponsor._meta.db_table} WHERE event_id = %(event)s),
            EXISTS (SELECT 1 FROM {EventFaq._meta.db_table} WHERE event_id = %(event)s),
            EXISTS (
                SELECT 1 FROM {SessionPage._meta.db_table} session
                JOIN wagtailcore_page below ON below.id = session.page_ptr_id
                WHERE below.path LIKE %(below)s AND below.live AND session.ends_at <= %(now)s
                    AND (session.recording_url <> '' OR session.recording_file <> '')
            ),
            EXISTS (
                SELECT 1 FROM {PhotosPage._meta.db_table} photos
                JOIN wagtailcore_page below ON below.id = photos.page_ptr_id
                WHERE below.path LIKE %(below)s AND below.live AND photos.body <> '[]'
            ),
            COALESCE((SELECT number FROM {EventVersion._meta.db_table} WHERE event_id = %(event)s), 0)
        FROM wagtailcore_page page
        {joins}
        WHERE page.path LIKE %(below)s AND page.depth = %(depth)s AND page.live
        ORDER BY page.path
    """  # noqa: S608


def read_sections(event: EventPage) -> list[Section]:
    """The published sections in the order of the tree. One query."""
    values = {"event": event.pk, "below": f"{event.path}%", "depth": event.depth + 1, "now": clock.now()}
    with connection.cursor() as cursor:
        cursor.execute(statement(), values)
        return [Section(*row) for row in cursor.fetchall()]
