"""Publishing many pages at once, and moving sessions: within the event's dates here too, and told where it is not."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from site_pages.event_dates import refusal_of, sessions_outside
from site_pages.models import SessionPage
from site_pages.selectors import event_of

SHOWN_TITLES = 5


def before_bulk_publish(
    request: HttpRequest, action_type: str, objects: list[Page], action: object
) -> HttpResponse | None:
    """Wagtail's hook before_bulk_action: nothing is published where a part of it may not be."""
    pages = [page for page in objects if isinstance(page, Page)]
    if action_type != "publish" or request.method != "POST" or not pages:
        return None
    outside = sessions_outside(pages, with_drafts_below=bool(request.POST.get("include_descendants")))
    if not outside:
        return None
    listed = ", ".join(f"“{title}”" for title in outside[:SHOWN_TITLES])
    messages.error(
        request, _("Nothing was published: %(sessions)s lie outside their event's dates.") % {"sessions": listed}
    )
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk)


def before_move(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Wagtail's hook before_move_page: a published session moves only into an event on whose days it is."""
    session, event = page.specific, event_of(destination)
    if request.method != "POST" or not isinstance(session, SessionPage) or not session.live or event is None:
        return None
    refusal = refusal_of(session.starts_at, session.ends_at, event=event)
    if not refusal:
        return None
    messages.error(request, next(iter(refusal.values())))
    return redirect("wagtailadmin_pages:edit", session.pk)
