"""What `check --deploy` asks of the room."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks

from notifications.mail_services import events_view


@checks.register(checks.Tags.security, deploy=True)
def bounces_are_heard(**kwargs: Any) -> list[checks.CheckMessage]:
    """A service that cannot tell us of bounces keeps us writing to dead addresses."""
    if not settings.MAIL_SERVICE or events_view() is not None:
        return []
    hint = "Set MAIL_WEBHOOK_SECRET to name:password and give the service the address in docs/mail.md."
    return [checks.Warning("MAIL_SERVICE is set, but it cannot tell which mails bounced.", hint=hint, id="foyer.W001")]
