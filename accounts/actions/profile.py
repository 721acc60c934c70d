"""What a person changes about themselves, and leaving (spec 2, "Account page")."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.actions.addresses import check_fresh
from accounts.messages import address_to_tell, tell_address
from accounts.models import EventRole, User
from accounts.signals import account_deleted
from notifications.errors import Conflict, InvalidInput
from notifications.mails import one_line

LONGEST = 200


def update_profile(user: User, *, name: str | None = None, organization: str | None = None) -> User:
    """Change what is given. Raises InvalidInput with the fields at fault."""
    given = {"name": name, "organization": organization}
    changed = {field: one_line(value) for field, value in given.items() if value is not None}
    too_long = {
        field: _("At most %(limit)d characters.") % {"limit": LONGEST}
        for field, value in changed.items()
        if len(value) > LONGEST
    }
    if too_long:
        raise InvalidInput(_("Some fields need another look."), fields=too_long)
    for field, value in changed.items():
        setattr(user, field, value)
    if changed:
        user.save(update_fields=list(changed))
    return user


def delete_account(user: User, *, request: HttpRequest) -> None:
    """Delete the person. Orders and registrations stay, without them: their rooms hear `account_deleted` first.

    Raises FreshCodeRequired, and Conflict where an event would lose its last owner.
    """
    check_fresh(request)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        _keep_owners(user)
        account_deleted.send(sender=User, user=user)
        to, name = address_to_tell(user), user.name
        user.delete()
        tell_address(to, subject=_("Your account was deleted"), template="account_deleted", name=name)


def _keep_owners(user: User) -> None:
    owned = EventRole.objects.for_user(user.pk).filter(role=EventRole.Role.OWNER).order_by("event_id")
    for own in owned:
        owners = list(EventRole.objects.for_event(own.event_id).select_for_update().order_by("pk"))
        if not any(other.user_id != user.pk and other.role == EventRole.Role.OWNER for other in owners):
            raise Conflict(
                _("You are the only owner of an event. Make somebody else its owner, or delete it first."),
                code="LAST_OWNER",
            )
