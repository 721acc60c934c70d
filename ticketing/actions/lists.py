"""Making and changing the lists of the doors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from notifications.errors import Conflict, InvalidInput
from ticketing.check_in.rules import opens_event
from ticketing.models import CheckInList

if TYPE_CHECKING:
    from site_pages.models import EventPage
    from ticketing.models import TicketCategory

LONGEST_NAME = 120


def ensure_list(event: EventPage) -> CheckInList:
    """The event's first list; made, for everybody, where it has none."""
    first = CheckInList.objects.for_event(event.pk).first()
    if first is not None:
        return first
    made, _is_new = CheckInList.objects.get_or_create(event=event, name=_("Entrance"))
    return made


def save_list(check_in_list: CheckInList, *, categories: Sequence[TicketCategory]) -> CheckInList:
    """Store a new or changed list. Raises InvalidInput with the fields at fault. Scans that were made stay."""
    check_in_list.name = " ".join(check_in_list.name.split())
    fields = {}
    if not 0 < len(check_in_list.name) <= LONGEST_NAME:
        fields["name"] = _("Enter a name.")
    if not all(opens_event(category, check_in_list.event_id) for category in categories):
        fields["categories"] = _("Choose categories that open this event.")
    session = check_in_list.session
    if session is not None and not session.is_descendant_of(check_in_list.event):
        fields["session"] = _("Choose a session of this event.")
    if fields:
        raise InvalidInput(_("Some fields need another look."), fields=fields)
    try:
        with transaction.atomic():
            check_in_list.save()
            check_in_list.categories.set(categories)
    except IntegrityError as error:
        text = _("There is a list of this name already.")
        raise InvalidInput(text, fields={"name": text}) from error
    return check_in_list


def delete_list(check_in_list: CheckInList) -> None:
    """Delete a list at which nobody was scanned. Raises Conflict for others: scans are kept for good."""
    with transaction.atomic():
        locked = CheckInList.objects.select_for_update().get(pk=check_in_list.pk)
        if locked.scans.exists():
            raise Conflict(_("People were scanned at this list, and scans are kept. Rename it instead."))
        locked.delete()
