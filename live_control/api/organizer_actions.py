"""`/api/organizer/sessions/{id}/live/actions…`: preparing what is put on screen, and putting it there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from accounts.authentication import OrganizerAuth
from live_control import selectors
from live_control.actions import prepare, show
from live_control.api import organizer_schemas as schemas
from live_control.api.desk import SESSION, Desk, desk_of
from live_control.choices import ActionState
from live_control.models import LiveAction

router = Router(tags=["Running a session"], auth=OrganizerAuth())
Json = dict[str, Any]
ACTIONS = SESSION + "/actions"
ACTION = ACTIONS + "/{action_id}"
ANSWER: Any = {200: schemas.ActionOut, **schemas.REFUSALS}
MADE: Any = {201: schemas.ActionOut, **schemas.REFUSALS}
STEPS: Mapping[str, Callable[[LiveAction], LiveAction]] = {
    "close": show.close_action,
    "release": show.release_results,
    "hide": show.hide_results,
    "archive": show.archive_action,
    "pin": show.pin_action,
    "unpin": show.unpin_action,
}


@router.get(ACTIONS, response={200: schemas.ActionsOut, **schemas.REFUSALS})
def list_actions(request: HttpRequest, session_id: UUID, options: Query[schemas.ActionFilters]) -> Json:
    """The session's actions in their order; without archived ones, unless these are asked for."""
    desk = desk_of(request, session_id)
    if options.state is None:
        return listed(desk)
    actions = LiveAction.objects.of_session(desk.session.pk).filter(state=options.state)
    return {"items": selectors.actions_json(desk.session, list(actions))}


@router.post(ACTIONS, response=MADE)
def create_action(request: HttpRequest, session_id: UUID, given: schemas.ActionIn) -> Status:
    """Prepare an action, as a draft behind the others."""
    desk = desk_of(request, session_id)
    action = prepare.create_action(desk.session, given.kind, given.as_draft(), by=desk.caller.user)
    return Status(201, shown(desk, action))


@router.post(ACTIONS + "/order", response={200: schemas.ActionsOut, **schemas.REFUSALS})
def order_actions(request: HttpRequest, session_id: UUID, given: schemas.OrderIn) -> Json:
    """Put them into this order."""
    desk = desk_of(request, session_id)
    prepare.order_actions(desk.session.pk, given.ids)
    return listed(desk)


@router.get(ACTION, response=ANSWER)
def get_action(request: HttpRequest, session_id: UUID, action_id: UUID) -> Json:
    """One action, also an archived one."""
    desk = desk_of(request, session_id)
    return shown(desk, action_at(desk, action_id))


@router.put(ACTION, response=ANSWER)
def change_action(request: HttpRequest, session_id: UUID, action_id: UUID, given: schemas.ChangedActionIn) -> Json:
    """Change it as a whole. What has been answered to stays as it is (ANSWERS_FIXED)."""
    desk = desk_of(request, session_id)
    return shown(desk, prepare.change_action(action_at(desk, action_id), given.as_draft()))


@router.delete(ACTION, response={204: None, **schemas.REFUSALS})
def delete_action(request: HttpRequest, session_id: UUID, action_id: UUID) -> Status:
    """Throw a draft away."""
    prepare.delete_action(action_at(desk_of(request, session_id), action_id))
    return Status(204, None)


@router.post(ACTION + "/copy", response=MADE)
def copy_action(request: HttpRequest, session_id: UUID, action_id: UUID) -> Status:
    """The same once more, as a draft without answers."""
    desk = desk_of(request, session_id)
    return Status(201, shown(desk, prepare.copy_action(action_at(desk, action_id), by=desk.caller.user)))


@router.post(ACTION + "/open", response=ANSWER)
def open_action(request: HttpRequest, session_id: UUID, action_id: UUID, given: schemas.OpenIn | None = None) -> Json:
    """Put a draft on everybody's screen."""
    desk = desk_of(request, session_id)
    until = given.shown_until if given else None
    return shown(desk, show.open_action(action_at(desk, action_id), shown_until=until))


@router.post(ACTION + "/reopen", response=ANSWER)
def reopen_action(request: HttpRequest, session_id: UUID, action_id: UUID, given: schemas.OpenIn | None = None) -> Json:
    """Put a closed one on screen again; its answers stand."""
    desk = desk_of(request, session_id)
    until = given.shown_until if given else None
    return shown(desk, show.reopen_action(action_at(desk, action_id), shown_until=until))


@router.post(ACTION + "/{verb}", response=ANSWER)
def move_action(request: HttpRequest, session_id: UUID, action_id: UUID, verb: schemas.Verb) -> Json:
    """Close it, release or hide its results, archive it, pin or unpin its card."""
    desk = desk_of(request, session_id)
    return shown(desk, STEPS[verb](action_at(desk, action_id)))


def action_at(desk: Desk, action_id: UUID) -> LiveAction:
    return selectors.action_of(desk.session.pk, action_id)


def listed(desk: Desk) -> Json:
    actions = LiveAction.objects.of_session(desk.session.pk).exclude(state=ActionState.ARCHIVED)
    return {"items": selectors.actions_json(desk.session, list(actions))}


def shown(desk: Desk, action: LiveAction) -> Json:
    return selectors.actions_json(desk.session, [action])[0]
