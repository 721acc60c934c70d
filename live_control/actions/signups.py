"""What people fill into a quick sign-up (spec 4, "Actions")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from live_control.board.mark import mark_board
from live_control.choices import ActionState, Kind
from live_control.errors import WrongState
from live_control.models import LiveAction, Participant, SignupAnswer
from live_control.signup_fields import checked_answers
from notifications.errors import NotFound


def sign_up(participant: Participant, action: LiveAction, answers: Mapping[str, Any]) -> SignupAnswer:
    """Keep these answers; sent again, they replace what was sent before.

    Raises NotFound for what is no sign-up of the session, WrongState once it is closed, InvalidInput by field.
    """
    if action.session_id != participant.session_id or action.kind != Kind.SIGNUP:
        raise NotFound(_("There is no such sign-up."))
    clean = checked_answers(action.setup.get("fields", []), answers)
    with transaction.atomic():
        # Closing it waits for this one, and the next one finds it closed.
        row = LiveAction.objects.select_for_update(no_key=True).get(pk=action.pk)
        if row.state in {ActionState.DRAFT, ActionState.ARCHIVED}:
            raise NotFound(_("There is no such sign-up."))
        if row.state != ActionState.LIVE:
            raise WrongState(_("This sign-up is closed."))
        answer = SignupAnswer(action=row, participant=participant, answers=clean, answered_at=clock.now())
        SignupAnswer.objects.bulk_create(
            [answer],
            update_conflicts=True,
            unique_fields=["action", "participant"],
            update_fields=["answers", "answered_at"],
        )
        mark_board(participant.session_id)
    return answer
