"""Switches of the room; a session that is ended now, or goes on for longer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone as clock

from live_control.actions.running import change_room, end_session, extend_session
from live_control.actions.stage import raise_hand
from live_control.errors import SwitchedOff, WrongState
from live_control.models import LiveRoom, Recording
from notifications.errors import InvalidInput
from site_pages.choices import SessionState
from site_pages.models import SessionPage
from tests.factories.live import event_around, live_session, somebody

pytestmark = pytest.mark.django_db


def test_switches_are_written_as_named(session, room, marks):
    changed = change_room(session.pk, {"chat": False, "pause": 30, "reactions": False, "starts_recording": True})

    assert (changed.has_chat, changed.chat_pause, changed.has_reactions, changed.has_questions) == (
        False,
        30,
        False,
        True,
    )
    assert (changed.starts_recording, marks()) == (True, 1)


def test_hands_go_down_when_they_are_switched_off(session, grace):
    raise_hand(grace)
    change_room(session.pk, {"hands": False})

    grace.refresh_from_db()
    assert grace.hand_raised_at is None


def test_nothing_changed_marks_nothing(session, room, marks):
    change_room(session.pk, {})

    assert marks() == 0


@pytest.mark.parametrize("pause", [-1, 301])
def test_pause_out_of_bounds_is_refused(session, room, pause):
    with pytest.raises(InvalidInput) as refusal:
        change_room(session.pk, {"pause": pause})

    assert list(refusal.value.fields) == ["pause"]


def test_room_that_is_not_there_has_no_switches(session):
    LiveRoom.objects.all().delete()

    with pytest.raises(SwitchedOff):
        change_room(session.pk, {"chat": False})


def test_ended_session_is_over_on_its_page(session, marks):
    before = session.last_published_at
    ended = end_session(session, by=somebody())

    assert ended.ends_at <= clock.now()
    assert (ended.state, ended.last_published_at > before, marks()) == (SessionState.ENDED, True, 1)


def test_recording_ends_with_its_session(session, room):
    recording = Recording.objects.create(session=session, provider="embedded", state="recording")

    end_session(session, by=None)

    recording.refresh_from_db()
    assert recording.state == "processing"


@pytest.mark.parametrize("begins_in", [60, -300])
def test_session_that_is_not_on_is_not_ended(session, begins_in):
    now = clock.now()
    other = live_session(event=event_around(session), title="Sails", begins_in=begins_in)
    assert not other.starts_at <= now < other.ends_at

    with pytest.raises(WrongState):
        end_session(other, by=None)


def test_session_goes_on_for_longer(session):
    later = session.ends_at + timedelta(minutes=15)

    assert extend_session(session, 15, by=None).ends_at == later


@pytest.mark.parametrize("minutes", [0, 241])
def test_length_out_of_bounds_is_refused(session, minutes):
    with pytest.raises(InvalidInput) as refusal:
        extend_session(session, minutes, by=None)

    assert list(refusal.value.fields) == ["minutes"]


def test_session_does_not_outlast_its_event(session):
    event = event_around(session)
    type(event).objects.filter(pk=event.pk).update(ends_at=session.ends_at + timedelta(minutes=5))

    with pytest.raises(InvalidInput, match="event itself"):
        extend_session(session, 15, by=None)


def test_session_that_has_ended_is_not_extended(session):
    over = live_session(event=event_around(session), title="Sails", begins_in=-300)

    with pytest.raises(WrongState):
        extend_session(over, 15, by=None)


def test_what_an_editor_has_not_published_stays_a_draft(session):
    page = SessionPage.objects.get(pk=session.pk)
    page.title = "Keels, rewritten"
    page.save_revision()
    later = session.ends_at + timedelta(minutes=15)

    extend_session(SessionPage.objects.get(pk=session.pk), 15, by=somebody())

    page = SessionPage.objects.get(pk=session.pk)
    draft = page.get_latest_revision_as_object()
    assert (page.title, page.ends_at, page.has_unpublished_changes) == ("Keels", later, True)
    assert (draft.title, draft.ends_at) == ("Keels, rewritten", later)


def test_session_that_was_never_published_stays_so(session):
    SessionPage.objects.filter(pk=session.pk).update(live=False)
    draft = SessionPage.objects.get(pk=session.pk)
    later = session.ends_at + timedelta(minutes=15)

    extend_session(draft, 15, by=None)

    page = SessionPage.objects.get(pk=session.pk)
    assert (page.live, page.get_latest_revision_as_object().ends_at) == (False, later)
