"""`/dev/outbox/`: what this installation sends, to read in development. Not there unless DEBUG."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from notifications.mail_kinds import build_mail, is_built_later
from notifications.models import OutboxMessage

PER_PAGE = 50
KINDS = {"": "All", "mail": "Mail", "sms": "SMS", "webhook": "Webhooks"}
# The mail is shown as a mail client would: its own inline styles, no script, no form, links in the whole window.
MAIL_POLICY = (
    "sandbox allow-popups allow-top-navigation-by-user-activation; "
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"
)


def development_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """404 outside development: mails carry sign-in links and names."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.DEBUG:
            raise Http404
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return guarded


@development_only
def outbox(request: HttpRequest) -> HttpResponse:
    """Everything that goes out, newest first; by kind, state and words."""
    wanted = {name: request.GET.get(name, "").strip()[:100] for name in ("kind", "state", "q")}
    messages = OutboxMessage.objects.all()
    for name in ("kind", "state"):
        if wanted[name]:
            messages = messages.filter(**{name: wanted[name]})
    if wanted["q"]:
        messages = messages.matching(wanted["q"].replace("\0", ""))
    context = {
        "page": Paginator(messages, PER_PAGE).get_page(request.GET.get("page")),
        "wanted": wanted,
        "is_filtered": any(wanted.values()),
        "kinds": kind_links(wanted),
        "states": OutboxMessage.State.choices,
        "query": urlencode({name: value for name, value in wanted.items() if value}),
    }
    return render(request, "notifications/dev/outbox.html", context)


def kind_links(wanted: dict[str, str]) -> list[tuple[str, str, bool]]:
    """Text with its count, address and whether it is chosen: what `c-segmented` draws."""
    counts = dict(OutboxMessage.objects.order_by().values_list("kind").annotate(Count("pk")))
    counts[""] = sum(counts.values())
    links = []
    for kind, text in KINDS.items():
        query = urlencode({name: value for name, value in (wanted | {"kind": kind}).items() if value})
        links.append((f"{text} {counts.get(kind, 0)}", f"?{query}", wanted["kind"] == kind))
    return links


@development_only
def outbox_message(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One message: what is known of it, and what it says, as its receiver sees it."""
    message = get_object_or_404(OutboxMessage, public_id=public_id)
    context: dict[str, Any] = {"message": message}
    if message.kind == OutboxMessage.Kind.WEBHOOK:
        context["body"] = json.dumps(message.payload, ensure_ascii=False, indent=2, sort_keys=True)
        context["deliveries"] = message.deliveries.all()[:PER_PAGE]
    return render(request, "notifications/dev/message.html", context)


@development_only
def outbox_html(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The HTML part alone, under a policy of its own."""
    message = get_object_or_404(OutboxMessage, kind=OutboxMessage.Kind.MAIL, public_id=public_id)
    html = message.payload.get("html", "").replace("<head>", '<head><base target="_top">', 1)
    return HttpResponse(html, headers={"Content-Security-Policy": MAIL_POLICY})


@development_only
def outbox_file(request: HttpRequest, public_id: UUID, number: int) -> FileResponse:
    """One attachment, built anew: files are not stored."""
    message = get_object_or_404(OutboxMessage, kind=OutboxMessage.Kind.MAIL, public_id=public_id)
    mail = build_mail(message) if is_built_later(message) else None
    if mail is None or number >= len(mail.attachments):
        raise Http404
    file = mail.attachments[number]
    return FileResponse(
        BytesIO(file.content),
        filename=file.filename,
        content_type=file.mime_type,
        headers={"Content-Security-Policy": "sandbox; default-src 'none'"},
    )
