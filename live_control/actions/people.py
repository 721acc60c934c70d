"""People who leave a session: by themselves, because their pages are gone, or because they are to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import partial

from django.db import transaction
from django.utils import timezone as clock

from live_control import bus
from live_control.actions.stage import hand_over, locked, take_down
from live_control.board.mark import mark_board
from live_control.choices import CREW_ROLES, Out, StagePlace
from live_control.models import Participant
from live_control.rules import runs_session
from notifications.work import hand_to_worker
from site_pages.models import EventPage, SessionPage
from ticketing.access import Person, Purpose, decide
from ticketing.actions.places import give_back_places


def gone(participant_ids: Collection[int]) -> None:
    """These have no page open any more: off the stage, hands down. Their places online stay for ticketing's minutes."""
    by_session: dict[int, list[int]] = defaultdict(list)
    for session_id, key in Participant.objects.filter(pk__in=participant_ids).values_list("session_id", "pk"):
        by_session[session_id].append(key)
    for session_id, keys in sorted(by_session.items()):
        with transaction.atomic():
            if _stand_down(keys):
                mark_board(session_id)


def leave(participant: Participant) -> None:
    """Somebody leaves by themselves: off the stage, and their place online is free. Twice is once."""
    with transaction.atomic():
        _stand_down([participant.pk])
        Participant.objects.filter(pk=participant.pk).update(last_seen_at=clock.now())
        mark_board(participant.session_id)
    give_back_places(participant.session_id, [participant.holder])


def note_media(participant: Participant, media_id: str) -> None:
    """What the media provider calls this person's connection. Twice is once."""
    with transaction.atomic():
        rows = Participant.objects.filter(pk=participant.pk).exclude(media_id=media_id)
        if rows.update(media_id=media_id):
            if media_id and participant.stage == StagePlace.STAGE:
                hand_over([participant.pk])  # a new connection has only what its token says
            mark_board(participant.session_id)


def put_out(session_id: int, keys: Collection[int], *, why: Out) -> list[int]:
    """Put those of one session out who are in it; whom. Their pages and their media end with the transaction."""
    from live_control.tasks import eject  # the tasks call these actions

    inside = [person for person in locked(keys) if not person.out]
    leaving = [person.pk for person in inside]
    if leaving:
        take_down(inside)
        Participant.objects.filter(pk__in=leaving).update(out=why, media_id="")
        bus.tell({"t": "out", "s": session_id, "p": leaving, "why": why.value})
        transaction.on_commit(partial(hand_to_worker, eject, leaving), robust=True)
        mark_board(session_id)
    return leaving


def end_access(session_id: int, holders: Collection[str]) -> list[int]:
    """Nothing lets these holders in any more: out of the room, until something does again. Whom it put out."""
    keys = Participant.objects.filter(session=session_id, holder__in=holders).inside().values_list("pk", flat=True)
    with transaction.atomic():
        return put_out(session_id, list(keys), why=Out.ACCESS_ENDED)


def end_access_of_crew(event_ids: Collection[int], user_ids: Collection[int]) -> None:
    """Speakers and organizers hold no places: whoever of these may not be in a session any more, is put out."""
    for event in EventPage.objects.filter(pk__in=event_ids):
        sitting = Participant.objects.filter(
            holder__in=[f"crew:{user_id}" for user_id in user_ids],
            session__in=SessionPage.objects.for_event(event),
            out="",
        )
        for participant in sitting.select_related("session", "user"):
            if not _may_stay(participant, event):
                end_access(participant.session_id, [participant.holder])


def _may_stay(participant: Participant, event: EventPage) -> bool:
    user = participant.user
    if user is None:
        return False
    if participant.role in CREW_ROLES:
        return runs_session(user, participant.session_id, event.pk)
    # Whoever may come in as anybody joins anew for that: their seat here is a speaker's.
    return decide(Person(user), participant.session, event, purpose=Purpose.JOIN).is_crew


def _stand_down(keys: Sequence[int]) -> list[Participant]:
    changed = take_down(locked(keys))
    Participant.objects.filter(pk__in=keys).exclude(media_id="").update(media_id="")
    return changed
