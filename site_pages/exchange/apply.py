"""Importing a schedule: builds or updates an event's mini-site, in one transaction."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from anyascii import anyascii
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.text import slugify

from accounts.models import User
from notifications.errors import Conflict, InvalidInput, NotFound
from site_pages.actions import create_event, publish_page
from site_pages.bulk import Progress
from site_pages.choices import AccessMode
from site_pages.exchange.document import ScheduleDocument
from site_pages.exchange.records import RecordImport, import_rooms, import_speakers, import_tracks
from site_pages.exchange.report import ImportReport
from site_pages.exchange.revise import SessionImport
from site_pages.exchange.session_pages import import_sessions
from site_pages.exchange.text import shorten
from site_pages.exchange.values import bounded_key
from site_pages.exchange.wanted import Records, wanted_session
from site_pages.models import EventIndexPage, EventPage, SessionIndexPage, Speaker, Venue
from site_pages.versions import raise_versions

# One import at a time on the whole platform: two of one event would both find nothing and make it twice.
IMPORT_LOCK = 0x464F5945


def no_progress(what: str, done: int, total: int) -> None:
    """Progress for callers that show none."""


def import_schedule(
    document: ScheduleDocument,
    *,
    event_slug: str = "",
    publish: bool = False,
    owner: User | None = None,
    progress: Progress = no_progress,
) -> ImportReport:
    """Build or update the mini-site of the document's conference; all of it or nothing.

    `event_slug` names the event to import into, else it is the one that earlier imports of this
    conference made, else a new one. Importing the same document again changes nothing. Without
    `publish` visitors see no change; new rooms and tracks exist at once, because they have no drafts.

    Raises NotFound (no such event), Conflict (the address belongs to another event) and
    InvalidInput (a value that the platform cannot hold).
    """
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])
            return run_import(document, event_slug, publish=publish, owner=owner, progress=progress)
    except ValidationError as error:
        raise InvalidInput("The schedule does not fit. " + "; ".join(error.messages)) from error


def run_import(
    document: ScheduleDocument, event_slug: str, *, publish: bool, owner: User | None, progress: Progress
) -> ImportReport:
    """The import itself, inside the caller's transaction and lock."""
    event, event_changed = import_event(document, event_slug, owner=owner)
    report = ImportReport(event=event, changed=event_changed, notes=list(document.notes))
    venue = event.venue or Venue.objects.get(pk=event.get_latest_revision_as_object().venue_id)
    records_job = RecordImport(event, may_change=publish or not event.live, user=owner, progress=progress)
    records = Records(
        rooms=import_rooms(venue, document.rooms, records_job, report.rooms),
        tracks=import_tracks(document.tracks, records_job, report.tracks),
        speakers=import_speakers(document, records_job, report.speakers),
    )
    schedule = SessionIndexPage.objects.child_of(event).select_for_update(of=("self",)).get()
    managed = Speaker.objects.filter(home_event=event).exclude(import_key="")
    job = SessionImport(
        schedule=schedule,
        publish=publish,
        user=owner,
        progress=progress,
        imported_speakers=set(managed.values_list("pk", flat=True)) | set(records.speakers.values()),
    )
    wanted = [wanted_session(session, records) for session in document.sessions]
    if publish and needs_publishing(event, event_changed):
        # Before its sessions, which are published within its dates only.
        publish_page(event, user=owner)
        report.changed = True
    sessions_changed = import_sessions(wanted, job, report.sessions)
    records_changed = any(tally.created or tally.updated for tally in report.tallies().values())
    report.changed |= sessions_changed or records_changed
    if publish and sessions_changed:
        raise_versions([event.pk])
    event.refresh_from_db()
    return report


def needs_publishing(event: EventPage, event_changed: bool) -> bool:
    """An event that never was live, or has news from the file; one that was taken down stays down."""
    return event.first_published_at is None or (event.live and event_changed)


def import_event(document: ScheduleDocument, event_slug: str, *, owner: User | None) -> tuple[EventPage, bool]:
    """The event to import into, made or revised as the document says, and whether it changed."""
    key = bounded_key("event", slug_of(document))
    event = find_event(document, event_slug, key)
    values = event_values(document)
    if event is None:
        page = EventPage(slug=event_slug or slug_of(document), access_mode=AccessMode.OPEN, **values)
        page.import_key = key
        event = create_event(page, user=owner)
    draft = event.get_latest_revision_as_object()
    if draft.venue_id is None:
        values["venue"] = Venue.objects.create(name=shorten(document.title, 200), home_event=event)
    differing = {name: value for name, value in values.items() if getattr(draft, name) != value}
    if not differing and event.import_key:
        return event, False
    for name, value in differing.items():
        setattr(draft, name, value)
    draft.import_key = event.import_key or key
    EventPage.objects.filter(pk=event.pk).update(import_key=draft.import_key)
    draft.save_revision(user=owner, log_action=True)
    event.refresh_from_db()
    return event, True


def find_event(document: ScheduleDocument, event_slug: str, key: str) -> EventPage | None:
    """The event that the caller names, or that imported this conference before; None for a new one."""
    index = EventIndexPage.objects.first()
    if index is None:
        raise NotFound("The site has no event list yet. Run `manage.py setup_site` first.")
    events = EventPage.objects.child_of(index)
    if event_slug:
        event = events.filter(slug=event_slug).first()
        if event is None and slugify(event_slug) != event_slug:
            raise InvalidInput(f"{event_slug!r} is no address of an event: use letters, digits and hyphens.")
        return event
    event = events.filter(import_key=key).order_by("pk").first()
    slug = slug_of(document)
    if event is None and events.filter(slug=slug).exists():
        raise Conflict(
            f"There is an event at {slug!r} that no import made. Name it with --event {slug} to import into it, "
            "or give the address of a new event."
        )
    return event


def slug_of(document: ScheduleDocument) -> str:
    """The event's address: its acronym, as people write it, else its title."""
    words = slugify(anyascii(document.acronym or document.title)).replace("_", "-")[:80].strip("-")
    return words or "event"


def event_values(document: ScheduleDocument) -> dict[str, Any]:
    """What a schedule says about its event. Every session lies within the event's dates (spec 1)."""
    zone = ZoneInfo(document.time_zone_name)
    starts_at = datetime.combine(document.starts_on, time(), tzinfo=zone)
    ends_at = datetime.combine(document.ends_on + timedelta(days=1), time(), tzinfo=zone)
    first = min((session.starts_at for session in document.sessions), default=starts_at)
    last = max((session.ends_at for session in document.sessions), default=ends_at)
    if first.astimezone(zone).date() <= document.starts_on:
        starts_at = first
    # A single moment is no event: then the last day stays whole.
    if last.astimezone(zone).date() >= document.ends_on and last > starts_at:
        ends_at = last
    title = shorten(document.title, 200)
    return {
        "title": title if len(title) >= 3 else f"{title} {document.starts_on.year}",
        "starts_at": starts_at,
        "ends_at": ends_at,
        "timezone": document.time_zone_name,
    }
