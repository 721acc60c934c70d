"""Putting actions on screen and taking them off: `draft → live → closed → archived` (spec 4, "Actions")."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from live_control.board.mark import mark_board
from live_control.choices import ActionState, Kind, ShowResults
from live_control.documents import is_there
from live_control.errors import WrongState
from live_control.models import LiveAction
from live_control.typed import refused

State = ActionState
SHOWN = (State.LIVE, State.CLOSED)


def open_action(action: LiveAction, *, shown_until: datetime | None = None) -> LiveAction:
    """Put a draft on everybody's screen; an announcement until that time, where one is given.

    Raises WrongState, and InvalidInput for a time that is over.
    """
    _check_document(action)
    until = _until(action, shown_until or action.shown_until)
    return _move(action, [State.DRAFT], state=State.LIVE, opened_at=clock.now(), shown_until=until)


def close_action(action: LiveAction) -> LiveAction:
    """No more answers. A poll stays on screen with what it shows; anything else goes off. Raises WrongState."""
    now = clock.now()
    off = {} if action.kind == Kind.POLL else {"shown_until": now}
    return _move(action, [State.LIVE], state=State.CLOSED, closed_at=now, **off)


def reopen_action(action: LiveAction, *, shown_until: datetime | None = None) -> LiveAction:
    """Put a closed one on screen again; its answers stand. Raises WrongState, InvalidInput as opening does."""
    _check_document(action)
    until = _until(action, shown_until)
    return _move(action, [State.CLOSED], state=State.LIVE, closed_at=None, shown_until=until)


def release_results(poll: LiveAction) -> LiveAction:
    """Show everybody how the poll stands, and stands from now on. Twice is once. Raises WrongState."""
    _check_poll(poll)
    if poll.show_results == ShowResults.NEVER:
        raise WrongState(_("This poll promises never to show its results."))
    return _move(poll, SHOWN, is_released=True)


def hide_results(poll: LiveAction) -> LiveAction:
    """Take a release back. Twice is once. Raises WrongState."""
    _check_poll(poll)
    return _move(poll, SHOWN, is_released=False)


def archive_action(action: LiveAction) -> LiveAction:
    """Put a closed one away for good: off every screen, kept for exports. Raises WrongState."""
    return _move(action, [State.CLOSED], state=State.ARCHIVED, is_pinned=False)


def pin_action(action: LiveAction) -> LiveAction:
    """Keep its card on screen. Twice is once. Raises WrongState for an archived one."""
    return _move(action, [State.DRAFT, *SHOWN], is_pinned=True)


def unpin_action(action: LiveAction) -> LiveAction:
    """People may put its card away. Twice is once. Raises WrongState for an archived one."""
    return _move(action, [State.DRAFT, *SHOWN], is_pinned=False)


def _move(action: LiveAction, before: Collection[ActionState], **columns: Any) -> LiveAction:
    """One conditional statement: of two organizers at once, one finds it done. Votes being written go first."""
    with transaction.atomic():
        rows = LiveAction.objects.filter(pk=action.pk, state__in=before)
        if not rows.update(**columns, changed_at=clock.now()):
            state = State(LiveAction.objects.values_list("state", flat=True).get(pk=action.pk))
            raise WrongState(_("That is not possible while it is %(state)s.") % {"state": state.label})
        mark_board(action.session_id)
    action.refresh_from_db()
    return action


def _until(action: LiveAction, moment: datetime | None) -> datetime | None:
    if moment is None or action.kind != Kind.ANNOUNCEMENT:
        return None
    if moment <= clock.now():
        raise refused("shown_until", _("This time is over."))
    return moment


def _check_poll(action: LiveAction) -> None:
    if action.kind != Kind.POLL:
        raise WrongState(_("Only a poll has results."))


def _check_document(action: LiveAction) -> None:
    number = action.setup.get("document") if action.kind == Kind.DOWNLOAD else None
    if number and not is_there(number):
        raise WrongState(_("The document of this download has been deleted. Choose another one."))
