"""`/api/organizer/sessions/{id}/live/…`: entering the control page, the room's switches, the session's end."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from accounts.authentication import OrganizerAuth
from live_control import selectors
from live_control.actions import rooms, running, seats
from live_control.actions.stage import room_of
from live_control.api import organizer_schemas as schemas
from live_control.api.desk import SESSION, desk_of
from live_control.choices import RoomState
from live_control.media import provider_of
from live_control.models import LiveRoom
from live_control.opening import media_keys
from live_control.stream.tickets import Audience, write_ticket
from site_pages.models import SessionPage

router = Router(tags=["Running a session"], auth=OrganizerAuth())
Json = dict[str, Any]


@router.post(SESSION + "/enter", response={200: schemas.EnterOut, **schemas.REFUSALS})
def enter(request: HttpRequest, session_id: UUID, response: HttpResponse) -> Json:
    """Open the control page: its keys, beside any seat that the person has in the audience."""
    desk = desk_of(request, session_id)
    admission = seats.open_control(desk.session, desk.caller.user)
    person = admission.participant
    room = LiveRoom.objects.filter(session=desk.session.pk).first()
    viewer = write_ticket(
        person.session_id, person.pk, seat=person.seat, audience=Audience.VIEWER, until=admission.until
    )
    response["Cache-Control"] = "private, no-store"
    return {
        "stream_ticket": admission.stream_ticket,
        "viewer_ticket": viewer,
        "me": selectors.me(person, room),
        **media_keys(room, admission, desk.session),
        # The page only looks on. With the person's own token it would put their window in the audience out.
        "token": watch_token(room, until=admission.until),
    }


def watch_token(room: LiveRoom | None, *, until: datetime) -> str:
    """Empty while there is no room."""
    return provider_of(room).watch_token(room, until=until) if room and room.state == RoomState.READY else ""


@router.patch(SESSION + "/room", response={200: schemas.RoomOut, **schemas.REFUSALS})
def change_room(request: HttpRequest, session_id: UUID, given: schemas.RoomIn) -> Json:
    """Switch chat, reactions, questions, raised hands and automatic recording on or off."""
    desk = desk_of(request, session_id)
    return room_json(running.change_room(desk.session.pk, given.dict(exclude_none=True)))


@router.post(SESSION + "/room/retry", response={200: schemas.RoomOut, **schemas.REFUSALS})
def retry_room(request: HttpRequest, session_id: UUID) -> Json:
    """Have the room made (again), where that has failed."""
    desk = desk_of(request, session_id)
    rooms.retry_room(room_of(desk.session.pk))
    return room_json(room_of(desk.session.pk))


@router.post(SESSION + "/end", response={200: schemas.TimesOut, **schemas.REFUSALS})
def end_session(request: HttpRequest, session_id: UUID) -> Json:
    """End the session now; its page turns into what it is afterwards."""
    desk = desk_of(request, session_id)
    return times_json(running.end_session(desk.session, by=desk.caller.user))


@router.post(SESSION + "/extend", response={200: schemas.TimesOut, **schemas.REFUSALS})
def extend_session(request: HttpRequest, session_id: UUID, given: schemas.ExtendIn) -> Json:
    """Let it go on for so many minutes more, within the event's dates."""
    desk = desk_of(request, session_id)
    return times_json(running.extend_session(desk.session, given.minutes, by=desk.caller.user))


def room_json(room: LiveRoom) -> Json:
    switches = {name: getattr(room, column) for name, column in running.SWITCHES.items()}
    own = ("provider", "state", "failure", "stage_used", "stage_limit")
    return switches | {name: getattr(room, name) for name in own}


def times_json(session: SessionPage) -> Json:
    return {"starts_at": session.starts_at, "ends_at": session.ends_at, "state": session.state}
