"""API keys in Wagtail's admin: an event's owner makes, sees and revokes their own (spec 7, "Tokens")."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone as clock
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry

from accounts.api_keys import NewKey, create_api_key, revoke_api_key
from accounts.models import APIKey, User
from accounts.rules import is_platform_admin
from accounts.selectors import owned_event_ids
from cms.record_views import GuardedIndexView, GuardedViewSet, show_secret
from site_pages.models import EventPage

KEY_NOTE = gettext_lazy(
    "This key is shown only now; copy it to where the program that uses it keeps its secrets. "
    "If it gets lost, revoke it and make another."
)


class ApiKeyPolicy(ModelPermissionPolicy):
    """Owners of events make keys; everybody sees and revokes their own; platform administrators all."""

    def user_has_permission(self, user: User, action: str) -> bool:
        if is_platform_admin(user):
            return True
        return action in {"add", "delete", "view"} and bool(owned_event_ids(user))

    def user_has_permission_for_instance(self, user: User, action: str, instance: APIKey) -> bool:
        return is_platform_admin(user) or (action in {"delete", "view"} and instance.created_by_id == user.pk)

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet[APIKey]:
        if is_platform_admin(user):
            return APIKey.objects.all()
        if not {"delete", "view"} & set(actions):
            return APIKey.objects.none()
        return APIKey.objects.created_by_user(user)


class ApiKeyForm(forms.Form):
    """What a new key needs. The action holds the rules."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100, help_text=gettext_lazy("What uses it, for you."))
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("It may"), choices=APIKey.Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    events = forms.ModelMultipleChoiceField(
        EventPage.objects.none(),
        label=gettext_lazy("Events"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: every event that you own, also later ones."),
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("Expires after"),
        coerce=int,
        initial=90,
        choices=[
            (30, gettext_lazy("30 days")),
            (90, gettext_lazy("90 days")),
            (180, gettext_lazy("180 days")),
            (365, gettext_lazy("a year")),
        ],
    )

    def __init__(self, *args: Any, owner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner
        events = EventPage.objects.order_by("-starts_at")
        if not is_platform_admin(owner):
            events = events.filter(pk__in=owned_event_ids(owner))
        self.fields["events"].queryset = events  # type: ignore[attr-defined]

    def save(self) -> NewKey:
        """Make the key. The choices offered leave nothing for the action to refuse."""
        data = self.cleaned_data
        return create_api_key(
            self.owner,
            name=data["name"],
            scopes=data["scopes"],
            event_ids=[event.pk for event in data["events"]],
            expires_at=clock.now() + timedelta(days=data["days"]),
        )


def new_key(request: HttpRequest) -> HttpResponse:
    """The form; sending it shows the key, once."""
    if not policy_registry.get_by_type(APIKey).user_has_permission(request.user, "add"):
        raise PermissionDenied
    assert isinstance(request.user, User), "the policy has just refused anonymous visitors"
    form = ApiKeyForm(request.POST or None, owner=request.user)
    if request.method == "POST" and form.is_valid():
        new = form.save()
        log(instance=new.key, action="wagtail.create", user=request.user)
        back = reverse("api_keys:index")
        return show_secret(request, title=_("New API key"), secret=new.raw, note=str(KEY_NOTE), back=back)
    context = {"form": form, "page_title": _("New"), "page_subtitle": _("API key"), "header_icon": "key"}
    return render(request, "cms/api_key_new.html", context)


class ApiKeyIndexView(GuardedIndexView):
    """The list; a key cannot be edited, only revoked."""

    related = "created_by"

    def get_edit_url(self, instance: APIKey) -> None:
        return None

    def get_delete_url(self, instance: APIKey) -> str | None:
        url: str | None = None if instance.revoked_at else super().get_delete_url(instance)
        return url

    def get_list_more_buttons(self, instance: APIKey) -> list[Button]:
        url = self.get_delete_url(instance)
        return [Button(_("Revoke"), url=url, icon_name="bin", priority=10)] if url else []


class ApiKeyRevokeView(generic.DeleteView):
    """Revoking keeps the row, so that its last use stays known."""

    template_name = "cms/api_key_revoke.html"
    page_title = gettext_lazy("Revoke")
    success_message = gettext_lazy("%(model_name)s '%(object)s' revoked.")

    @property
    def confirmation_message(self) -> str:
        return _("Whatever uses this key stops working at once. This cannot be undone.")

    def delete_action(self) -> None:
        revoke_api_key(self.object)
        log(instance=self.object, action="wagtail.delete", user=self.request.user)


class ApiKeyViewSet(GuardedViewSet):
    """The menu entry and its pages."""

    model = APIKey
    name = "api_keys"
    icon = "key"
    menu_label = gettext_lazy("API keys")
    record_action = "delete"
    index_view_class = ApiKeyIndexView
    delete_view_class = ApiKeyRevokeView
    form_fields: ClassVar[list[str]] = ["name"]
    list_display: ClassVar[list[Any]] = [
        "name",
        Column("hint", label=gettext_lazy("Begins with")),
        Column("scope_names", label=gettext_lazy("May"), accessor=lambda key: ", ".join(key.scopes)),
        Column("created_by", label=gettext_lazy("Made by")),
        DateColumn("last_used_at", label=gettext_lazy("Last used")),
        Column("expires_at", label=gettext_lazy("Expires"), accessor=lambda key: date_format(key.expires_at)),
        DateColumn("revoked_at", label=gettext_lazy("Revoked")),
    ]

    def get_delete_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_delete_view_kwargs(usage_url_name=None, template_name="cms/api_key_revoke.html", **kwargs)

    def register_admin_url_finder(self) -> None:
        """Keys have no page of their own to link to."""

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", new_key, name="add"),
            path("revoke/<int:pk>/", self.delete_view, name="delete"),
        ]
