"""Changes of state around a mini-site's tree. Content itself is edited and published by Wagtail's own actions."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Count
from django.utils import timezone as clock
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision, Site

from accounts.models import User
from site_pages import models, selectors
from site_pages.bulk import add_pages, publish_new_drafts
from site_pages.models.base import SectionPage
from site_pages.versions import raise_versions

# Address, class and title of the sections, in the order of the event's menu (spec 1, "Page tree and addresses").
SECTIONS: tuple[tuple[str, type[SectionPage], str], ...] = (
    ("sessions", models.SessionIndexPage, "Schedule"),
    ("speakers", models.SpeakerIndexPage, "Speakers"),
    ("venue", models.VenuePage, "Venue"),
    ("sponsors", models.SponsorIndexPage, "Sponsors"),
    ("tickets", models.TicketsPage, "Tickets"),
    ("faq", models.FaqPage, "Questions"),
    ("contact", models.ContactPage, "Contact"),
    ("archive", models.ArchivePage, "Recordings"),
    ("photos", models.PhotosPage, "Photos"),
)


def create_section_pages(event: models.EventPage, *, user: User | None = None) -> list[SectionPage]:
    """Make the section pages that the event does not have yet, as drafts; returns the new ones."""
    with transaction.atomic():
        Page.objects.select_for_update().get(pk=event.pk)
        parent = Page.objects.get(pk=event.pk)
        present = set(parent.get_children().values_list("slug", flat=True))
        made = [
            # Photos join the menu once there are some; the editor switches it on.
            page_class(title=_(title), slug=slug, show_in_event_menu=slug != "photos")
            for slug, page_class, title in SECTIONS
            if slug not in present
        ]
        add_pages(parent, made, live=False, user=user)
        # Whoever holds this event and saves it later must not save the old number of children.
        event.numchild = parent.numchild
    return made


def publish_section_pages(event: models.EventPage) -> None:
    """With the event's first publication its sections go live too (spec 1); later ones are left alone.

    A section that was edited before is published by Wagtail, from its latest draft; the others in one go.
    """
    create_section_pages(event)
    if event.first_published_at != event.last_published_at:
        return
    sections = [page for page in Page.objects.child_of(event).not_live().specific() if isinstance(page, SectionPage)]
    edited = set(
        Revision.objects.filter(object_id__in=[str(page.pk) for page in sections])
        .values_list("object_id", flat=True)
        .annotate(count=Count("pk"))
        .filter(count__gt=1)
    )
    publish_new_drafts([page for page in sections if str(page.pk) not in edited], user=None)
    for section in sections:
        if str(section.pk) in edited and section.latest_revision:
            section.latest_revision.publish()


def record_page_shown(page: Page) -> None:
    """A page went live or changed: forget its tombstone and raise the versions that depend on it."""
    if isinstance(page, models.EventPage | models.SessionPage):
        models.RemovedContent.objects.filter(public_id=page.public_id).delete()
    touch_page(page)


def record_page_hidden(page: Page) -> None:
    """A page left the public site: `updated_since` must report it as gone (spec 7)."""
    event = selectors.event_of(page)
    if event is not None and isinstance(page, models.EventPage | models.SessionPage):
        kind = "event" if isinstance(page, models.EventPage) else "session"
        models.RemovedContent.objects.update_or_create(
            kind=kind,
            public_id=page.public_id,
            defaults={"event_public_id": event.public_id, "removed_at": clock.now()},
        )
    touch_page(page)


def touch_page(page: Page) -> None:
    """Raise the version of the page's event; pages above the events are named on all of theirs."""
    event = selectors.event_of(page)
    if event is None:
        touch_all_events()
    else:
        raise_versions([event.pk])


def touch_record(record: object) -> None:
    """Raise the versions of all events that show a shared record."""
    events = selectors.event_ids_showing(record)
    if events:
        raise_versions(events)


def touch_all_events() -> None:
    """Raise every version: the branding that all pages carry has changed."""
    raise_versions(models.EventPage.objects.values_list("pk", flat=True))


def ensure_site_root(*, hostname: str, port: int) -> models.EventIndexPage:
    """Give a fresh database its home page at `/` and its event list at `/events/`; changes nothing later.

    Replaces Wagtail's welcome page. Runs at every start (`manage.py setup_site`), so it must be cheap.
    """
    index = models.EventIndexPage.objects.first()
    if index is not None:
        return index
    with transaction.atomic():
        root = Page.objects.select_for_update().get(depth=1)
        Page.objects.filter(depth=2, slug="home", content_type__model="page").delete()
        root = Page.objects.get(pk=root.pk)
        home = models.HomePage(title="Foyer", slug="home", tagline=_("Events worth going to."))
        root.add_child(instance=home)
        index = models.EventIndexPage(title=_("Events"), slug="events")
        home.add_child(instance=index)
        for page in (home, index):
            page.save_revision(log_action=False).publish()
        Site.objects.update_or_create(
            is_default_site=True,
            defaults={"hostname": hostname, "port": port, "root_page": home, "site_name": "Foyer"},
        )
    return index


def create_event(event: models.EventPage, *, user: User | None = None) -> models.EventPage:
    """Add a new, unsaved event as a draft with its section pages; returns it saved.

    Raises ValidationError where a field does not fit.
    """
    with transaction.atomic():
        index = models.EventIndexPage.objects.select_for_update(of=("self",)).get()
        event.live = False
        event.owner = user
        index.add_child(instance=event)
        event.save_revision(user=user, log_action="wagtail.create")
        create_section_pages(event, user=user)
    # The sections changed numchild in the database; a stale copy saved later would undo that.
    event.refresh_from_db()
    return event


def create_session(
    event: models.EventPage, session: models.SessionPage, *, user: User | None = None
) -> models.SessionPage:
    """Add a new, unsaved session to the event's schedule as a draft; returns it saved."""
    with transaction.atomic():
        schedule = models.SessionIndexPage.objects.child_of(event).select_for_update(of=("self",)).get()
        session.live = False
        session.owner = user
        schedule.add_child(instance=session)
        session.save_revision(user=user, log_action="wagtail.create")
    return session


def publish_page(page: Page, *, user: User | None = None) -> None:
    """Publish the page's latest revision, as the editor's button does."""
    fresh = type(page)._default_manager.get(pk=page.pk)
    revision = fresh.latest_revision or fresh.save_revision(user=user)
    revision.publish(user=user)
    page.refresh_from_db()
