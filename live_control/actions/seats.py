"""Sitting down in a live session: who somebody is there, and on which seat (spec 4, "Rooms and tokens")."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.utils import timezone as clock

from live_control import bus
from live_control.choices import LiveRole
from live_control.errors import PutOut
from live_control.models import Participant
from live_control.stream.tickets import Audience, write_ticket

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from site_pages.models import SessionPage
    from ticketing.access import Decision

INSERT = """
INSERT INTO live_control_participant
    (public_id, session_id, holder, user_id, name, role, seat, stage, media_id, is_muted, "out",
     first_seen_at, last_seen_at)
VALUES (%(public_id)s, %(session)s, %(holder)s, %(user)s, %(name)s, %(role)s, 1, 'audience', '', false, '',
     now(), now())
ON CONFLICT (session_id, holder) DO UPDATE SET last_seen_at = now()"""
# Whoever lost their access has been let in anew, under another id, because the media provider shuts the old one out;
# whoever was put out by an organizer gets no row back.
SIT_DOWN = f"""{INSERT},
    user_id = excluded.user_id, role = excluded.role, seat = live_control_participant.seat + %(step)s,
    name = CASE WHEN excluded.name = '' THEN live_control_participant.name ELSE excluded.name END,
    media_id = CASE WHEN %(step)s = 0 THEN live_control_participant.media_id ELSE '' END,
    public_id = CASE WHEN live_control_participant."out" = '' THEN live_control_participant.public_id
                ELSE excluded.public_id END, "out" = ''
WHERE live_control_participant."out" <> 'ejected'
RETURNING *, xmax = 0 AS is_new"""
LOOK_IN = f"{INSERT} RETURNING *, xmax = 0 AS is_new"

# A session may run over, and its page shows for a while that it has ended.
GRACE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Admission:
    """Somebody who sits: `stream_ticket` opens the stream of boards and is their proof for what they do."""

    participant: Participant
    stream_ticket: str
    until: datetime
    is_new: bool


def sit_down(decision: Decision, session: SessionPage, *, user: User | None) -> Admission:
    """Take the seat of whoever was let in; a seat that they had elsewhere ends. One statement.

    The decision must be one that admits. Raises PutOut for whoever an organizer has put out: they stay out.
    """
    holder = decision.holder or (f"crew:{user.pk}" if user else "")
    role = LiveRole(decision.role.value) if decision.role else LiveRole.VIEWER
    return admit(session, holder=holder, user=user, name=decision.name, role=role)


def open_control(session: SessionPage, user: User) -> Admission:
    """The control page's seat: the moderators' board, beside any seat that the person has in the audience."""
    return admit(
        session, holder=f"crew:{user.pk}", user=user, name=user.name, role=LiveRole.ORGANIZER, audience=Audience.CREW
    )


def admit(
    session: SessionPage,
    *,
    holder: str,
    user: User | None,
    name: str,
    role: LiveRole,
    audience: Audience = Audience.VIEWER,
) -> Admission:
    """Write the participant's row, raise their seat, and sign a ticket for it. One statement. Raises PutOut."""
    moves_seat = audience is Audience.VIEWER and is_bound_to_seat(role)
    wanted = {
        "public_id": uuid4(),
        "session": session.pk,
        "holder": holder,
        "user": user.pk if user else None,
        "name": name,
        "role": role.value,
    }
    # The control page is no seat: it changes nothing about who the person is in the audience.
    statement = SIT_DOWN if audience is Audience.VIEWER else LOOK_IN
    rows = list(Participant.objects.raw(statement, wanted | {"step": int(moves_seat)}))
    if not rows:
        raise PutOut
    participant: Participant = rows[0]
    participant.user = user
    if moves_seat and participant.seat > 1:
        bus.tell({"t": "seat", "s": session.pk, "p": participant.pk, "g": participant.seat})
    now = clock.now()
    until = max(session.ends_at or now, now) + GRACE
    ticket = write_ticket(session.pk, participant.pk, seat=participant.seat, audience=audience, until=until)
    return Admission(participant, ticket, until, is_new=participant.is_new)  # type: ignore[attr-defined]


def is_bound_to_seat(role: str) -> bool:
    """One ticket is one seat. Organizers have a control page and a window beside it."""
    return role != LiveRole.ORGANIZER
