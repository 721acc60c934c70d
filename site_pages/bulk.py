"""Adding many pages at once, each as complete as one made by hand.

Wagtail's own path costs about 40 ms a page (two saves, slug queries, a publication that raises the
event's version); a thousand would take most of a minute. This one writes the same rows in batches:
tree position, page, revision, log, search index, reference index. Whoever calls it raises the event's
version once, where Wagtail's signals would for every page.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F
from django.utils import timezone as clock
from modelsearch.backends import get_search_backends
from wagtail.models import Locale, Page, PageLogEntry, ReferenceIndex, Revision

from accounts.models import User

BATCH = 200

Progress = Callable[[str, int, int], None]


def say_nothing(what: str, done: int, of: int) -> None:
    """For callers without an audience."""


def add_pages(parent: Page, pages: Sequence[Page], *, live: bool, user: User | None) -> None:
    """Add new pages without child rows below a parent that the caller has locked, as drafts or published."""
    if not pages:
        return
    now = clock.now()
    prepare_pages(parent, pages, live=live, user=user, now=now)
    insert_pages(pages, say_nothing)
    complete_pages(pages, live=live, user=user, now=now, progress=say_nothing)


def prepare_pages(parent: Page, pages: Sequence[Page], *, live: bool, user: User | None, now: datetime) -> None:
    """Everything about the pages that is known before they are inserted."""
    locale = Locale.get_default()
    place_in_tree(parent, pages)
    for page in pages:
        page.locale = locale
        set_page_fields(page, live=live, user=user, now=now)


def complete_pages(pages: Sequence[Page], *, live: bool, user: User | None, now: datetime, progress: Progress) -> None:
    """What follows the rows: first revision, history, search and reference index."""
    add_revisions(pages, user=user, now=now)
    log_pages(pages, ["wagtail.create", "wagtail.publish"] if live else ["wagtail.create"], user=user)
    for model, same in groupby(sorted(pages, key=lambda page: page.content_type_id), key=type):
        index_objects(model, list(same), progress)


def place_in_tree(parent: Page, pages: Sequence[Page]) -> None:
    """Give each page its place behind the parent's last child (treebeard's materialized path)."""
    last = Page.objects.child_of(parent).order_by("-path").values_list("path", flat=True).first()
    step = int(last[-Page.steplen :], 36) if last else 0
    for number, page in enumerate(pages, start=step + 1):
        page.path = Page._get_path(parent.path, parent.depth + 1, number)
        page.depth = parent.depth + 1
        page.numchild = 0
        page.set_url_path(parent)
    Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + len(pages))
    parent.numchild += len(pages)


def set_page_fields(page: Page, *, live: bool, user: User | None, now: datetime) -> None:
    """What Wagtail sets when a page is made, and, when it is live, published."""
    page.content_type = ContentType.objects.get_for_model(type(page))
    page.draft_title = page.title
    page.owner = user
    page.live = live
    page.has_unpublished_changes = not live
    page.latest_revision_created_at = now
    if live:
        page.first_published_at = page.last_published_at = now


def insert_pages(pages: Sequence[Page], progress: Progress) -> None:
    """Insert both rows of every page: Django cannot bulk-create models with inherited tables."""
    base_fields = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]
    rows = [Page(**{name: getattr(page, name) for name in base_fields}) for page in pages]
    Page.objects.bulk_create(rows, batch_size=BATCH)
    for number, (page, row) in enumerate(zip(pages, rows, strict=True), start=1):
        page.pk = page.id = page.page_ptr_id = row.pk
        page._state.adding = True
        page.save_base(raw=True, force_insert=True)
        if number % BATCH == 0:
            progress("pages", number, len(pages))


def add_revisions(pages: Sequence[Page], *, user: User | None, now: datetime) -> None:
    """The first revision of every page, which is also its published one when it is live."""
    base_content_type = ContentType.objects.get_for_model(Page)
    revisions = [
        Revision(
            content_type=page.content_type,
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


def log_pages(pages: Sequence[Page], actions: Sequence[str], *, user: User | None) -> None:
    """The history that an editor reads, one entry for every page and action."""
    now = clock.now()
    entries = [
        PageLogEntry(
            page=page,
            content_type=page.content_type,
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


def publish_new_drafts(pages: Sequence[Page], *, user: User | None) -> None:
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
