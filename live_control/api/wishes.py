"""`/api/live/recording-wish`: being told when the recording is there."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status
from pydantic import Field

from accounts.addresses import read_email
from accounts.budgets import Budget, count, too_many
from accounts.schemas import StrictSchema
from live_control.actions.wishes import wish_for
from live_control.api.attendee_schemas import REFUSALS
from live_control.api.auth import LiveAuth, Sitting
from notifications.errors import InvalidInput
from site_pages.models import SessionPage

router = Router(tags=["In a session"], auth=LiveAuth())
# Each address gets one mail; nobody writes to many.
WISHES = Budget("recording-wish", limit=3, seconds=3600)


class WishIn(StrictSchema):
    email: str | None = Field(
        None, max_length=254, description="Empty: the address of the account, for those who are signed in."
    )


@router.post("/live/recording-wish", response={204: None, **REFUSALS})
def wish_for_recording(request: HttpRequest, given: WishIn) -> Status:
    """Get a mail once the recording can be watched. Twice is once."""
    seat: Sitting = request.auth  # type: ignore[attr-defined]
    usage = count(WISHES, str(seat.participant.pk))
    if usage.is_exceeded:
        raise too_many(usage.resets_in)
    email = given.email or (seat.user and seat.user.email)
    if not email:
        text = _("Say where we shall write to.")
        raise InvalidInput(text, fields={"email": text})
    wish_for(SessionPage.objects.get(pk=seat.participant.session_id), read_email(email).value)
    return Status(204, None)
