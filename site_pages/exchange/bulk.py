"""Adding many sessions at once, with their speakers, links and documents."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import timezone as clock
from modelcluster.models import get_all_child_relations

from accounts.models import User
from site_pages.bulk import BATCH, Progress, complete_pages, insert_pages, prepare_pages
from site_pages.models import SessionDocument, SessionIndexPage, SessionLink, SessionPage, SessionSpeaker


@dataclass(frozen=True)
class NewSession:
    """An unsaved page with the unsaved rows of its speakers, links and documents."""

    page: SessionPage
    speakers: list[SessionSpeaker]
    links: list[SessionLink]
    documents: list[SessionDocument] = field(default_factory=list)


def add_sessions(
    schedule: SessionIndexPage, sessions: Sequence[NewSession], *, live: bool, user: User | None, progress: Progress
) -> None:
    """Add new session pages below the schedule, which the caller has locked; all or none are published.

    The caller raises the event's version once, where Wagtail's signals would for every page.
    """
    if not sessions:
        return
    now = clock.now()
    pages = [new.page for new in sessions]
    prepare_pages(schedule, pages, live=live, user=user, now=now)
    for new in sessions:
        set_children(new)
    insert_pages(pages, progress)
    for kind in ("speakers", "links", "documents"):
        rows = [row for new in sessions for row in getattr(new, kind)]
        for row in rows:
            row.session_id = row.session.pk
        if rows:
            type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH)
    complete_pages(pages, live=live, user=user, now=now, progress=progress)


def set_children(new: NewSession) -> None:
    """Hold every child relation in memory, so that the revision's content needs no query."""
    for relation in get_all_child_relations(SessionPage):
        getattr(new.page, relation.get_accessor_name()).set([])
    new.page.session_speakers.set(new.speakers)
    new.page.session_links.set(new.links)
    new.page.session_documents.set(new.documents)
