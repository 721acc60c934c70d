"""Wagtail's user management and account page for Foyer's user: one name, and an e-mail that is the sign-in."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn
from wagtail.admin.views.account import AccountView, NameEmailSettingsPanel
from wagtail.users.forms import UserCreationForm as WagtailCreationForm
from wagtail.users.forms import UserEditForm as WagtailEditForm
from wagtail.users.views import users as wagtail_users

from accounts.models import User
from accounts.querysets import normalise_email


class UserCreationForm(WagtailCreationForm):
    """A staff account. The password may stay empty: then the person signs in by a code."""

    first_name = None
    last_name = None
    password_required = False

    def clean_email(self) -> str:
        return normalise_email(self.cleaned_data["email"])

    def save(self, commit: bool = True) -> User:
        if not self.cleaned_data.get("password1"):
            self.instance.set_unusable_password()
        user: User = super().save(commit)
        return user

    class Meta(WagtailCreationForm.Meta):
        fields: ClassVar[set[str]] = {"email", "name", "organization", "is_superuser", "groups"}


class UserEditForm(WagtailEditForm):
    """The address stays: changing it would hand the account to another inbox."""

    first_name = None
    last_name = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].disabled = True
        self.fields["email"].help_text = _("The address is how the person signs in; it is not changed here.")

    class Meta(WagtailEditForm.Meta):
        fields: ClassVar[set[str]] = {"email", "name", "organization", "is_superuser", "groups", "is_active"}


class UserIndexView(wagtail_users.IndexView):
    """Users by their one name."""

    @cached_property
    def columns(self) -> list[BaseColumn]:
        columns: list[BaseColumn] = super().columns
        for column in columns:
            if isinstance(column, TitleColumn) and column.name == "name":
                column.sort_key = "name"
            elif isinstance(column, Column) and column.name == "email":
                column.label = _("E-mail")
        return columns

    @cached_property
    def search_fields(self) -> set[str]:
        return {"name", "email", "organization"}

    def order_queryset(self, queryset: QuerySet[User]) -> QuerySet[User]:
        if self.ordering in {"name", "-name"}:
            return queryset.order_by(self.ordering, "email")
        ordered: QuerySet[User] = super().order_queryset(queryset)
        return ordered


class UserViewSet(wagtail_users.UserViewSet):
    """Named in cms/apps.py, as Wagtail asks."""

    index_view_class = UserIndexView
    template_prefix = "site_pages/admin/users/"
    index_template_name = "wagtailusers/users/index.html"
    index_results_template_name = "wagtailusers/users/index_results.html"
    delete_template_name = "wagtailusers/users/confirm_delete.html"

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return UserEditForm if for_update else UserCreationForm


class NameForm(forms.ModelForm):
    """What a person changes about themselves in the admin."""

    class Meta:
        model = User
        fields = ("name", "organization")


class NamePanel(NameEmailSettingsPanel):
    """Name and organization; the address is changed where it is proved."""

    form_class = NameForm
    title = _("Name")


class FoyerAccountView(AccountView):
    """Wagtail's account page with one name instead of two."""

    def get_panels(self) -> list[Any]:
        own: list[Any] = []
        for panel in super().get_panels():
            if type(panel) is NameEmailSettingsPanel:
                own.append(NamePanel(panel.request, panel.user, panel.profile))
            else:
                own.append(panel)
        return own
