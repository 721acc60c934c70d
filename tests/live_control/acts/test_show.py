"""Every action is `draft → live → closed → archived`, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone as clock

from live_control.actions import show
from live_control.choices import ActionState, Kind, ShowResults
from live_control.errors import WrongState
from live_control.models import LiveAction
from notifications.errors import InvalidInput
from site_pages.models import SiteDocument
from tests.factories.live import action_in, poll_in

pytestmark = pytest.mark.django_db
State = ActionState
# What each step is possible in, and what it makes of it.
STEPS = {
    show.open_action: {State.DRAFT: State.LIVE},
    show.close_action: {State.LIVE: State.CLOSED},
    show.reopen_action: {State.CLOSED: State.LIVE},
    show.archive_action: {State.CLOSED: State.ARCHIVED},
    show.release_results: {State.LIVE: State.LIVE, State.CLOSED: State.CLOSED},
    show.hide_results: {State.LIVE: State.LIVE, State.CLOSED: State.CLOSED},
    show.pin_action: {state: state for state in (State.DRAFT, State.LIVE, State.CLOSED)},
    show.unpin_action: {state: state for state in (State.DRAFT, State.LIVE, State.CLOSED)},
}


@pytest.mark.parametrize("before", State)
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_step_is_possible_in_its_states_alone(session, marks, step, before):
    poll = poll_in(session, before)
    after = STEPS[step].get(before)

    if after is None:
        with pytest.raises(WrongState):
            step(poll)
    else:
        assert step(poll).state == after

    assert LiveAction.objects.get().state == (after or before)
    assert marks() == (1 if after else 0)


def test_closing_leaves_a_poll_on_screen_and_takes_others_off(session):
    now = clock.now()
    poll, toast = poll_in(session), action_in(session, Kind.ANNOUNCEMENT)
    show.close_action(poll)
    show.close_action(toast)

    on_screen = LiveAction.objects.on_screen(now + timedelta(seconds=5))
    assert list(on_screen) == [poll]

    show.reopen_action(toast)
    assert list(on_screen.all()) == [poll, toast]


def test_announcement_is_shown_until_its_time(session):
    until = clock.now() + timedelta(minutes=5)
    toast = action_in(session, Kind.ANNOUNCEMENT, State.DRAFT)

    assert show.open_action(toast, shown_until=until).shown_until == until


def test_time_prepared_with_an_announcement_counts_unless_another_is_given(session):
    until = clock.now() + timedelta(minutes=5)
    toast = action_in(session, Kind.ANNOUNCEMENT, State.DRAFT, shown_until=until)

    assert show.open_action(toast).shown_until == until


def test_time_that_is_over_is_refused(session):
    toast = action_in(session, Kind.ANNOUNCEMENT, State.DRAFT, shown_until=clock.now())

    with pytest.raises(InvalidInput) as refusal:
        show.open_action(toast)

    assert refusal.value.fields == {"shown_until": "This time is over."}


def test_other_kinds_know_no_time(session):
    poll = poll_in(session, State.DRAFT)

    assert show.open_action(poll, shown_until=clock.now() + timedelta(minutes=5)).shown_until is None


def test_poll_that_promises_never_to_show_results_does_not(session):
    with pytest.raises(WrongState, match="never"):
        show.release_results(poll_in(session, show_results=ShowResults.NEVER))


@pytest.mark.parametrize("step", [show.release_results, show.hide_results])
def test_only_polls_have_results(session, step):
    with pytest.raises(WrongState, match="Only a poll"):
        step(action_in(session, Kind.DOWNLOAD))


def test_download_whose_document_was_deleted_is_not_opened(session):
    document = SiteDocument.objects.create(title="Plan", file=ContentFile(b"%PDF", "plan.pdf"))
    download = action_in(session, Kind.DOWNLOAD, State.DRAFT, setup={"document": document.pk, "url": document.url})
    other = action_in(session, Kind.DOWNLOAD, State.DRAFT, setup={"document": document.pk + 1})

    assert show.open_action(download).state == State.LIVE
    with pytest.raises(WrongState, match="deleted"):
        show.open_action(other)
