"""Copying an event copies its whole mini-site; nothing of the copy is public before it is complete."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import CopyForm
from wagtail.admin.views.pages.copy import CopyView
from wagtail.admin.widgets import AdminDateInput
from wagtail.models import Page

from site_pages.admin.people import person_of
from site_pages.event_copies import publish_copied_pages, settle_copied_event, settle_moved_session
from site_pages.event_shift import shift_event
from site_pages.models import EventPage, SessionPage
from site_pages.selectors import event_of


class SitePageCopyForm(CopyForm):
    """Without aliases: a mirrored page would have no event of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("alias", None)
        if "copy_subpages" in self.fields and self.page.specific_class is EventPage:
            self.fields["copy_subpages"].label = _("Copy the sessions and sections")
        if self.page.specific_class is EventPage:
            event = self.page.specific
            self.fields["first_day"] = forms.DateField(
                label=_("First day"),
                required=False,
                initial=event.starts_at.astimezone(event.zone).date(),
                widget=AdminDateInput,
                help_text=_(
                    "On another day the sessions move with the event, and nothing of the copy is cancelled, recorded "
                    "or timed yet."
                ),
            )


class SitePageCopyView(CopyView):
    """Copies as drafts in one transaction, settles the copy, then publishes what is to be published.

    Publishing an event makes the sections that are missing, so it must come after Wagtail copied them.
    """

    def get_form_class(self) -> type[CopyForm]:
        return SitePageCopyForm

    def form_valid(self, form: CopyForm) -> HttpResponse:
        self.request.publish_copies = bool(form.cleaned_data.get("publish_copies"))
        self.request.first_day = form.cleaned_data.get("first_day")
        form.cleaned_data["publish_copies"] = False
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
        return response


def after_copy(request: HttpRequest, page: Page, new_page: Page) -> None:
    """Wagtail's hook after_copy_page; runs inside the transaction of the copy."""
    original, copied = page.specific, new_page.specific
    if isinstance(copied, EventPage):
        settle_copied_event(original, copied, user=person_of(request))
        if first_day := getattr(request, "first_day", None):
            shift_event(copied, first_day=first_day)
    elif isinstance(copied, SessionPage) and (event := event_of(copied)):
        settle_moved_session(copied, event=event)
    if getattr(request, "publish_copies", False):
        publish_copied_pages(original, copied, user=person_of(request))


def after_move(request: HttpRequest, page: Page) -> None:
    """Wagtail's hook after_move_page."""
    moved = page.specific
    if isinstance(moved, SessionPage) and (event := event_of(moved)):
        settle_moved_session(moved, event=event)
