"""Who may do what in a room at Daily: tokens, stage, ejection (attack 28). Against the fake's meetings."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import jwt
import pytest
from django.core.cache import cache
from django.utils import timezone as clock

from live_control.media.daily import DailyProvider
from live_control.media.daily_tokens import _domain_ids
from live_control.media.seam import RoomSpec
from tests.fakes.daily import DOMAIN_ID, KEY

SOON = timedelta(minutes=30)


@pytest.fixture
def provider(fake) -> DailyProvider:
    cache.clear()
    return DailyProvider(fake.config)


def a_room(provider: DailyProvider, mode: str = "livestream", **changes: Any) -> Any:
    room = SimpleNamespace(name=f"foyer-{uuid4().hex}", mode=mode)
    provider.ensure_room(RoomSpec(room.name, mode=mode, closes_at=clock.now() + timedelta(hours=2), is_recorded=True))
    return room


def a_person(role: str = "viewer", **fields: Any) -> Any:
    return SimpleNamespace(
        **{"public_id": uuid4(), "name": "Ada", "role": role, "stage": "audience", "media_id": "", **fields}
    )


def token_of(provider: DailyProvider, room: Any, person: Any) -> str:
    return provider.token(room, person, until=clock.now() + SOON)


@pytest.mark.parametrize(
    ("who", "rights"),
    [
        (("livestream", "viewer", "audience"), (True, False, False)),
        (("livestream", "participant", "audience"), (True, False, False)),
        (("livestream", "viewer", "invited"), (True, False, False)),
        (("livestream", "viewer", "stage"), (False, True, False)),
        (("livestream", "speaker", "audience"), (False, True, False)),
        (("livestream", "organizer", "audience"), (False, True, True)),
        (("call", "viewer", "audience"), (False, True, False)),
    ],
)
def test_token_gives_its_role_what_it_may(fake, provider, who, rights):
    """`rights`: hidden, sends, owns."""
    mode, role, stage = who
    room, person = a_room(provider, mode), a_person(role, stage=stage)

    inside = fake.join(room.name, token_of(provider, room, person))

    assert (inside.is_hidden, inside.may_send("video"), inside.is_owner) == rights
    assert inside.permissions["canReceive"] == {"base": True}
    assert (inside.user_id, inside.name) == (str(person.public_id), "Ada")
    assert inside.permissions["canAdmin"] is rights[2]


def test_tokens_cost_one_call_for_all(fake, provider):
    room = a_room(provider)
    _domain_ids.clear()
    fake.asked.clear()

    tokens = [token_of(provider, room, a_person()) for _ in range(50)]

    assert [asked.path for asked in fake.asked] == ["/v1/"]
    assert len(set(tokens)) == 50


def test_daily_signs_where_its_id_cannot_be_had(fake, provider):
    room = a_room(provider)
    _domain_ids.clear()
    fake.faults += [401]

    first, second = token_of(provider, room, a_person()), token_of(provider, room, a_person("speaker"))

    assert [asked.path for asked in fake.asked[-3:]] == ["/v1/", "/v1/meeting-tokens", "/v1/meeting-tokens"]
    assert fake.join(room.name, first).is_hidden
    assert fake.join(room.name, second).may_send("screenVideo")


def test_token_opens_no_other_room_and_nothing_after_its_end(fake, provider):
    room, other = a_room(provider), a_room(provider)
    token = token_of(provider, room, a_person())

    assert fake.refusal(other.name, token) == "not-allowed"
    fake.pass_time(SOON.total_seconds() + 1)
    assert fake.refusal(room.name, token) == "exp-token"


def test_nobody_enters_without_a_token_or_with_a_forged_one(fake, provider):
    room = a_room(provider)
    claims = {"r": room.name, "d": DOMAIN_ID, "iat": int(time.time()), "exp": int(time.time()) + 600, "o": True}
    forged = [
        None,
        jwt.encode(claims, "another key, which is long enough for HS256", algorithm="HS256"),
        jwt.encode(claims, None, algorithm="none"),
        jwt.encode({**claims, "d": str(uuid4())}, KEY, algorithm="HS256"),
    ]

    assert [fake.refusal(room.name, token) for token in forged] == ["not-allowed"] * 4


def test_viewer_who_writes_owner_into_their_token_is_refused(fake, provider):
    room = a_room(provider)
    head, body, signature = token_of(provider, room, a_person()).split(".")
    claims = jwt.decode(f"{head}.{body}.{signature}", options={"verify_signature": False})
    asked = jwt.encode({**claims, "o": True}, "x" * 64, algorithm="HS256").split(".")[1]

    assert fake.refusal(room.name, f"{head}.{asked}.{signature}") == "not-allowed"


def test_people_are_put_out_when_their_token_ends(fake, provider):
    room = a_room(provider)
    inside = fake.join(room.name, token_of(provider, room, a_person()))

    fake.pass_time(SOON.total_seconds() + 1)

    assert inside.left == "ejected"


def test_second_seat_of_a_person_ends_the_first(fake, provider):
    room, person = a_room(provider), a_person()
    token = token_of(provider, room, person)
    first = fake.join(room.name, token)

    second = fake.join(room.name, token)

    assert (first.left, second.left) == ("ejected", "")


def test_promotion_lets_send_and_demotion_takes_it_back(fake, provider):
    room, person, other = a_room(provider), a_person(), a_person()
    inside = fake.join(room.name, token_of(provider, room, person))
    bystander = fake.join(room.name, token_of(provider, room, other))
    person.media_id = inside.session_id

    provider.let_send(room, person)
    assert (inside.may_send("video"), inside.may_send("screenAudio"), inside.is_hidden) == (True, True, False)
    provider.stop_sending(room, person)

    assert (inside.may_send("video"), inside.is_hidden) == (False, True)
    assert inside.permissions["canReceive"] == {"base": True}
    assert (bystander.may_send("video"), bystander.is_hidden) == (False, True)
    assert fake.meetings.counts(room.name) == {"present": 0, "hidden": 2}


def test_promotion_of_somebody_who_is_not_there_does_nothing(fake, provider):
    room = a_room(provider)

    provider.let_send(room, a_person())
    provider.let_send(room, a_person(media_id=str(uuid4())))


def test_ejected_person_does_not_come_back_with_the_token_they_have(fake, provider):
    room, person = a_room(provider), a_person()
    token = token_of(provider, room, person)
    inside = fake.join(room.name, token)
    fake.join(room.name, token_of(provider, room, a_person("organizer")))

    provider.eject(room, [person, a_person()])

    assert inside.left == "ejected"
    assert fake.refusal(room.name, token) == "ejected"


def test_hundreds_are_ejected_a_hundred_at_a_time(fake, provider):
    room = a_room(provider)
    people = [a_person() for _ in range(101)]
    inside = [fake.join(room.name, token_of(provider, room, person)) for person in people]
    fake.join(room.name, token_of(provider, room, a_person("organizer")))

    provider.eject(room, people)

    assert {person.left for person in inside} == {"ejected"}
    assert len(fake.calls(f"/v1/rooms/{room.name}/eject")) == 2


def test_watcher_of_the_control_page_is_nobody_there(fake, provider):
    room = a_room(provider)

    inside = fake.join(room.name, provider.watch_token(room, until=clock.now() + SOON))

    assert (inside.is_hidden, inside.may_send("audio"), inside.name, inside.is_owner) == (True, False, "", False)


def test_long_names_in_any_script_keep_the_token_short(provider, fake):
    room = a_room(provider)

    token = token_of(provider, room, a_person(name="😀" * 200))

    assert len(token) < 2048
    assert fake.join(room.name, token).name == "😀" * 60


def test_presence_names_those_whom_daily_lists(fake, provider):
    room, speaker = a_room(provider), a_person("speaker")
    assert provider.presence(room) == set()
    fake.join(room.name, token_of(provider, room, speaker))
    fake.join(room.name, token_of(provider, room, a_person()))

    assert provider.presence(room) == {str(speaker.public_id)}


def test_board_is_mirrored_small_as_message_and_whole_as_data(fake, provider):
    room = a_room(provider)
    inside = fake.join(room.name, token_of(provider, room, a_person()))

    provider.mirror(room, {"version": 7, "parts": {"stage": []}})
    fake.pass_time(2)
    provider.mirror(room, {"version": 8, "parts": {"text": "x" * 5_000}})
    fake.pass_time(2)
    provider.mirror(room, {"version": 9, "parts": {"text": "x" * 200_000}})
    fake.pass_time(2)

    whole = {"foyer": "board", "version": 7, "parts": {"stage": []}}
    notes = [{"foyer": "board", "version": 8}, {"foyer": "board", "version": 9}]
    assert inside.messages == [whole, *notes]
    assert fake.meetings.data(room.name) == notes[1]


def test_mirror_into_an_empty_room_does_nothing(provider, fake):
    provider.mirror(a_room(provider), {"version": 1, "parts": {}})


def test_room_at_its_limit_takes_nobody_more(fake):
    provider = DailyProvider(replace(fake.config, room_limit=2))
    room = a_room(provider)
    for _ in range(2):
        fake.join(room.name, token_of(provider, room, a_person()))

    assert fake.refusal(room.name, token_of(provider, room, a_person())) == "meeting-full"
