"""Adding many session pages at once, each as complete as one made by hand.

Wagtail's own path costs about 40 ms a page (two saves, slug queries, a publication that raises the
event's version); a thousand would take most of a minute. This one writes the same rows in batches:
tree position, page, children, revision, log, search index, reference index.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F
from django.utils import timezone as clock
from modelcluster.models import get_all_child_relations
from modelsearch.backends import get_search_backends
from wagtail.models import Locale, Page, PageLogEntry, ReferenceIndex, Revision

from accounts.models import User
from site_pages.models import SessionDocument, SessionIndexPage, SessionLink, SessionPage, SessionSpeaker

BATCH = 200

Progress = Callable[[str, int, int], None]


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
    locale = Locale.get_default()
    place_in_tree(schedule, sessions)
    for new in sessions:
        new.page.locale = locale
        set_page_fields(new.page, live=live, user=user, now=now)
        set_children(new)
    insert_pages([new.page for new in sessions], progress)
    for kind in ("speakers", "links", "documents"):
        rows = [row for new in sessions for row in getattr(new, kind)]
        for row in rows:
            row.session_id = row.session.pk
        if rows:
            type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH)
    pages = [new.page for new in sessions]
    add_revisions(pages, user=user, now=now)
    log_pages(pages, ["wagtail.create", "wagtail.publish"] if live else ["wagtail.create"], user=user)
    index_objects(SessionPage, pages, progress)


def place_in_tree(schedule: SessionIndexPage, sessions: Sequence[NewSession]) -> None:
    """Give each page its place behind the schedule's last child (treebeard's materialized path)."""
    last = Page.objects.child_of(schedule).order_by("-path").values_list("path", flat=True).first()
    step = int(last[-Page.steplen :], 36) if last else 0
    for number, new in enumerate(sessions, start=step + 1):
        page = new.page
        page.path = Page._get_path(schedule.path, schedule.depth + 1, number)
        page.depth = schedule.depth + 1
        page.numchild = 0
        page.set_url_path(schedule)
    Page.objects.filter(pk=schedule.pk).update(numchild=F("numchild") + len(sessions))
    schedule.numchild += len(sessions)


def set_page_fields(page: SessionPage, *, live: bool, user: User | None, now: datetime) -> None:
    """What Wagtail sets when a page is made, and, when it is live, published."""
    page.content_type = ContentType.objects.get_for_model(SessionPage)
    page.draft_title = page.title
    page.owner = user
    page.live = live
    page.has_unpublished_changes = not live
    page.latest_revision_created_at = now
    if live:
        page.first_published_at = page.last_published_at = now


def set_children(new: NewSession) -> None:
    """Hold every child relation in memory, so that the revision's content needs no query."""
    for relation in get_all_child_relations(SessionPage):
        getattr(new.page, relation.get_accessor_name()).set([])
    new.page.session_speakers.set(new.speakers)
    new.page.session_links.set(new.links)
    new.page.session_documents.set(new.documents)


def insert_pages(pages: Sequence[SessionPage], progress: Progress) -> None:
    """Insert both rows of every page: Django cannot bulk-create models with inherited tables."""
    base_fields = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]
    rows = [Page(**{name: getattr(page, name) for name in base_fields}) for page in pages]
    Page.objects.bulk_create(rows, batch_size=BATCH)
    for number, (page, row) in enumerate(zip(pages, rows, strict=True), start=1):
        page.pk = page.id = page.page_ptr_id = row.pk
        page._state.adding = True
        page.save_base(raw=True, force_insert=True)
        if number % BATCH == 0:
            progress("sessions", number, len(pages))


def add_revisions(pages: Sequence[SessionPage], *, user: User | None, now: datetime) -> None:
    """The first revision of every page, which is also its published one when it is live."""
    content_type = ContentType.objects.get_for_model(SessionPage)
    base_content_type = ContentType.objects.get_for_model(Page)
    revisions = [
        Revision(
            content_type=content_type,
            base_content_type=base_content_type,
            object_id=str(page.pk),
            content=page.serializable_data(),
            object_str=str(page)[:1000],
            user=user,
            created_at=now,
        )
        for page in pages
    ]
    Revision.objects.bulk_create(revisions, batch_size=BATCH)
    for page, revision in zip(pages, revisions, strict=True):
        page.latest_revision = revision
        page.live_revision = revision if page.live else None
    rows = [Page(pk=p.pk, latest_revision_id=p.latest_revision_id, live_revision_id=p.live_revision_id) for p in pages]
    Page.objects.bulk_update(rows, ["latest_revision", "live_revision"], batch_size=BATCH)


def log_pages(pages: Sequence[SessionPage], actions: Sequence[str], *, user: User | None) -> None:
    """The history that an editor reads, one entry for every page and action."""
    content_type = ContentType.objects.get_for_model(SessionPage)
    now = clock.now()
    entries = [
        PageLogEntry(
            page=page,
            content_type=content_type,
            label=page.title,
            action=action,
            timestamp=now,
            user=user,
            revision=page.latest_revision,
            content_changed=action == "wagtail.create",
        )
        for page in pages
        for action in actions
    ]
    PageLogEntry.objects.bulk_create(entries, batch_size=BATCH)


def index_objects(model: type[models.Model], objects: Sequence[Any], progress: Progress) -> None:
    """Search and reference index of new objects, which bulk inserts do not tell about."""
    for start in range(0, len(objects), BATCH):
        batch = objects[start : start + BATCH]
        for backend in get_search_backends(with_auto_update=True):
            backend.add_bulk(model, batch)
        add_references(model, batch)
        progress(f"index of {model._meta.verbose_name_plural}", min(start + BATCH, len(objects)), len(objects))


def add_references(model: type[models.Model], objects: Sequence[Any]) -> None:
    """What `ReferenceIndex.create_or_update_for_object` adds for objects that have no entries yet.

    Its own search for outdated entries is what it costs: two queries for each object.
    """
    lineage = [model, *model._meta.get_parent_list()]
    types = [ContentType.objects.get_for_model(one, for_concrete_model=False) for one in lineage]
    rows = [
        ReferenceIndex(
            content_type=types[0],
            base_content_type=types[-1],
            object_id=one.pk,
            to_content_type_id=to_type,
            to_object_id=to_id,
            model_path=model_path,
            content_path=content_path,
            content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
        )
        for one in objects
        for to_type, to_id, model_path, content_path in set(ReferenceIndex._extract_references_from_object(one))
    ]
    ReferenceIndex.objects.bulk_create(rows, ignore_conflicts=True)


def publish_new_drafts(pages: Sequence[SessionPage], *, user: User | None) -> None:
    """Publish pages that never were live and whose only revision is what their row holds."""
    now = clock.now()
    Page.objects.filter(pk__in=[page.pk for page in pages]).update(
        live=True,
        has_unpublished_changes=False,
        first_published_at=now,
        last_published_at=now,
        live_revision=F("latest_revision"),
    )
    log_pages(pages, ["wagtail.publish"], user=user)
