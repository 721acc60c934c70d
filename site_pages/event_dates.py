"""A published session lies within its event's dates (spec 1), by whatever way it is published."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone as clock
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log as note
from wagtail.models import Page, Revision

if TYPE_CHECKING:
    from site_pages.models import EventPage, SessionPage

log = structlog.get_logger("foyer.publishing")


def refusal_of(starts_at: datetime | None, ends_at: datetime | None, *, event: EventPage) -> dict[str, str]:
    """The field that is wrong with what is wrong; empty for times within the event's dates, and for none."""
    limits = {"first": _wall(event.starts_at, event), "last": _wall(event.ends_at, event)}
    message = _("The event runs from %(first)s to %(last)s. Change its dates first, or save a draft.") % limits
    if starts_at and not event.starts_at <= starts_at <= event.ends_at:
        return {"starts_at": str(message)}
    if ends_at and ends_at > event.ends_at:
        return {"ends_at": str(message)}
    return {}


def refuse_outside_event(session: SessionPage) -> None:
    """Raise ValidationError for a session that may not be published as it is. One query, two outside.

    One that is public with these very times may be saved again: its event's dates have changed since.
    """
    refusal = refusal_of(session.starts_at, session.ends_at, event=event_above(session))
    same = {"pk": session.pk, "live": True, "starts_at": session.starts_at, "ends_at": session.ends_at}
    if refusal and not type(session)._default_manager.filter(**same).exists():
        raise ValidationError(refusal)


def event_above(session: SessionPage) -> EventPage:
    """The session's event, by the tree rules. One query."""
    event: EventPage = apps.get_model("site_pages", "EventPage").objects.get(path=session.event_path)
    return event


def sessions_outside(pages: Iterable[Page], *, with_drafts_below: bool) -> list[str]:
    """The titles of those that could not be published now, as their latest drafts have them."""
    model = apps.get_model("site_pages", "SessionPage")
    found = []
    for page in pages:
        drafts = page.get_descendants().not_live() if with_drafts_below else Page.objects.none()
        for pk in (page.pk, *drafts.values_list("pk", flat=True)):
            session = model.objects.filter(pk=pk).first()
            draft = session.get_latest_revision_as_object() if session else None
            if draft and refusal_of(draft.starts_at, draft.ends_at, event=event_above(draft)):
                found.append(str(draft.title))
    return found


def hold_back_scheduled() -> int:
    """Take from the timetable what is due and no longer lies within its event's dates; returns how many.

    The page stays as it is, its history says why, and the check beside the editor shows what to mend.
    """
    model = apps.get_model("site_pages", "SessionPage")
    held = 0
    for revision in Revision.page_revisions.filter(approved_go_live_at__lt=clock.now()):
        session = revision.as_object()
        if not isinstance(session, model):
            continue
        refusal = refusal_of(session.starts_at, session.ends_at, event=event_above(session))
        if not refusal:
            continue
        with transaction.atomic():
            Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
            note(session, "wagtail.schedule.cancel", revision=revision, data={"reason": refusal})
        log.warning("session outside its event's dates is not published", session=str(session.public_id))
        held += 1
    return held


def _wall(moment: datetime, event: EventPage) -> str:
    return moment.astimezone(event.zone).strftime("%Y-%m-%d %H:%M")
