"""`/dev/outbox/`: the mails of this installation, to read in development. Not there unless DEBUG."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from notifications.models import OutboxMessage

PER_PAGE = 50
# The mail is shown as a mail client would: its own inline styles, no script, no form, links in the whole window.
MAIL_POLICY = (
    "sandbox allow-popups allow-top-navigation-by-user-activation; "
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"
)


def development_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """404 outside development: mails carry sign-in links and names."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEBUG:
            raise Http404
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return guarded


@development_only
def outbox(request: HttpRequest) -> HttpResponse:
    """All mails, newest first."""
    page = Paginator(OutboxMessage.objects.mails(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "notifications/dev/outbox.html", {"page": page})


@development_only
def outbox_message(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One mail: its headers, the HTML part in a frame, the text part below."""
    message = get_object_or_404(OutboxMessage.objects.mails(), public_id=public_id)
    return render(request, "notifications/dev/message.html", {"message": message})


@development_only
def outbox_html(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The HTML part alone, under a policy of its own."""
    message = get_object_or_404(OutboxMessage.objects.mails(), public_id=public_id)
    html = message.payload["html"].replace("<head>", '<head><base target="_top">', 1)
    return HttpResponse(html, headers={"Content-Security-Policy": MAIL_POLICY})
