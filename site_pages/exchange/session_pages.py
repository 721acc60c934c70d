"""Session pages of an imported schedule: new ones added, changed ones revised, vanished ones withdrawn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from anyascii import anyascii
from django.utils.text import slugify

from accounts.models import User
from site_pages.exchange.bulk import NewSession, Progress, add_sessions, publish_new_drafts
from site_pages.exchange.current import (
    GONE,
    ImportedPage,
    SessionState,
    differs,
    imported_pages,
    merged_links,
    merged_speakers,
)
from site_pages.exchange.report import Tally
from site_pages.exchange.wanted import LinkRow, SpeakerRow, WantedSession
from site_pages.models import SessionIndexPage, SessionLink, SessionPage, SessionSpeaker


@dataclass(frozen=True)
class SessionImport:
    """What holds for all sessions of one import."""

    schedule: SessionIndexPage
    publish: bool
    user: User | None
    progress: Progress
    imported_speakers: set[int]


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
    touched = False
    for number, session in enumerate((one for one in wanted if one.key in found), start=1):
        if revise(found[session.key], session, job):
            tally.updated += 1
            job.progress("changed sessions", number, len(found))
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


def speaker_rows(current: Iterable[SessionSpeaker], wanted: Iterable[SpeakerRow]) -> list[SessionSpeaker]:
    """Rows in the wanted order; a speaker who already is on the session keeps the row."""
    known = {row.speaker_id: row for row in current}
    rows = []
    for order, row in enumerate(wanted):
        speaker = known.get(row.speaker_id) or SessionSpeaker(speaker_id=row.speaker_id)
        speaker.role, speaker.sort_order = row.role, order
        rows.append(speaker)
    return rows


def link_rows(current: Iterable[SessionLink], wanted: Iterable[LinkRow]) -> list[SessionLink]:
    """Rows in the wanted order; an address that the session already has keeps its row."""
    known = {row.url: row for row in current}
    rows = []
    for order, row in enumerate(wanted):
        link = known.get(row.url) or SessionLink(url=row.url)
        link.title, link.kind, link.sort_order = row.title, row.kind, order
        rows.append(link)
    return rows


def revise(found: ImportedPage, session: WantedSession, job: SessionImport) -> bool:
    """Write the file's values to the page; tells whether there was anything to write."""
    draft_differs = found.is_gone or differs(found.draft, session, job.imported_speakers)
    public_differs = found.page.live and differs(found.public, session, job.imported_speakers)
    if job.publish and (draft_differs or public_differs) and has_editors_draft(found):
        publish_below_draft(found, session, job)
        return True
    if draft_differs:
        page = found.page.get_latest_revision_as_object()
        apply_session(page, session, found.draft, job)
        if found.is_gone:
            page.is_cancelled = session.fields.get("is_cancelled", False)
            set_key(page, session.key)
        page.save_revision(user=job.user, log_action=True)
    if job.publish and (draft_differs or public_differs):
        SessionPage.objects.get(pk=found.page.pk).latest_revision.publish(user=job.user)
    return draft_differs or bool(job.publish and public_differs)


def has_editors_draft(found: ImportedPage) -> bool:
    """Whether somebody is working on a new version of a page that is live."""
    return found.page.live and found.page.has_unpublished_changes and not found.is_gone


def publish_below_draft(found: ImportedPage, session: WantedSession, job: SessionImport) -> None:
    """Publish the file's values without the unfinished work of an editor, which stays the draft."""
    draft = found.page.get_latest_revision_as_object()
    apply_session(draft, session, found.draft, job)
    public = SessionPage.objects.get(pk=found.page.pk)
    apply_session(public, session, found.public, job)
    only_imported = content_of(draft) == content_of(public)
    public.save_revision(user=job.user, log_action=True).publish(user=job.user)
    if not only_imported:
        draft.save_revision(user=job.user, log_action=True)


def content_of(page: SessionPage) -> dict[str, Any]:
    """What an editor can write on a page, to tell two versions of it apart."""
    names = [field.name for field in SessionPage._meta.local_concrete_fields if not field.primary_key]
    data = page.serializable_data()
    rows = {name: rows_of(data[name]) for name in ("session_speakers", "session_links", "session_documents")}
    return {name: data[name] for name in ("title", "slug", "seo_title", "search_description", *names)} | rows


def rows_of(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Child rows without their keys."""
    return [{name: value for name, value in row.items() if name not in {"pk", "session"}} for row in rows]


def apply_session(page: SessionPage, session: WantedSession, draft: SessionState, job: SessionImport) -> None:
    """Set the carried fields, the imported text block, the speakers and the links."""
    for name, value in session.fields.items():
        setattr(page, name, value)
    if session.body:
        page.body = body_with(page.body.raw_data, session)
    speakers = merged_speakers(draft.speakers, session, job.imported_speakers)
    page.session_speakers.set(speaker_rows(page.session_speakers.all(), speakers))
    page.session_links.set(link_rows(page.session_links.all(), merged_links(draft.links, session)))


def body_with(blocks: Iterable[dict[str, Any]], session: WantedSession) -> Any:
    """The body's blocks with the imported text in its place, or at the end where it is missing."""
    imported = {"type": "text", "value": session.body, "id": session.block_id}
    replaced = [imported if block.get("id") == session.block_id else dict(block) for block in blocks]
    if imported not in replaced:
        replaced.append(imported)
    block = SessionPage._meta.get_field("body").stream_block
    return block.to_python(replaced)


def set_key(page: SessionPage, key: str) -> None:
    """Store under which key imports find the page, on the page and on its row."""
    page.import_key = key
    SessionPage.objects.filter(pk=page.pk).update(import_key=key)


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
