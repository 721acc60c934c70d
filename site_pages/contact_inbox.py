"""What organizers do with the messages of their contact page."""

from __future__ import annotations

from django.utils import timezone as clock
from django.utils.translation import gettext as _

from accounts import rules
from accounts.models import User
from notifications.errors import Conflict, NotAllowed
from site_pages.models import ContactMessage


def handle_message(message: ContactMessage, *, by: User) -> None:
    """Mark a message as dealt with. Raises Conflict where somebody else was first, NotAllowed for strangers."""
    _check(message, by=by)
    waiting = ContactMessage.objects.filter(pk=message.pk, handled_at__isnull=True)
    if not waiting.update(handled_by=by, handled_at=clock.now()):
        raise Conflict(_("This message is handled already."), code="HANDLED")
    message.refresh_from_db()


def reopen_message(message: ContactMessage, *, by: User) -> None:
    """Put a message back among those that wait for an answer."""
    _check(message, by=by)
    ContactMessage.objects.filter(pk=message.pk).update(handled_by=None, handled_at=None)
    message.refresh_from_db()


def _check(message: ContactMessage, *, by: User) -> None:
    if not rules.can_organize(by, message.event_id):
        raise NotAllowed(_("Only organizers of the event read its messages."))
