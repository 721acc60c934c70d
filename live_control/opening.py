"""The keys of a session's room: what a page that has been let in needs to be inside (spec 4, "Rooms and tokens")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts.models import User
from live_control.actions.seats import Admission, sit_down
from live_control.choices import Provider, RoomState
from live_control.media.providers import choose_provider, provider_named, provider_of
from live_control.models import LiveRoom
from live_control.selectors import me, newcomer
from site_pages.embeds import player_of
from ticketing.rooms import register_opener, register_room_limit

if TYPE_CHECKING:
    from live_control.models import Participant
    from site_pages.models import SessionPage
    from ticketing.rooms import Seat

Json = dict[str, Any]
STREAM_URL, SIGNAL_URL = "/live/stream", "/live/signal"
# Places that attendees cannot take, so that a full house keeps no speaker and no organizer out.
CREW_PLACES = {Provider.EMBEDDED: 2, Provider.DAILY: 25, Provider.STREAM: 0}


def open_room(seat: Seat) -> Json:
    """For `ticketing.rooms.register_opener`: sit down, and get the keys. Raises NotAllowed for whoever was put out."""
    user = seat.request.user if isinstance(seat.request.user, User) else None
    admission = sit_down(seat.decision, seat.session, user=user)
    room = LiveRoom.objects.filter(session=seat.session.pk).first()
    return media_keys(room, admission, seat.session) | {
        "board_url": STREAM_URL,
        "stream_ticket": admission.stream_ticket,
        "me": (newcomer if admission.is_new else me)(admission.participant, room),
    }


def media_keys(room: LiveRoom | None, admission: Admission, session: SessionPage) -> Json:
    """The way to camera and microphone; `provider` is None until the room is made."""
    if room is None or room.state != RoomState.READY:
        return {"provider": None, "mode": room.mode if room else None}
    return {
        "provider": room.provider,
        "mode": room.mode,
        "room_url": stream_address(session) or room.url,
        "token": token_for(room, admission.participant, admission),
        "signal_url": SIGNAL_URL if room.provider == Provider.EMBEDDED else "",
    }


def stream_address(session: SessionPage) -> str:
    """Of an outside stream: its list of pieces, or the player of its host for a frame."""
    return player_of(session.stream_url) or session.stream_url


def token_for(room: LiveRoom, participant: Participant, admission: Admission) -> str:
    """The media provider's own token. No network, but for Daily's first one in a process."""
    return provider_of(room).token(room, participant, until=admission.until)


def room_limit(session: SessionPage) -> int | None:
    """For `ticketing.rooms.register_room_limit`: how many attendees the provider takes. Asks nobody."""
    key = choose_provider(session)
    limit = provider_named(key).room_limit
    return None if limit is None else limit - CREW_PLACES[key]


def register() -> None:
    """Called by AppConfig.ready."""
    register_opener(open_room)
    register_room_limit(room_limit)
