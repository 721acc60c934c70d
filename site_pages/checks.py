"""What an editor should look at before visitors do. Warnings only: nothing here blocks saving or publishing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from site_pages.choices import Format
from site_pages.conflicts import Conflict, ConflictKind, Slot, find_conflicts, slots_of
from site_pages.models import EventPage, Room, SessionPage, Speaker

SHOWN_CONFLICTS = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at. `page_id` is the page where it is mended."""

    code: str
    message: str
    page_id: int | None = None


def check_event(event: EventPage) -> list[Finding]:
    """Everything about an event and its programme; `event` may be its latest draft. Seven queries at most."""
    findings = [*_check_description(event), *_check_place(event), *_check_hero(event)]
    findings += _check_dates(event)
    conflicts = find_conflicts(slots_of(event))
    return findings + describe_conflicts(conflicts[:SHOWN_CONFLICTS])


def check_session(session: SessionPage, *, event: EventPage) -> list[Finding]:
    """Everything about one session, which may be an unsaved draft. Six queries at most."""
    findings = _check_description(session)
    if session.image and not session.image.description:
        findings.append(Finding("image_description", _("The image has no description."), session.pk))
    if not session.starts_at or not session.ends_at:
        return findings
    if session.starts_at < event.starts_at or session.ends_at > event.ends_at:
        findings.append(Finding("outside_event", _("The session lies outside the event's dates."), session.pk))
    if not session.is_cancelled:
        findings += describe_conflicts(_conflicts_of(session, event=event))
    return findings


def describe_conflicts(conflicts: Iterable[Conflict]) -> list[Finding]:
    """Double bookings in words. Three queries at most."""
    listed = list(conflicts)
    ids = {slot.key for conflict in listed for slot in (conflict.first, conflict.second)}
    titles = dict(SessionPage.objects.filter(pk__in=ids).values_list("pk", "title")) if ids else {}
    names = {
        ConflictKind.ROOM: _names(Room, listed, kind=ConflictKind.ROOM),
        ConflictKind.SPEAKER: _names(Speaker, listed, kind=ConflictKind.SPEAKER),
    }
    message = _("%(who)s is booked twice: “%(first)s” and “%(second)s” overlap.")
    return [
        Finding(
            f"{conflict.kind}_booked_twice",
            message
            % {
                "who": names[conflict.kind].get(conflict.subject, ""),
                "first": titles.get(conflict.first.key, ""),
                "second": titles.get(conflict.second.key, ""),
            },
            int(str(conflict.second.key)),
        )
        for conflict in listed
    ]


def _check_description(page: EventPage | SessionPage) -> list[Finding]:
    if page.search_description or page.short_description:
        return []
    text = _("There is no search description and no short description: search engines and shared links show nothing.")
    return [Finding("search_description", text, page.pk)]


def _check_place(event: EventPage) -> list[Finding]:
    if event.format == Format.VIRTUAL or event.venue_id:
        return []
    return [Finding("no_venue", _("The event has no venue, although people come together."), event.pk)]


def _check_hero(event: EventPage) -> list[Finding]:
    if event.hero_image is None:
        return [Finding("no_hero", _("The event has no hero image."), event.pk)]
    if not event.hero_image.description:
        return [Finding("hero_description", _("The hero image has no description."), event.pk)]
    return []


def _check_dates(event: EventPage) -> list[Finding]:
    """One query: sessions that begin before or end after the event."""
    outside = SessionPage.objects.for_event(event).filter(
        Q(starts_at__lt=event.starts_at) | Q(ends_at__gt=event.ends_at), is_cancelled=False
    )
    rows = list(outside.order_by("starts_at").values_list("pk", "title"))
    if not rows:
        return []
    message = ngettext(
        "%(count)d session lies outside the event's dates, first “%(title)s”.",
        "%(count)d sessions lie outside the event's dates, first “%(title)s”.",
        len(rows),
    )
    return [Finding("outside_event", message % {"count": len(rows), "title": rows[0][1]}, rows[0][0])]


def _conflicts_of(session: SessionPage, *, event: EventPage) -> list[Conflict]:
    """Double bookings of this session as it stands in the draft."""
    speakers = tuple(row.speaker_id for row in session.session_speakers.all())
    if session.starts_at is None or session.ends_at is None:
        return []
    own = Slot(session.pk, session.starts_at, session.ends_at, session.room_id, speakers)
    others = [slot for slot in slots_of(event) if slot.key != session.pk]
    found = [conflict for conflict in find_conflicts([own, *others]) if own in (conflict.first, conflict.second)]
    # Told from this session's side: the link leads to the other one.
    return [replace(one, first=own, second=one.first if one.second == own else one.second) for one in found]


def _names(model: type[Room | Speaker], conflicts: list[Conflict], *, kind: ConflictKind) -> dict[object, str]:
    ids = [conflict.subject for conflict in conflicts if conflict.kind == kind]
    return {record.pk: record.name for record in model._default_manager.in_bulk(ids).values()} if ids else {}
