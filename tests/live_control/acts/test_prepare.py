"""Preparing actions; what has been answered to stays as it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone as clock

from live_control.actions import prepare
from live_control.actions.prepare import AnswersFixed, Draft
from live_control.choices import ActionState, Kind
from live_control.errors import WrongState
from live_control.models import LiveAction, PollOption, SignupAnswer, Vote
from notifications.errors import Conflict
from tests.factories.live import action_in, poll_in, somebody

pytestmark = pytest.mark.django_db
POLL = {"options": ["Oak", "Steel"]}
FIELDS = [{"name": "name", "label": "Name", "type": "text", "is_required": False, "choices": []}]


def labels(action: LiveAction) -> list[str]:
    return list(PollOption.objects.filter(action=action).values_list("label", flat=True))


def test_actions_line_up(session, marks):
    ada = somebody()
    made = [prepare.create_action(session, Kind.POLL, Draft(f"Poll {n}", POLL), by=ada) for n in range(3)]

    assert [(one.position, one.state, one.created_by) for one in made] == [(n, "draft", ada) for n in range(3)]
    assert marks() == 3


def test_there_is_an_end_to_them(session):
    LiveAction.objects.bulk_create(
        LiveAction(session=session, kind=Kind.ANNOUNCEMENT, title="x") for _n in range(prepare.MOST_ACTIONS)
    )

    with pytest.raises(Conflict, match="at most 100"):
        prepare.create_action(session, Kind.POLL, Draft("One more", POLL), by=None)


def test_answers_of_a_poll_nobody_has_voted_in_are_replaced_in_place(session):
    poll = poll_in(session, options=["Oak", "Steel", "Glass"])
    keys = set(PollOption.objects.values_list("pk", flat=True))

    prepare.change_action(poll, Draft("Keel?", {"options": ["Pine", "Iron"], "show_results": "never"}))
    poll.refresh_from_db()

    assert (poll.title, poll.show_results, labels(poll)) == ("Keel?", "never", ["Pine", "Iron"])
    assert set(PollOption.objects.values_list("pk", flat=True)) < keys


def test_answers_lock_once_somebody_has_voted(session, grace):
    poll = poll_in(session)
    Vote.objects.create(action=poll, voter="x", choices=[poll.options.first().pk])

    for setup in (
        {"options": ["Oak", "Iron"]},
        {"options": ["Oak", "Steel", "Iron"]},
        {**POLL, "is_secret": True},
        {**POLL, "poll_type": "multiple"},
    ):
        with pytest.raises(AnswersFixed):
            prepare.change_action(poll, Draft("Keel?", setup))
    changed = prepare.change_action(poll, Draft("Which keel, then?", {**POLL, "show_results": "never"}))

    assert (changed.title, changed.show_results, labels(poll)) == ("Which keel, then?", "never", ["Oak", "Steel"])


def test_fields_lock_once_somebody_has_signed_up(session, grace):
    action = action_in(session, Kind.SIGNUP, setup={"text": "", "fields": FIELDS})
    SignupAnswer.objects.create(action=action, participant=grace, answers={"name": "Grace"})

    changed = prepare.change_action(action, Draft("Sail", {"text": "Come", "fields": FIELDS}, is_pinned=True))
    with pytest.raises(AnswersFixed):
        prepare.change_action(action, Draft("Sail", {"fields": [{**FIELDS[0], "label": "Your name"}]}))

    assert (changed.setup["text"], changed.is_pinned) == ("Come", True)


def test_archived_action_is_not_changed(session):
    with pytest.raises(WrongState):
        prepare.change_action(poll_in(session, ActionState.ARCHIVED), Draft("Keel?", POLL))


@pytest.mark.parametrize("state", [ActionState.LIVE, ActionState.CLOSED, ActionState.ARCHIVED])
def test_only_drafts_are_deleted(session, state):
    with pytest.raises(WrongState):
        prepare.delete_action(poll_in(session, state))
    prepare.delete_action(poll_in(session, ActionState.DRAFT))

    assert LiveAction.objects.count() == 1


def test_copy_is_a_draft_without_answers(session):
    poll = poll_in(session, ActionState.ARCHIVED, is_released=True, is_secret=True)
    Vote.objects.create(action=poll, voter="x", choices=[poll.options.first().pk])

    copied = prepare.copy_action(poll, by=None)

    assert (copied.state, copied.is_released, copied.is_secret, copied.position) == ("draft", False, True, 1)
    assert (labels(copied), copied.votes.count(), copied.opened_at) == (["Oak", "Steel"], 0, None)


def test_what_stands_in_a_form_can_be_sent_again(session):
    until = clock.now() + timedelta(hours=1)
    drafts = [
        (Kind.POLL, {"poll_type": "single", "show_results": "always", "is_secret": False, "may_change": True, **POLL}),
        (Kind.ANNOUNCEMENT, {"text": "Tea", "url": "", "button": "", "shown_until": until.isoformat()}),
        (Kind.ANNOUNCEMENT, {"text": "Tea", "url": "", "button": "", "shown_until": None}),
        (Kind.DOWNLOAD, {"text": "", "url": "https://example.org/", "document": None}),
        (Kind.SIGNUP, {"text": "", "fields": FIELDS}),
    ]
    for kind, setup in drafts:
        action = prepare.create_action(session, kind, Draft("Title", setup), by=None)
        assert prepare.draft_of(action) == Draft("Title", setup)
        prepare.change_action(action, prepare.draft_of(action))
