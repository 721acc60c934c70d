"""Webhooks in Wagtail's admin: list, create, edit, delete, and what can be done with one (spec 7, "Webhooks out")."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log

from cms import webhook_views
from cms.record_views import GuardedIndexView, GuardedViewSet, show_secret
from notifications.actions import check_endpoint, save_endpoint
from notifications.errors import InvalidInput
from notifications.models import WebhookEndpoint, WebhookType
from notifications.signing import secret_for
from site_pages.admin.forms import EventRecordForm

SECRET_NOTE = gettext_lazy(
    "The receiver needs this secret to check that a message is ours. It is shown only now; copy it to a safe place. "
    "If it gets lost, renew it."
)


class WebhookForm(EventRecordForm):
    """The rules are those of the action; they are asked here so that errors stand beside their fields."""

    event_field = "event"
    types = forms.MultipleChoiceField(
        label=gettext_lazy("Told about"), choices=WebhookType.choices, widget=forms.CheckboxSelectMultiple
    )

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors:
            return
        try:
            check_endpoint(self.instance)
        except InvalidInput as error:
            for name, text in error.fields.items():
                self.add_error(name, text)


class WebhookIndexView(GuardedIndexView):
    """The list, with a way to each one's deliveries."""

    related = "event"

    def get_list_more_buttons(self, instance: WebhookEndpoint) -> list[Button]:
        buttons: list[Button] = super().get_list_more_buttons(instance)
        return [*buttons, deliveries_button(instance)]


class WebhookCreateView(generic.CreateView):
    """Saving shows the new endpoint's secret."""

    def save_instance(self) -> WebhookEndpoint:
        endpoint: WebhookEndpoint = self.form.save(commit=False)
        endpoint.created_by = self.request.user
        save_endpoint(endpoint)
        log(instance=endpoint, action="wagtail.create", user=self.request.user)
        return endpoint

    def save_action(self) -> HttpResponse:
        back = reverse("webhooks:deliveries", args=[self.object.pk])
        secret = secret_for(self.object.nonce)
        return show_secret(self.request, title=_("Signing secret"), secret=secret, note=str(SECRET_NOTE), back=back)


class WebhookEditView(generic.EditView):
    """Editing, with a way to the deliveries."""

    def save_instance(self) -> WebhookEndpoint:
        endpoint: WebhookEndpoint = self.form.save(commit=False)
        save_endpoint(endpoint)
        log(instance=endpoint, action="wagtail.edit", user=self.request.user)
        return endpoint

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = super().header_more_buttons
        return [*buttons, deliveries_button(self.object)]


def deliveries_button(endpoint: WebhookEndpoint) -> Button:
    """To the log."""
    url = reverse("webhooks:deliveries", args=[endpoint.pk])
    return Button(_("Deliveries and secret"), url=url, icon_name="history", priority=5)


class WebhookViewSet(GuardedViewSet):
    """The menu entry and its pages."""

    model = WebhookEndpoint
    name = "webhooks"
    icon = "link-external"
    menu_label = gettext_lazy("Webhooks")
    index_view_class = WebhookIndexView
    add_view_class = WebhookCreateView
    edit_view_class = WebhookEditView
    list_display: ClassVar[list[Any]] = [
        "__str__",
        Column("url", label=gettext_lazy("Address"), classname="foyer-breaks"),
        Column("event", label=gettext_lazy("Event")),
        BooleanColumn("is_active", label=gettext_lazy("Active")),
        DateColumn("failing_since", label=gettext_lazy("Failing since")),
    ]
    search_fields: ClassVar[list[str]] = ["url", "description"]
    list_filter: ClassVar[list[str]] = ["is_active"]
    edit_handler = ObjectList(
        [
            HelpPanel(
                gettext_lazy(
                    "Foyer sends a signed POST with JSON to the address whenever something happens that you choose "
                    "here. It tries again for about a day while the receiver does not answer with success."
                )
            ),
            FieldPanel("event"),
            FieldPanel("url"),
            FieldPanel("types"),
            FieldPanel("description"),
            FieldPanel("is_active"),
        ],
        base_form_class=WebhookForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        patterns: list[URLPattern] = super().get_urlpatterns()
        return [
            *patterns,
            path("<int:pk>/deliveries/", webhook_views.deliveries, name="deliveries"),
            path("<int:pk>/renew-secret/", webhook_views.renew_secret, name="renew_secret"),
            path("<int:pk>/test/", webhook_views.send_test, name="test"),
            path("<int:pk>/replay/<uuid:public_id>/", webhook_views.replay_message, name="replay"),
        ]
