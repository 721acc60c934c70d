"""The event's page beside its gallery: made with it, and following it until it is published."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import User
from gallery.models import Gallery
from site_pages.models import EventPage, SiteImage
from site_pages.versions import raise_versions

WHOLE_DAY = (time(0), time(23, 59))
Named = tuple[str, date, date]


def page_values(named: Named, *, zone: ZoneInfo) -> dict[str, Any]:
    """Title and times of a page for a gallery of this name and these days: whole days, where the event is."""
    name, first, last = named
    begin, end = WHOLE_DAY
    return {
        "title": name,
        "starts_at": datetime.combine(first, begin, tzinfo=zone),
        "ends_at": datetime.combine(last, end, tzinfo=zone),
    }


def follow_gallery(gallery: Gallery, *, was: Named, by: User | None) -> None:
    """Take the new name and days over into a page that was never published, where nobody has written other ones.

    A published mini-site is its editors' own: what its visitors read does not change behind their backs.
    """
    event = EventPage.objects.get(pk=gallery.event_id)
    if event.first_published_at is not None:
        return
    draft = event.get_latest_revision_as_object()
    before = page_values(was, zone=draft.zone)
    after = page_values((gallery.name, gallery.event_date, gallery.end_date), zone=draft.zone)
    changed = {name: value for name, value in after.items() if getattr(draft, name) == before[name] != value}
    if not changed:
        return
    for name, value in changed.items():
        setattr(draft, name, value)
    EventPage.objects.filter(pk=event.pk).update(**changed)
    draft.save_revision(user=by, log_action=True)


def show_cover(event: EventPage, cover: SiteImage, *, by: User) -> None:
    """The cover at the head of a page that was just made."""
    event.hero_image = cover
    EventPage.objects.filter(pk=event.pk).update(hero_image=cover)
    event.save_revision(user=by)


def renew_site(event_id: int) -> None:
    """What the public site shows of the photos has changed: kept pages are made anew, where there are any."""
    if EventPage.objects.filter(pk=event_id, live=True).exists():
        raise_versions([event_id])
