"""What services tell us of messages that they took: callers are known by signature or secret, never by session."""

from __future__ import annotations

from uuid import UUID

import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from notifications import twilio
from notifications.actions import note_outcome
from notifications.mail_services import events_view
from notifications.models import OutboxMessage, Outcome

SMS_OUTCOMES = {"delivered": Outcome.DELIVERED, "undelivered": Outcome.BOUNCED, "failed": Outcome.BOUNCED}
log = structlog.get_logger("foyer.hooks")


@csrf_exempt
@require_POST
def sms_status(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Twilio says what became of a short message. The address it signed is the one we gave it, not the Host sent."""
    given = request.headers.get("X-Twilio-Signature", "")
    url = settings.BASE_URL + request.path
    if not twilio.is_genuine(given, url=url, fields=dict(request.POST.lists())):
        log.warning("sms_status_refused")
        return HttpResponseForbidden()
    outcome = SMS_OUTCOMES.get(request.POST.get("MessageStatus", ""))
    message = OutboxMessage.objects.filter(kind=OutboxMessage.Kind.SMS, public_id=public_id).first()
    if outcome is not None and message is not None:
        note_outcome(message, outcome, detail=request.POST.get("ErrorCode", ""))
    return HttpResponse(status=204)


@csrf_exempt
def mail_events(request: HttpRequest) -> HttpResponse:
    """The mail service says what became of mails; known by the secret in its address, and its signature if it has one.

    Not there without a service and a secret. Anymail's view checks both and answers 400 to anybody else.
    """
    view = events_view()
    if view is None:
        raise Http404
    return view(request)
