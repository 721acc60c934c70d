"""What the admin's lists of webhooks and API keys share: each record guarded, secrets shown once."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.generic import View
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import policy_registry


class GuardedRecordMixin:
    """Asks for the right on the very record, and answers 404 where it is not this person's to see."""

    model: type[Model]
    record_action: str

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if "pk" in kwargs:
            visible_record(self.model, request, pk=kwargs["pk"], action=self.record_action)
        super().setup(request, *args, **kwargs)  # type: ignore[misc]


def visible_record(model: type[Model], request: HttpRequest, *, pk: object, action: str) -> Any:
    """The record if this person may do that to it; 404 otherwise, as for one that is not there."""
    policy = policy_registry.get_by_type(model)
    return get_object_or_404(policy.instances_user_has_permission_for(request.user, action), pk=pk)


class GuardedViewSet(ModelViewSet):
    """A list of records that belong to somebody: everybody sees their own."""

    add_to_settings_menu = True
    copy_view_enabled = False
    list_per_page = 50
    # What somebody must be allowed to do with a record to open any page of it.
    record_action = "change"

    def construct_view(self, view_class: type[View], **kwargs: Any) -> Any:
        guarded = type(view_class.__name__, (GuardedRecordMixin, view_class), {"record_action": self.record_action})
        return super().construct_view(guarded, **kwargs)


class GuardedIndexView(generic.IndexView):
    """Lists only what this person may open. `related` is read in the same query."""

    record_action: str
    related: str

    def get_base_queryset(self) -> QuerySet[Model]:
        policy = policy_registry.get_by_type(self.model)
        records: QuerySet[Model] = policy.instances_user_has_permission_for(self.request.user, self.record_action)
        return records.select_related(self.related)


def show_secret(request: HttpRequest, *, title: str, secret: str, note: str, back: str) -> HttpResponse:
    """The page that shows a secret; nobody keeps a copy of it on the way."""
    context = {"header_title": title, "page_title": title, "secret": secret, "note": note, "back": back}
    response = render(request, "cms/secret.html", context)
    response["Cache-Control"] = "no-store"
    return response
