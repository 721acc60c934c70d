"""Hands, invitations, and who is on stage; the counter equals those who are there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone as clock

from live_control.actions import stage
from live_control.choices import LiveRole, Out, StagePlace
from live_control.errors import StageFull, SwitchedOff, WrongState
from live_control.models import LiveRoom, Participant
from notifications.errors import NotAllowed
from tests.factories.live import person_in

pytestmark = pytest.mark.django_db
AUDIENCE, INVITED, STAGE = StagePlace.AUDIENCE, StagePlace.INVITED, StagePlace.STAGE


def on_stage() -> list[str]:
    """Who is there; the counter agrees."""
    names = sorted(Participant.objects.on_stage().values_list("name", flat=True))
    assert LiveRoom.objects.get().stage_used == len(names)
    return names


def place_of(participant: Participant) -> str:
    participant.refresh_from_db()
    return participant.stage


def test_raising_again_keeps_the_place_in_line(grace, marks):
    stage.raise_hand(grace)
    grace.refresh_from_db()
    first = grace.hand_raised_at
    stage.raise_hand(grace)
    grace.refresh_from_db()

    assert (grace.hand_raised_at, marks()) == (first, 1)


def test_lowering_twice_is_once(grace, marks):
    stage.raise_hand(grace)
    for _again in range(2):
        stage.lower_hand(grace)

    grace.refresh_from_db()
    assert (grace.hand_raised_at, marks()) == (None, 2)


@pytest.mark.parametrize("change", [{"has_hands": False}, {"stage_limit": 0}])
def test_hands_may_be_switched_off(grace, change):
    LiveRoom.objects.update(**change)

    with pytest.raises(SwitchedOff):
        stage.raise_hand(grace)


def test_invited_guest_accepts_and_goes_back(grace, marks):
    stage.raise_hand(grace)
    stage.invite(grace)
    assert (place_of(grace), grace.hand_raised_at, on_stage()) == (INVITED, None, [])

    for _again in range(2):
        stage.enter_stage(grace)
    assert (place_of(grace), on_stage()) == (STAGE, ["Grace"])

    for _again in range(2):
        stage.leave_stage(grace)
    assert (place_of(grace), on_stage(), marks()) == (AUDIENCE, [], 4)


def test_invitation_is_declined_or_withdrawn(grace):
    stage.invite(grace)
    stage.leave_stage(grace)

    with pytest.raises(NotAllowed):
        stage.enter_stage(grace)
    assert (place_of(grace), on_stage()) == (AUDIENCE, [])


@pytest.mark.parametrize("change", [{"stage": STAGE}, {"out": Out.EJECTED}])
def test_who_is_there_already_or_out_is_not_invited(grace, change):
    Participant.objects.update(**change)

    with pytest.raises(WrongState):
        stage.invite(grace)


@pytest.mark.parametrize("role", [LiveRole.SPEAKER, LiveRole.ORGANIZER])
def test_speakers_and_organizers_come_by_themselves(session, room, role):
    stage.enter_stage(person_in(session, "Ada", role))

    assert on_stage() == ["Ada"]


def test_everybody_comes_by_themselves_in_a_call(grace):
    LiveRoom.objects.update(mode="call")
    stage.enter_stage(grace)

    assert on_stage() == ["Grace"]


def test_nobody_comes_who_is_out(session, room):
    ada = person_in(session, "Ada", LiveRole.SPEAKER, out=Out.ACCESS_ENDED)

    with pytest.raises(NotAllowed):
        stage.enter_stage(ada)


def test_full_stage_changes_nothing(session, room, marks):
    LiveRoom.objects.update(stage_limit=1)
    ada, alan = (person_in(session, name, LiveRole.SPEAKER) for name in ("Ada", "Alan"))
    stage.enter_stage(ada)

    with pytest.raises(StageFull):
        stage.enter_stage(alan)

    assert (place_of(alan), on_stage(), marks()) == (AUDIENCE, ["Ada"], 1)


def raised(session, name: str, minutes: int, **fields) -> Participant:
    return person_in(session, name, hand_raised_at=clock.now() - timedelta(minutes=minutes), **fields)


def on_since(session, name: str, minutes: int, **fields) -> Participant:
    LiveRoom.objects.update(stage_used=LiveRoom.objects.get().stage_used + 1)
    since = clock.now() - timedelta(minutes=minutes)
    return person_in(session, name, stage=STAGE, stage_since=since, **fields)


def test_next_speaker_is_the_first_hand_for_the_guest_who_was_there_longest(session, room, marks):
    raised(session, "Later", 1)
    first = raised(session, "First", 2)
    on_since(session, "Ada", 30, role=LiveRole.SPEAKER)
    oldest, newest = on_since(session, "Grace", 20), on_since(session, "Alan", 10)

    invited = stage.swap(session.pk)

    assert (invited, place_of(first), first.hand_raised_at) == (first, INVITED, None)
    assert (place_of(oldest), place_of(newest), on_stage()) == (AUDIENCE, STAGE, ["Ada", "Alan"])
    assert marks() == 1


def test_next_speaker_for_somebody_named(session, room):
    raised(session, "First", 2)
    on_since(session, "Grace", 20)
    ada = on_since(session, "Ada", 10, role=LiveRole.SPEAKER)

    stage.swap(session.pk, off=ada)

    assert on_stage() == ["Grace"]


def test_next_speaker_needs_nobody_to_leave(session, room):
    first = raised(session, "First", 2)

    stage.swap(session.pk)

    assert (place_of(first), on_stage()) == (INVITED, [])


def test_next_speaker_needs_a_hand(session, room):
    raised(session, "Out", 3, out=Out.EJECTED)
    raised(session, "Invited", 2, stage=INVITED)

    with pytest.raises(WrongState, match="Nobody"):
        stage.swap(session.pk)
