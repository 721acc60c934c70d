"""Preparing what will be put on screen: making, changing, copying, ordering and deleting actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from live_control.board.mark import mark_board
from live_control.choices import ActionState, Kind
from live_control.errors import WrongState
from live_control.models import LiveAction, PollOption, Vote
from live_control.setups import Setup, as_given, read_setup
from live_control.typed import checked_text, clean_line
from notifications.errors import Conflict, InvalidInput
from site_pages.event_dates import event_above
from site_pages.models import SessionPage

LONGEST_TITLE = 300
# A board shows them all to the crew.
MOST_ACTIONS = 100
# What may not change under those who have answered.
FIXED = ("poll_type", "is_secret")


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody writes into an action's form; `setup` is as `live_control.setups` reads it."""

    title: str
    setup: Mapping[str, Any] = field(default_factory=dict)
    is_pinned: bool = False


class AnswersFixed(Conflict):
    """Somebody has answered, so what they answered to stays as it is."""

    code = "ANSWERS_FIXED"

    def __init__(self) -> None:
        super().__init__(_("Somebody has answered already, so the answers stay as they are. Copy it to change them."))


def create_action(session: SessionPage, kind: Kind, draft: Draft, *, by: User | None) -> LiveAction:
    """Prepare an action, behind the others. Raises InvalidInput by field, Conflict where there are too many."""
    title, setup = _checked(draft, kind, session)
    with transaction.atomic():
        action = LiveAction(session=session, kind=kind, title=title, is_pinned=draft.is_pinned, created_by=by)
        _fill(action, setup)
        action.position = _next_position(session.pk)
        action.save()
        _write_options(action, setup.options)
        mark_board(session.pk)
    return action


def change_action(action: LiveAction, draft: Draft) -> LiveAction:
    """Change what is prepared or on screen. What has been answered to stays: a poll's answers, a sign-up's fields.

    Raises InvalidInput by field, AnswersFixed, and WrongState for an archived one.
    """
    title, setup = _checked(draft, Kind(action.kind), action.session)
    with transaction.atomic():
        row = LiveAction.objects.select_for_update().get(pk=action.pk)
        if row.state == ActionState.ARCHIVED:
            raise WrongState(_("What is archived is not changed any more."))
        if _touches_answers(row, setup) and _is_answered(row):
            raise AnswersFixed
        row.title, row.is_pinned = title, draft.is_pinned
        _fill(row, setup)
        row.save()
        _write_options(row, setup.options)
        mark_board(row.session_id)
    return row


def copy_action(action: LiveAction, *, by: User | None) -> LiveAction:
    """The same once more, as a draft without any answers, behind the others."""
    with transaction.atomic():
        copied = LiveAction(
            session_id=action.session_id,
            kind=action.kind,
            title=action.title,
            setup=action.setup,
            poll_type=action.poll_type,
            show_results=action.show_results,
            is_secret=action.is_secret,
            position=_next_position(action.session_id),
            created_by=by,
        )
        copied.save()
        _write_options(copied, labels_of(action))
        mark_board(action.session_id)
    return copied


def delete_action(action: LiveAction) -> None:
    """Throw a draft away. Raises WrongState for what has been on screen: that is archived."""
    with transaction.atomic():
        row = LiveAction.objects.select_for_update().get(pk=action.pk)
        if row.state != ActionState.DRAFT:
            raise WrongState(_("Only what was never on screen can be deleted. Archive it instead."))
        row.delete()
        mark_board(action.session_id)


def order_actions(session_id: int, ids: Sequence[UUID]) -> None:
    """Put the session's actions into this order; those not named stay behind them. Raises InvalidInput."""
    with transaction.atomic():
        rows = list(LiveAction.objects.of_session(session_id).select_for_update().order_by("pk"))
        by_id = {row.public_id: row for row in rows}
        if len(set(ids)) != len(ids) or not set(ids) <= by_id.keys():
            text = _("Name each action of this session once.")
            raise InvalidInput(text, fields={"ids": text})
        named = [by_id[one] for one in ids]
        others = sorted((row for row in rows if row not in named), key=lambda row: (row.position, row.pk))
        for position, row in enumerate([*named, *others]):
            row.position = position
        LiveAction.objects.bulk_update(rows, ["position"])
        mark_board(session_id)


def labels_of(action: LiveAction) -> list[str]:
    """A poll's answers in their order. One query; none for other kinds."""
    return [option.label for option in action.options.all()] if action.kind == Kind.POLL else []


def draft_of(action: LiveAction) -> Draft:
    """What stands in the action's form. One query."""
    return Draft(action.title, as_given(action, labels_of(action)), action.is_pinned)


def _checked(draft: Draft, kind: Kind, session: SessionPage) -> tuple[str, Setup]:
    """Title and setup, with the errors of both together."""
    errors: dict[str, str] = {}
    title, setup = clean_line(draft.title), Setup({})
    try:
        checked_text(title, field="title", most=LONGEST_TITLE)
    except InvalidInput as error:
        errors |= error.fields
    try:
        setup = read_setup(kind, draft.setup, event_id=event_above(session).pk)
    except InvalidInput as error:
        errors |= error.fields
    if errors:
        raise InvalidInput(_("Something that was sent does not fit."), fields=errors)
    return title, setup


def _fill(action: LiveAction, setup: Setup) -> None:
    action.setup = setup.setup
    for name, value in setup.columns.items():
        setattr(action, name, value)


def _touches_answers(row: LiveAction, setup: Setup) -> bool:
    if row.kind == Kind.POLL:
        is_other = any(getattr(row, name) != setup.columns[name] for name in FIXED)
        return is_other or labels_of(row) != list(setup.options)
    return row.kind == Kind.SIGNUP and row.setup.get("fields") != setup.setup["fields"]


def _is_answered(row: LiveAction) -> bool:
    """Under the row's lock, so that no answer comes in between."""
    return Vote.objects.filter(action=row).exists() or row.answers.exists()


def _write_options(action: LiveAction, labels: Sequence[str]) -> None:
    """A poll's answers in this order; those that stay keep their row."""
    if action.kind != Kind.POLL:
        return
    rows = list(action.options.all())
    for position, label in enumerate(labels):
        if position < len(rows):
            rows[position].label, rows[position].position = label, position
        else:
            rows.append(PollOption(action=action, label=label, position=position))
    kept = rows[: len(labels)]
    PollOption.objects.bulk_update([row for row in kept if row.pk], ["label", "position"])
    PollOption.objects.bulk_create([row for row in kept if not row.pk])
    PollOption.objects.filter(pk__in=[row.pk for row in rows[len(labels) :]]).delete()


def _next_position(session_id: int) -> int:
    """Behind all others. Two made at once may share it; their ids keep them in order."""
    rows = LiveAction.objects.of_session(session_id)
    if rows.exclude(state=ActionState.ARCHIVED).count() >= MOST_ACTIONS:
        raise Conflict(_("A session has at most %(most)d actions. Archive some first.") % {"most": MOST_ACTIONS})
    last = rows.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1
