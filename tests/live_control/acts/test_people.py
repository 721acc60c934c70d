"""People who leave, are put out, are let in again, or whose rights end."""

from __future__ import annotations

import pytest

from accounts.actions import grant_event_role
from accounts.actions.roles import change_event_role, revoke_event_role
from accounts.models import EventRole
from live_control.actions import moderation, people, stage
from live_control.actions.ballots import Answer, Ballot
from live_control.actions.people import end_access
from live_control.actions.votes import cast_vote
from live_control.choices import LiveRole, Out, StagePlace
from live_control.models import LiveRoom, Participant
from live_control.signals import people_left
from notifications.errors import NotAllowed
from site_pages.choices import SpeakerRole
from site_pages.models.session import SessionSpeaker
from tests.factories import EventRoleFactory, SpeakerFactory
from tests.factories.live import event_around, live_session, person_in, places, poll_in, room_for, somebody, ticket_for
from ticketing.access import Person
from ticketing.actions.after_sale import cancel_order
from ticketing.actions.audit import person as actor
from ticketing.actions.entitlements import revoke
from ticketing.actions.joining import join_session
from ticketing.actions.places import take_place
from ticketing.actions.speakers import sync_speakers
from ticketing.models import Entitlement

pytestmark = pytest.mark.django_db


def speaker_on_stage(session, name: str = "Ada", **fields) -> Participant:
    found = person_in(session, name, LiveRole.SPEAKER, **fields)
    stage.enter_stage(found)
    found.refresh_from_db()
    return found


def standing(participant: Participant) -> tuple[str, bool, str, str]:
    participant.refresh_from_db()
    return participant.stage, participant.hand_raised_at is not None, participant.out, participant.media_id


NOBODY_SPECIAL = (StagePlace.AUDIENCE, False, "", "")


def test_those_who_are_gone_leave_the_stage_and_lower_their_hands(session, grace, marks):
    ada = speaker_on_stage(session, media_id="m1")
    stage.raise_hand(grace)
    other = live_session(event=event_around(session), title="Sails")
    room_for(other)
    alan = speaker_on_stage(other, "Alan")
    before = marks()

    people_left.send(sender=None, participants=[ada.pk, grace.pk, alan.pk, 0])
    people.gone([ada.pk])

    assert [standing(one) for one in (ada, grace, alan)] == [NOBODY_SPECIAL] * 3
    assert list(LiveRoom.objects.values_list("stage_used", flat=True)) == [0, 0]
    assert marks() == before + 1


def test_leaving_gives_stage_and_place_back(session, room):
    take_place(session.pk, "guest:a", name="Ada", limit=1)
    ada = speaker_on_stage(session, holder="guest:a", media_id="m1")

    for _again in range(2):
        people.leave(ada)

    assert (standing(ada), places(), LiveRoom.objects.get().stage_used) == (NOBODY_SPECIAL, [], 0)


def test_ejected_person_is_off_stage_out_and_without_a_place(session, room, marks):
    take_place(session.pk, "guest:a", name="Ada", limit=1)
    ada = speaker_on_stage(session, holder="guest:a", media_id="m1")
    before = marks()

    for _again in range(2):
        moderation.eject(ada)

    assert standing(ada) == (StagePlace.AUDIENCE, False, Out.EJECTED, "")
    assert (places(), LiveRoom.objects.get().stage_used, marks()) == ([], 0, before + 1)


def test_readmitted_person_is_in(grace, marks):
    moderation.eject(grace)
    for _again in range(2):
        moderation.readmit(grace)

    assert (standing(grace), marks()) == (NOBODY_SPECIAL, 2)


@pytest.mark.parametrize("is_secret", [False, True])
def test_readmitted_person_has_one_vote_all_the_same(session, grace, is_secret):
    poll = poll_in(session, is_secret=is_secret)
    oak, steel = poll.options.all()
    for option in (oak, steel):
        moderation.readmit(grace)
        answer = Answer((str(option.public_id),))
        cast_vote(Ballot(session.pk, grace.pk, grace.seat, poll.public_id, answer))
        moderation.eject(grace)

    assert list(poll.votes.values_list("choices", flat=True)) == [[steel.pk]]


def test_muting_twice_is_once(grace, marks):
    for step in (moderation.mute, moderation.mute, moderation.unmute, moderation.unmute):
        step(grace)

    assert marks() == 2


@pytest.mark.parametrize("step", [moderation.mute, moderation.eject])
def test_organizers_are_not_put_out(session, room, step):
    with pytest.raises(NotAllowed):
        step(person_in(session, "Ada", LiveRole.ORGANIZER))


def test_access_that_ends_does_not_lift_an_ejection(session, grace):
    moderation.eject(grace)

    assert end_access(session.pk, [grace.holder]) == []
    assert standing(grace)[2] == Out.EJECTED


def test_cancelled_ticket_puts_its_holder_out(django_capture_on_commit_callbacks):
    session = live_session("ticketed")
    room_for(session)
    event = event_around(session)
    ticket, user = ticket_for(event), somebody()
    right = Entitlement.objects.get(ticket=ticket)
    Entitlement.objects.filter(pk=right.pk).update(user=user)
    decision = join_session(Person(user), session, event)
    ada = person_in(session, "Ada", holder=decision.holder, user=user)

    with django_capture_on_commit_callbacks(execute=True):
        cancel_order(ticket.order, by=actor(user))

    assert (standing(ada)[2], places()) == (Out.ACCESS_ENDED, [])


@pytest.fixture
def speaker(session, room):
    """Speaks in this session, by its programme, and is in it."""
    user = somebody()
    SessionSpeaker.objects.create(session=session, speaker=SpeakerFactory(email=user.email), role=SpeakerRole.SPEAKER)
    sync_speakers(event_around(session))
    return person_in(session, "Ada", LiveRole.SPEAKER, holder=f"crew:{user.pk}", user=user)


def test_speaker_whose_right_is_revoked_is_put_out(speaker, django_capture_on_commit_callbacks):
    """Also where the session is open to everybody: they may join again, as anybody."""
    with django_capture_on_commit_callbacks(execute=True):
        revoke(list(Entitlement.objects.all()))

    assert standing(speaker)[2] == Out.ACCESS_ENDED


def test_speaker_who_loses_something_else_stays(session, speaker):
    people.end_access_of_crew([event_around(session).pk], [speaker.user_id])

    assert standing(speaker)[2] == Out.NONE


@pytest.fixture
def organizer(session, room):
    user = somebody()
    event = event_around(session)
    EventRoleFactory(event=event, user=somebody("owner@example.org"))
    role = grant_event_role(event.pk, user=user, role=EventRole.Role.MODERATOR, by=None)
    return role, person_in(session, "Ada", LiveRole.ORGANIZER, holder=f"crew:{user.pk}", user=user)


def test_organizer_whose_role_is_taken_away_is_put_out(organizer, django_capture_on_commit_callbacks):
    role, ada = organizer
    with django_capture_on_commit_callbacks(execute=True):
        revoke_event_role(role, by=None)

    assert standing(ada)[2] == Out.ACCESS_ENDED


def test_organizer_with_another_running_role_stays(organizer, django_capture_on_commit_callbacks):
    role, ada = organizer
    with django_capture_on_commit_callbacks(execute=True):
        change_event_role(role, role=EventRole.Role.COLLABORATOR, by=None)

    assert standing(ada)[2] == Out.NONE


def test_crew_without_an_account_is_put_out(organizer):
    role, ada = organizer
    Participant.objects.update(user=None)

    people.end_access_of_crew([role.event_id], [role.user_id])

    assert standing(ada)[2] == Out.ACCESS_ENDED
