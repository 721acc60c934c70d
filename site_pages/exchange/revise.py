"""Changing pages of earlier imports to what a file says now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone as clock
from modelsearch.backends import get_search_backends
from wagtail.models import Page, ReferenceIndex

from accounts.models import User
from site_pages.bulk import BATCH, Progress, add_revisions, log_pages
from site_pages.exchange.current import ImportedPage, SessionState, differs, merged_links, merged_speakers
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


@dataclass(frozen=True)
class Change:
    """A page of an earlier import and what the file says of it."""

    found: ImportedPage
    session: WantedSession


def revise_sessions(changes: Sequence[Change], job: SessionImport) -> int:
    """Write the file's values to the pages that differ; returns how many did.

    Live pages that nobody works on are published in batches, the others one by one as an editor would.
    """
    differing = [change for change in changes if is_news(change, job)]
    plain = [change for change in differing if job.publish and is_plainly_live(change.found)]
    republish(plain, job)
    others = [change for change in differing if change not in plain]
    for number, change in enumerate(others, start=1):
        revise(change, job)
        if number % 20 == 0:
            job.progress("changed sessions", number, len(others))
    return len(differing)


def is_news(change: Change, job: SessionImport) -> bool:
    """Whether the draft, or what a publishing import shows, is not what the file says."""
    found, session = change.found, change.session
    return (
        found.is_gone
        or differs(found.draft, session, job.imported_speakers)
        or (job.publish and found.page.live and differs(found.public, session, job.imported_speakers))
    )


def is_plainly_live(found: ImportedPage) -> bool:
    """Live, with no newer draft, and not withdrawn by an earlier import."""
    return found.page.live and not found.page.has_unpublished_changes and not found.is_gone


def republish(changes: Sequence[Change], job: SessionImport) -> None:
    """New published revisions of live pages, with the same rows that Wagtail writes one by one.

    The caller raises the event's version once.
    """
    now = clock.now()
    for start in range(0, len(changes), BATCH):
        batch = changes[start : start + BATCH]
        pages = [change.found.page for change in batch]
        for change in batch:
            save_live(change, job)
        live = {"last_published_at": now, "latest_revision_created_at": now}
        Page.objects.filter(pk__in=[page.pk for page in pages]).update(**live)
        add_revisions(pages, user=job.user, now=now)
        log_pages(pages, ["wagtail.edit", "wagtail.publish"], user=job.user)
        for backend in get_search_backends(with_auto_update=True):
            backend.add_bulk(SessionPage, pages)
        for page in pages:
            ReferenceIndex.create_or_update_for_object(page)
        job.progress("changed sessions", start + len(batch), len(changes))


def save_live(change: Change, job: SessionImport) -> None:
    """The page's own rows and those of its speakers and links."""
    page = change.found.page
    page.content_type = ContentType.objects.get_for_model(SessionPage)
    page.session_speakers.set(change.found.speaker_rows)
    page.session_links.set(change.found.link_rows)
    apply_session(page, change.session, change.found.draft, job)
    page.clean_fields(exclude=["path", "url_path", "depth"])
    # Raw: the session's own table alone, without signals; the page's table follows.
    page.save_base(raw=True)
    page.draft_title = page.title
    Page.objects.filter(pk=page.pk).update(title=page.title, draft_title=page.title)
    page.session_speakers.commit()
    page.session_links.commit()


def revise(change: Change, job: SessionImport) -> None:
    """One page that is a draft, has an editor's draft, or comes back into the programme."""
    found, session = change.found, change.session
    if job.publish and found.page.live and not found.is_gone:
        publish_below_draft(found, session, job)
        return
    page = found.page.get_latest_revision_as_object()
    apply_session(page, session, found.draft, job)
    if found.is_gone:
        page.is_cancelled = session.fields.get("is_cancelled", False)
        set_key(page, session.key)
    revision = page.save_revision(user=job.user, log_action=True)
    if job.publish:
        revision.publish(user=job.user)


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


def set_key(page: SessionPage, key: str) -> None:
    """Store under which key imports find the page, on the page and on its row."""
    page.import_key = key
    SessionPage.objects.filter(pk=page.pk).update(import_key=key)
