"""Editing a page that somebody else saved in the meantime: the later editor is told, nothing is lost (spec 1).

Wagtail tells it in the browser and refuses autosaves; a plain save or publication it lets through. Here the server
refuses that too, keeps what was typed, and says what the other one wrote. Saving again then replaces it knowingly.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import ChecksSidePanel
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import Page, Revision

from site_pages.admin.panels import EventChecksPanel

SHOWN_LENGTH = 120


class TellingEditView(EditView):
    """Wagtail's editor, which also checks a plain save against the version that was opened."""

    def dispatch(self, request: HttpRequest, page_id: int, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return super().dispatch(request, page_id, **kwargs)
        with transaction.atomic():
            # Two saves of one page come one after the other, so the second sees the first's revision.
            Page.objects.select_for_update(of=("self",)).filter(pk=page_id).first()
            return super().dispatch(request, page_id, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.expects_json_response or self.is_cancelling_workflow or not self.is_out_of_date:
            return super().post(request, *args, **kwargs)
        self.form = self.form_class(
            request.POST,
            request.FILES,
            instance=self.page,
            subscription=self.subscription,
            parent_page=self.parent,
            for_user=request.user,
        )
        return self.tell()

    def get_side_panels(self) -> MediaContainer:
        panels: MediaContainer = super().get_side_panels()
        for index, panel in enumerate(panels):
            if type(panel) is ChecksSidePanel:
                panels[index] = EventChecksPanel(panel.object, panel.request)
        return panels

    def tell(self) -> HttpResponse:
        """Show the form as it was typed, with the other editor's values beside the fields that differ."""
        author = self.latest_revision.user
        name = author.get_full_name() if author else _("Somebody")
        self.form.defer_required_fields()
        self.form.is_valid()
        for field in self.fields_changed_by_the_other():
            theirs = _shown(self.form[field]) or _("nothing")
            self.form.add_error(field, _("%(name)s saved here: %(theirs)s") % {"name": name, "theirs": theirs})
        self.form.restore_required_fields()
        messages.error(
            self.request,
            _(
                "Not saved: %(name)s saved a newer version while you were editing. What you typed is still below. "
                "Take over what you need, then save again to replace that version."
            )
            % {"name": name},
            buttons=self.compare_buttons(),
        )
        self.has_unsaved_changes = True
        self.errors_debug = repr(self.form.errors)
        return self.render_to_response(self.get_context_data())

    def fields_changed_by_the_other(self) -> list[str]:
        """Fields in which what was typed differs from the newer version."""
        return [name for name in self.form.changed_data if name in self.form.fields]

    def compare_buttons(self) -> list[Any]:
        loaded = self.request.POST.get("overwrite_revision_id") or self.request.POST.get("loaded_revision_id") or ""
        buttons = [messages.button(self.get_edit_url(), _("See the newer version"), new_window=True)]
        if loaded.isdecimal() and Revision.objects.filter(pk=loaded, object_id=str(self.page.pk)).exists():
            url = reverse("wagtailadmin_pages:revisions_compare", args=(self.page.pk, loaded, self.latest_revision.pk))
            buttons.append(messages.button(url, _("Compare"), new_window=True))
        return buttons


def _shown(field: BoundField) -> str:
    """The newer version's value of a field, as short text."""
    value = field.field.prepare_value(field.initial)
    labels = dict(getattr(field.field, "choices", ()))
    text = strip_tags(str(labels.get(value, value))).strip() if value is not None else ""
    return text if len(text) <= SHOWN_LENGTH else f"{text[:SHOWN_LENGTH]}…"
