"""What can be done with one webhook: read its deliveries, renew its secret, test it, replay a message."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cms.record_views import show_secret, visible_record
from notifications import actions
from notifications.errors import Conflict
from notifications.models import OutboxMessage, WebhookDelivery, WebhookEndpoint

PER_PAGE = 50


def endpoint_for(request: HttpRequest, pk: int) -> WebhookEndpoint:
    """The endpoint, if it is this person's; 404 otherwise."""
    endpoint: WebhookEndpoint = visible_record(WebhookEndpoint, request, pk=pk, action="change")
    return endpoint


def deliveries_address(endpoint: WebhookEndpoint) -> str:
    return reverse("webhooks:deliveries", args=[endpoint.pk])


@require_GET
def deliveries(request: HttpRequest, pk: int) -> HttpResponse:
    """What waits, and every attempt, newest first."""
    endpoint = endpoint_for(request, pk)
    attempts = WebhookDelivery.objects.filter(endpoint=endpoint).select_related("message")
    waiting = OutboxMessage.objects.filter(endpoint=endpoint, state__in=("queued", "sending", "retry"))
    context = {
        "endpoint": endpoint,
        "page": Paginator(attempts, PER_PAGE).get_page(request.GET.get("page")),
        "waiting": waiting.count(),
        "page_title": _("Deliveries"),
        "header_title": _("Deliveries"),
        "header_icon": "history",
    }
    return render(request, "cms/webhook_deliveries.html", context)


@require_POST
def renew_secret(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a new secret once; the former one signs for another day."""
    endpoint = endpoint_for(request, pk)
    note = _("Give it to the receiver within 24 hours: until then messages carry a signature by each secret.")
    secret = actions.rotate_secret(endpoint)
    return show_secret(
        request, title=_("New signing secret"), secret=secret, note=note, back=deliveries_address(endpoint)
    )


@require_POST
def send_test(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue a message that means nothing."""
    endpoint = endpoint_for(request, pk)
    try:
        actions.queue_test(endpoint)
    except Conflict as conflict:
        messages.error(request, conflict.message)
    else:
        messages.success(request, _("The test is on its way. Reload in a few seconds to see how it went."))
    return redirect(deliveries_address(endpoint))


@require_POST
def replay_message(request: HttpRequest, pk: int, public_id: UUID) -> HttpResponse:
    """Queue a message of this endpoint again."""
    endpoint = endpoint_for(request, pk)
    message = get_object_or_404(OutboxMessage, endpoint=endpoint, public_id=public_id)
    try:
        actions.replay(message)
    except Conflict as conflict:
        messages.error(request, conflict.message)
    else:
        messages.success(request, _("The message is on its way again, under the same id."))
    return redirect(deliveries_address(endpoint))
