"""Attendance in batches, and who is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone as clock

from live_control.actions.attendance import LOST_AFTER, lost_from, note_present, unseen_since
from live_control.models import Participant
from live_control.stream.hall import Hall
from live_control.stream.presence import GONE_AFTER, LOST_LOOKED_FOR_EVERY, WRITTEN_EVERY, Presence
from live_control.stream.threads import Threads
from tests.factories.live import live_ticket, person_in, room_for
from tests.live_control.stream.served import Page, wait_until
from ticketing.actions.places import take_place
from ticketing.models import OnlinePlace

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = timedelta(hours=1)


@pytest.fixture
def presence() -> Iterator[Presence]:
    threads = Threads(1, "presence")
    yield Presence(threads)
    threads.close()


def seen(person: Participant):
    return Participant.objects.get(pk=person.pk).last_seen_at


def hall_with(*people: Participant) -> dict[int, Hall]:
    """A hall in which these have streams."""
    hall = Hall(people[0].session_id)
    hall.readers = {person.pk: [] for person in people}
    return {hall.session: hall}


def test_who_is_present_is_noted_with_their_places(session, django_assert_max_num_queries):
    people = [person_in(session, last_seen_at=clock.now() - LONG_AGO) for _number in range(20)]
    away = person_in(session, last_seen_at=clock.now() - LONG_AGO)
    for person in (*people, away):
        take_place(session.pk, person.holder, name=person.name, limit=None)
    OnlinePlace.objects.update(seen_at=clock.now() - LONG_AGO)
    with django_assert_max_num_queries(3):
        note_present([person.pk for person in people])
    recent = clock.now() - timedelta(minutes=1)
    assert Participant.objects.filter(last_seen_at__gt=recent).count() == 20
    assert OnlinePlace.objects.filter(seen_at__gt=recent).count() == 20
    assert seen(away) < recent


def test_nobody_present_is_nothing(session):
    note_present([])


def test_stream_that_opens_is_noted(served, session):
    ada = person_in(session, last_seen_at=clock.now() - LONG_AGO)
    with Page(served, live_ticket(ada)) as page:
        page.wait_for("board")
        wait_until(lambda: seen(ada) > clock.now() - timedelta(minutes=1), seconds=20)


def test_newcomers_are_written_at_once_and_everybody_now_and_then(presence, session):
    old, new = (person_in(session, last_seen_at=clock.now() - LONG_AGO) for _number in range(2))
    halls = hall_with(old, new)
    presence.came(new.pk)
    asyncio.run(presence.write(halls))
    recent = clock.now() - timedelta(minutes=1)
    assert (seen(old) > recent, seen(new) > recent) == (False, True)
    presence.written_at -= WRITTEN_EVERY + timedelta(seconds=1)
    asyncio.run(presence.write(halls))
    assert seen(old) > recent


def test_whoever_has_been_away_for_half_a_minute_leaves_the_stage(presence, session):
    room_for(session, stage_used=1)
    away = clock.now() - GONE_AFTER - timedelta(seconds=1)
    gone = person_in(session, stage="stage", stage_since=away, last_seen_at=away - timedelta(seconds=5))
    presence.gone[gone.pk] = away
    asyncio.run(presence.write({}))
    gone.refresh_from_db()
    session.live_room.refresh_from_db()
    assert (gone.stage, session.live_room.stage_used, presence.gone) == ("audience", 0, {})


def test_whoever_is_seen_by_another_process_stays(presence, session):
    away = clock.now() - GONE_AFTER - timedelta(seconds=1)
    ada = person_in(session, hand_raised_at=away)
    presence.gone[ada.pk] = away
    assert unseen_since({ada.pk: away}) == []
    asyncio.run(presence.write({}))
    ada.refresh_from_db()
    assert ada.hand_raised_at is not None


def test_whoever_comes_back_is_not_gone(presence, session):
    ada = person_in(session, last_seen_at=clock.now() - LONG_AGO)
    presence.left(ada.pk)
    presence.came(ada.pk)
    assert (presence.gone, presence.new) == ({}, {ada.pk})


def test_whom_a_killed_process_left_behind_is_found(presence, session):
    room_for(session, stage_used=1)
    long_ago = clock.now() - LOST_AFTER - timedelta(seconds=1)
    lost = person_in(session, stage="stage", stage_since=long_ago, last_seen_at=long_ago)
    here = person_in(session)
    person_in(session, last_seen_at=long_ago)  # had nothing to leave behind
    assert lost_from([session.pk]) == [lost.pk]
    presence.lost_at -= LOST_LOOKED_FOR_EVERY + timedelta(seconds=1)
    asyncio.run(presence.write(hall_with(here)))
    lost.refresh_from_db()
    assert lost.stage == "audience"


def test_people_of_other_sessions_are_not_looked_for(session):
    assert lost_from([session.pk + 1]) == []
