"""Deleting an event in the admin: for its owners, and not while something must be kept."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from site_pages.admin.people import person_of
from site_pages.event_removal import archive_event, reasons_to_keep
from site_pages.models import EventPage


def before_delete(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Wagtail's hook before_delete_page: where deletion is refused, offer to archive instead."""
    event = page.specific
    if not isinstance(event, EventPage):
        return None
    if not event.permissions_for_user(request.user).can_delete():
        raise PermissionDenied
    reasons = reasons_to_keep(event)
    if not reasons:
        return None
    if request.method == "POST":
        archive_event(event, by=person_of(request))
        messages.success(
            request, _("“%(title)s” is archived: unpublished and listed nowhere.") % {"title": event.title}
        )
        return redirect("wagtailadmin_explore", event.get_parent().pk)
    return TemplateResponse(
        request, "site_pages/admin/archive_event.html", {"event": event, "reasons": reasons, "page_title": _("Archive")}
    )


def before_bulk_action(
    request: HttpRequest, action_type: str, objects: list[Page], action: object
) -> HttpResponse | None:
    """Wagtail's hook before_bulk_action: an event is deleted one at a time, where its reasons can be read."""
    if action_type == "delete" and any(isinstance(page, Page) and page.specific_class is EventPage for page in objects):
        messages.error(request, _("Delete events one at a time."))
        return redirect("wagtailadmin_home")
    return None
