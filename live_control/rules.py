"""Who may do what in a live session. Pure predicates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists

from accounts.models import AddressDevice, AddressKind, EventRole
from accounts.rules import is_platform_admin, role_in
from live_control.choices import LiveRole, StagePlace
from site_pages.choices import SpeakerRole, StreamType
from site_pages.models import SessionPage, SessionSpeaker

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from accounts.models import User
    from live_control.models import LiveRoom, Participant

Role = EventRole.Role
# Spec 2, "Organizer rights", and the narrower role made for it.
RUNNING_ROLES = frozenset({Role.OWNER, Role.COLLABORATOR, Role.MODERATOR})
SCOPE = "run-live"


def runs_event(user: User | AnonymousUser, event_id: int) -> bool:
    """May run every session of the event: owner, collaborator, moderator. One query."""
    return is_platform_admin(user) or role_in(user, event_id) in RUNNING_ROLES


def moderates(user: User | AnonymousUser, session_id: int) -> bool:
    """Is a moderator of this session by its programme (spec 4, "The control page"). One query."""
    return user.is_authenticated and user.is_active and _moderating(user, session_id).exists()


def _moderating(user: User, session_id: int) -> QuerySet[SessionSpeaker]:
    proved = AddressDevice.objects.filter(user=user.pk, kind=AddressKind.EMAIL).values("value")
    return SessionSpeaker.objects.filter(session=session_id, role=SpeakerRole.MODERATOR, speaker__email__in=proved)


def runs_session(user: User | AnonymousUser, session_id: int, event_id: int) -> bool:
    """May open the session's control page. Two queries at most."""
    return runs_event(user, event_id) or moderates(user, session_id)


def runs_page(user: User | AnonymousUser, session: SessionPage) -> bool:
    """`runs_session`, asked while the session's page is shown. One query."""
    if not user.is_authenticated or not user.is_active:
        return False
    if is_platform_admin(user):
        return True
    roles = EventRole.objects.for_user(user.pk).filter(role__in=RUNNING_ROLES, event__path=session.event_path)
    return SessionPage.objects.filter(Exists(roles) | Exists(_moderating(user, session.pk)), pk=session.pk).exists()


def may_enter_stage(participant: Participant, room: LiveRoom) -> bool:
    """May be seen and heard without being asked: speakers, organizers, and everybody in a call; others when invited."""
    if participant.out:
        return False
    if participant.role in {LiveRole.SPEAKER, LiveRole.ORGANIZER}:
        return True
    return room.mode == StreamType.CALL or participant.stage in {StagePlace.INVITED, StagePlace.STAGE}
