"""Session pages of an imported schedule: new ones added, changed ones revised, vanished ones withdrawn."""

from collections.abc import Iterable, Sequence

from anyascii import anyascii
from django.utils.text import slugify

from site_pages.bulk import publish_new_drafts
from site_pages.exchange.bulk import NewSession, add_sessions
from site_pages.exchange.current import GONE, ImportedPage, imported_pages
from site_pages.exchange.report import Tally
from site_pages.exchange.revise import (
    Change,
    SessionImport,
    body_with,
    link_rows,
    revise_sessions,
    set_key,
    speaker_rows,
)
from site_pages.exchange.wanted import WantedSession
from site_pages.models import SessionIndexPage, SessionPage


def import_sessions(wanted: Sequence[WantedSession], job: SessionImport, tally: Tally) -> bool:
    """Bring the schedule's pages to what the file wants; tells whether anything changed.

    Without `publish` only drafts are written. A page that an editor unpublished stays so until the file
    says something new about its session.
    """
    pages = imported_pages(job.schedule)
    found = match_pages(pages, wanted)
    new = [session for session in wanted if session.key not in found]
    add_sessions(
        job.schedule,
        new_sessions(job.schedule, new),
        live=job.publish,
        user=job.user,
        progress=job.progress,
    )
    changes = [Change(found[session.key], session) for session in wanted if session.key in found]
    tally.updated = revise_sessions(changes, job)
    touched = False
    kept = {page.page.pk for page in found.values()}
    gone = [page for page in pages if page.page.pk not in kept]
    for page in gone:
        touched |= withdraw(page, job)
    tally.created, tally.gone = len(new), len(gone)
    tally.unchanged = len(wanted) - tally.created - tally.updated
    touched |= publish_drafts([page for page in found.values() if not page.is_gone], job)
    return touched or bool(tally.created or tally.updated)


def match_pages(pages: Sequence[ImportedPage], wanted: Iterable[WantedSession]) -> dict[str, ImportedPage]:
    """The page of each session, by key, else by the guid that our own export gave it."""
    by_key: dict[str, ImportedPage] = {}
    for page in pages:
        by_key.setdefault(page.key, page)
    for page in pages:
        for guid in (page.page.import_guid, page.page.public_id):
            by_key.setdefault(f"guid:{guid}", page)
    return {session.key: by_key[session.key] for session in wanted if session.key in by_key}


def new_sessions(schedule: SessionIndexPage, wanted: Iterable[WantedSession]) -> list[NewSession]:
    """Unsaved pages for sessions that the schedule does not have."""
    slugs = set(schedule.get_children().values_list("slug", flat=True))
    made = []
    for session in wanted:
        page = SessionPage(import_key=session.key, slug=free_slug(session, slugs), **session.fields)
        if session.body:
            page.body = body_with([], session)
        made.append(
            NewSession(
                page,
                speaker_rows([], session.speakers),
                link_rows([], session.links),
            )
        )
    return made


def free_slug(session: WantedSession, taken: set[str]) -> str:
    """A slug from the title that no page of the schedule has yet; noted as taken."""
    base = slugify(anyascii(session.fields["title"]))[:80].strip("-") or "session"
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    taken.add(slug)
    return slug


def withdraw(found: ImportedPage, job: SessionImport) -> bool:
    """Cancel a session that the file no longer has, and take it off the site when publishing."""
    if not found.is_gone:
        page = found.page.get_latest_revision_as_object()
        page.is_cancelled = True
        set_key(page, GONE + found.key)
        page.save_revision(user=job.user, log_action=True, clean=False)
    unpublished = job.publish and found.page.live
    if unpublished:
        SessionPage.objects.get(pk=found.page.pk).unpublish(user=job.user)
    return unpublished or not found.is_gone


def publish_drafts(pages: Iterable[ImportedPage], job: SessionImport) -> bool:
    """Publish pages of earlier imports that never were live; tells whether there were any."""
    waiting = list(SessionPage.objects.filter(pk__in=[one.page.pk for one in pages if not one.page.live]))
    never_live = [page for page in waiting if page.first_published_at is None and not page.live]
    if not job.publish or not never_live:
        return False
    untouched = {one.page.pk for one in pages if one.revisions == 1}
    plain = [page for page in never_live if page.pk in untouched and page.latest_revision_id]
    publish_new_drafts(plain, user=job.user)
    for page in never_live:
        if page not in plain:
            page.latest_revision.publish(user=job.user)
    return True
