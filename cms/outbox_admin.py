"""The outbox in Wagtail's admin, for platform administrators: what waits, what failed and why. Never what it says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy

from accounts.models import User
from accounts.rules import is_platform_admin
from cms.record_views import GuardedIndexView, GuardedViewSet, visible_record
from notifications import actions
from notifications.errors import Conflict
from notifications.models import OutboxMessage

PER_PAGE = 50


class OutboxPolicy(ModelPermissionPolicy):
    """Platform administrators look; nobody writes or deletes by hand."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action == "view" and is_platform_admin(user)

    def user_has_permission_for_instance(self, user: User, action: str, instance: OutboxMessage) -> bool:
        return self.user_has_permission(user, action)

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet[OutboxMessage]:
        everything = OutboxMessage.objects.all()
        return everything if "view" in actions and is_platform_admin(user) else everything.none()


class OutboxIndexView(GuardedIndexView):
    """The list; a row leads to what is known of it."""

    related = "endpoint"

    def get_inspect_url(self, instance: OutboxMessage) -> str:
        return reverse("outbox:message", args=[instance.pk])

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = super().header_more_buttons
        url = reverse("outbox:failed")
        return [*buttons, Button(_("Send what failed again"), url=url, icon_name="rotate", priority=5)]


def message_for(request: HttpRequest, pk: int) -> OutboxMessage:
    """The message, for a platform administrator; 404 for anybody else."""
    message: OutboxMessage = visible_record(OutboxMessage, request, pk=pk, action="view")
    return message


@require_GET
def show_message(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of one message, and every attempt of a webhook."""
    message = message_for(request, pk)
    attempts = message.deliveries.order_by("-attempted_at", "-pk")
    context = {
        "message": message,
        "page": Paginator(attempts, PER_PAGE).get_page(request.GET.get("page")),
        "may_send_again": actions.reason_not_to_send_again(message) is None,
        "page_title": message.title,
        "header_title": message.title,
        "header_icon": "mail",
    }
    return render(request, "cms/outbox_message.html", context)


@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue one message again."""
    message = message_for(request, pk)
    try:
        actions.send_again(message)
    except Conflict as conflict:
        messages.error(request, conflict.message)
    else:
        log(instance=message, action="wagtail.edit", user=request.user)
        messages.success(request, _("The message is on its way again."))
    return redirect("outbox:message", pk)


def send_failed_again(request: HttpRequest) -> HttpResponse:
    """Ask, then queue every mail and short message that was given up and can still be sent."""
    if not is_platform_admin(request.user):
        raise PermissionDenied
    if request.method == "POST":
        count = actions.send_failed_again()
        text = ngettext("%(count)d message is on its way again.", "%(count)d messages are on their way again.", count)
        messages.success(request, text % {"count": count})
        return redirect("outbox:index")
    title = _("Send what failed again")
    context = {"page_title": title, "header_title": title, "header_icon": "rotate", "count": actions.failed().count()}
    return render(request, "cms/outbox_failed.html", context)


class OutboxViewSet(GuardedViewSet):
    """The menu entry and its pages."""

    model = OutboxMessage
    name = "outbox"
    icon = "mail"
    menu_label = gettext_lazy("Outbox")
    record_action = "view"
    index_view_class = OutboxIndexView
    default_ordering = "-created_at"
    list_display: ClassVar[list[Any]] = [
        "title",
        Column("recipient", label=gettext_lazy("To"), classname="foyer-breaks"),
        Column("get_state_display", label=gettext_lazy("State"), sort_key="state"),
        Column("attempts", label=gettext_lazy("Attempts"), sort_key="attempts"),
        Column("last_error", label=gettext_lazy("Last error"), classname="foyer-breaks"),
        Column("get_outcome_display", label=gettext_lazy("Outcome")),
        DateColumn("created_at", label=gettext_lazy("Queued"), sort_key="created_at"),
    ]
    search_fields: ClassVar[list[str]] = ["recipient", "last_error"]
    list_filter: ClassVar[list[str]] = ["kind", "state", "outcome"]

    def get_urlpatterns(self) -> list[URLPattern]:
        """The list and our own pages: there is nothing to add, edit or delete."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("failed/", send_failed_again, name="failed"),
            path("<int:pk>/", show_message, name="message"),
            path("<int:pk>/send-again/", send_again, name="send_again"),
        ]
