"""The attendee's room in a session's page: what ticketing shows to whoever is in (ticketing/rooms.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString

from live_control.choices import LiveRole, Provider
from live_control.media.providers import choose_provider
from live_control.models import LiveRoom
from live_control.room_policy import allow_room
from live_control.room_words import room_words
from live_control.words import overlay_words
from site_pages.addresses import path_of
from site_pages.choices import StreamType
from ticketing.rooms import register_room

if TYPE_CHECKING:
    from ticketing.rooms import Seat

SHEETS = tuple(f"css/live/{name}.css" for name in ("room", "stage", "controls", "check", "cards", "drawer", "symbols"))
ON_STAGE = frozenset({LiveRole.SPEAKER, LiveRole.ORGANIZER})


def live_room(seat: Seat) -> SafeString:
    """The room's shell; its script asks for the keys and fills it. One query."""
    session, decision = seat.session, seat.decision
    room = LiveRoom.objects.filter(session=session.pk).first()
    provider = room.provider if room else choose_provider(session)
    allow_room(seat.request, session, provider)
    context = {
        "sheets": SHEETS,
        "config": config_of(seat, provider, mode=room.mode if room else session.stream_type),
        "words": {**overlay_words(), "room": room_words()},
        "name": decision.name,
        "has_place": decision.has_place,
        "leave_path": reverse("ticketing:leave", args=[seat.event.slug, session.slug]),
        "event_path": path_of(seat.event),
    }
    return render_to_string("live_control/room/room.html", context, seat.request)


def config_of(seat: Seat, provider: str, *, mode: str) -> dict[str, object]:
    """For static/js/live/room.js. Nothing in it is a key: those the script asks for."""
    role = seat.decision.role
    may_send = role in ON_STAGE or mode == StreamType.CALL
    return {
        "session": str(seat.session.public_id),
        "join_path": reverse("api:join_session", args=[seat.session.public_id]),
        "may_send": may_send and provider != Provider.STREAM,
        "libraries": {"daily": static("vendor/daily-js/daily-esm.js"), "hls": static("vendor/hls/hls.min.mjs")},
    }


def register() -> None:
    """Called by AppConfig.ready."""
    register_room(live_room)
