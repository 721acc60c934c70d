"""Deleting an event, or archiving it where something must be kept (spec 1: an event that has orders)."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction

from accounts import rules
from accounts.models import User
from notifications.errors import Conflict, NotAllowed
from site_pages.models import EventPage

Reason = Callable[[EventPage], str | None]

_reasons: list[Reason] = []


def keeps_events(reason: Reason) -> Reason:
    """Register a function that says why an event must not be deleted, or None; rooms above use it."""
    _reasons.append(reason)
    return reason


def reasons_to_keep(event: EventPage) -> list[str]:
    """Why this event cannot be deleted; empty when it can."""
    return [text for text in (reason(event) for reason in _reasons) if text]


def archive_event(event: EventPage, *, by: User | None) -> None:
    """Unpublish the whole mini-site and list it nowhere. Raises NotAllowed for anyone but an owner."""
    _check_owner(event, by=by)
    with transaction.atomic():
        locked = EventPage.objects.select_for_update(of=("self",)).get(pk=event.pk)
        latest = locked.get_latest_revision_as_object()
        latest.is_listed = False
        latest.save_revision(user=by, log_action=False)
        EventPage.objects.filter(pk=locked.pk).update(is_listed=False)
        locked.refresh_from_db()
        for page in locked.get_descendants(inclusive=True).live().specific():
            # One by one: Wagtail's own way down the tree asks a user for rights, and the system has none.
            UnpublishPageAction(page, user=by).execute(skip_permission_checks=True)
    event.refresh_from_db()


def delete_event(event: EventPage, *, by: User | None) -> None:
    """Delete the event with its mini-site. Raises NotAllowed, or Conflict with the reasons why it is kept."""
    _check_owner(event, by=by)
    with transaction.atomic():
        locked = EventPage.objects.select_for_update(of=("self",)).get(pk=event.pk)
        refuse_kept_event(locked)
        DeletePageAction(locked, user=by).execute(skip_permission_checks=True)


def archive_or_delete(event: EventPage, *, by: User | None) -> str:
    """Delete the event, or archive it where something must be kept; returns "deleted" or "archived"."""
    if reasons_to_keep(event):
        archive_event(event, by=by)
        return "archived"
    delete_event(event, by=by)
    return "deleted"


def refuse_kept_event(event: EventPage) -> None:
    """Raise Conflict with the reasons, if any."""
    if reasons := reasons_to_keep(event):
        message = _("This event cannot be deleted: %(reasons)s Archive it instead.") % {"reasons": " ".join(reasons)}
        raise Conflict(message, code="EVENT_KEPT")


def _check_owner(event: EventPage, *, by: User | None) -> None:
    if by is not None and not rules.can_own(by, event.pk):
        raise NotAllowed(_("Only an owner archives or deletes an event."))
