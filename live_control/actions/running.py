"""Running a session: what is switched on in its room, ending it now, and letting it go on for longer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from accounts.models import User
from live_control.actions import recordings
from live_control.actions.stage import locked, room_of, tell_person
from live_control.board.mark import mark_board
from live_control.errors import WrongState
from live_control.models import LiveRoom, Participant, Recording
from live_control.typed import refused
from site_pages.event_dates import event_above, refusal_of
from site_pages.models import SessionPage

# What the API calls it, and the column.
SWITCHES = {
    "chat": "has_chat",
    "pause": "chat_pause",
    "reactions": "has_reactions",
    "questions": "has_questions",
    "hands": "has_hands",
    "guests": "admits_guests",
    "starts_recording": "starts_recording",
}
LONGEST_PAUSE, LONGEST_EXTENSION = 300, 240


def change_room(session_id: int, switches: Mapping[str, bool | int]) -> LiveRoom:
    """Switch things on and off; `pause` is in seconds. Raises SwitchedOff where there is no room yet, InvalidInput."""
    pause = switches.get("pause", 0)
    if not 0 <= pause <= LONGEST_PAUSE:
        raise refused("pause", _("Give a pause of at most %(most)d seconds.") % {"most": LONGEST_PAUSE})
    room = room_of(session_id)
    columns = {SWITCHES[name]: value for name, value in switches.items()}
    with transaction.atomic():
        if columns.get("has_hands") is False:
            _lower_hands(session_id)
        if columns:
            LiveRoom.objects.filter(pk=room.pk).update(**columns, changed_at=clock.now())
            mark_board(session_id)
    room.refresh_from_db()
    return room


def _lower_hands(session_id: int) -> None:
    up = Participant.objects.filter(session=session_id, hand_raised_at__isnull=False)
    for person in locked(up.values_list("pk", flat=True)):
        Participant.objects.filter(pk=person.pk).update(hand_raised_at=None)
        tell_person(person, {"hand_raised": False})


def end_session(session: SessionPage, *, by: User | None) -> SessionPage:
    """It is over now, with its recording, and its page says so. Raises WrongState for one that is not on."""
    now = clock.now().replace(microsecond=0)
    if session.starts_at is None or session.ends_at is None or not session.starts_at <= now < session.ends_at:
        raise WrongState(_("This session is not on."))
    with transaction.atomic():
        ended = _publish_end(session, now, by=by)
        if Recording.objects.running().filter(session=session.pk).exists():
            recordings.stop(session)
    return ended


def extend_session(session: SessionPage, minutes: int, *, by: User | None) -> SessionPage:
    """It goes on for so many minutes more, within its event's dates.

    Raises WrongState once it has ended, InvalidInput.
    """
    if not 1 <= minutes <= LONGEST_EXTENSION:
        raise refused("minutes", _("Give 1 to %(most)d minutes.") % {"most": LONGEST_EXTENSION})
    if session.ends_at is None or session.ends_at <= clock.now():
        raise WrongState(_("This session has ended."))
    ends_at = session.ends_at + timedelta(minutes=minutes)
    refusal = refusal_of(session.starts_at, ends_at, event=event_above(session))
    if refusal:
        raise refused("minutes", _("The event itself ends before that."))
    return _publish_end(session, ends_at, by=by)


def _publish_end(session: SessionPage, ends_at: datetime, *, by: User | None) -> SessionPage:
    """Publish the page as it is with this end. What an editor has not published stays a draft, with the same end."""
    with transaction.atomic():
        page = SessionPage.objects.select_for_update(of=("self",)).get(pk=session.pk)
        draft = page.get_latest_revision_as_object() if page.has_unpublished_changes else None
        page.ends_at = ends_at
        try:
            revision = page.save_revision(user=by, clean=False)
            if page.live:
                # Whoever may run the session need not be an editor of its page.
                revision.publish(user=by, skip_permission_checks=True)
        except ValidationError as error:
            raise WrongState(" ".join(error.messages)) from error
        if draft is not None:
            draft.ends_at = ends_at
            draft.save_revision(user=by, clean=False)
        mark_board(page.pk)
    return SessionPage.objects.get(pk=session.pk)
