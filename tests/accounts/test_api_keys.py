"""API keys: making, recognising, ending them."""

from datetime import timedelta

import pytest
from django.utils import timezone as clock

from accounts.api_keys import (
    NewKey,
    authenticate,
    base62,
    create_api_key,
    is_well_formed,
    new_raw_key,
    revoke_api_key,
)
from accounts.models import APIKey, EventRole, User
from notifications.errors import InvalidInput, NotAllowed, SignInRequired
from site_pages.models import EventPage
from tests.factories import EventFactory, EventRoleFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return UserFactory()


@pytest.fixture
def event(owner: User) -> EventPage:
    event = EventFactory()
    EventRoleFactory(event=event, user=owner)
    return event


def make(owner: User, **values: object) -> NewKey:
    wanted = {
        "name": "Build server",
        "scopes": ["read-draft"],
        "event_ids": [],
        "expires_at": clock.now() + timedelta(days=30),
    }
    return create_api_key(owner, **wanted | values)


def test_key_is_recognised_and_kept_only_as_a_hash(owner: User):
    new = make(owner)

    assert authenticate(new.raw).user == owner
    stored = APIKey.objects.values().get()
    assert new.raw not in str(stored)
    assert new.raw[10:40] not in str(stored)
    assert stored["hint"] == new.raw[:10]


def test_key_has_a_prefix_256_bits_and_a_checksum():
    keys = {new_raw_key() for _ in range(100)}

    assert len(keys) == 100
    assert {key[:6] for key in keys} == {"foyer_"}
    assert {len(key) for key in keys} == {55}
    assert all(is_well_formed(key) for key in keys)
    assert 62**42 < 2**256 <= 62**43
    assert base62(61 * 62 + 10, 4) == "00zA"


@pytest.mark.parametrize("damage", ["shorter", "longer", "other", "prefix", "empty", "not ascii"])
def test_text_that_cannot_be_a_key_costs_no_query(damage: str, django_assert_num_queries):
    key = new_raw_key()
    last = "0" if key[-1] != "0" else "1"
    texts = {
        "shorter": key[:-1],
        "longer": key + "0",
        "other": key[:-1] + last,
        "prefix": "ghp_xx" + key[6:],
        "empty": "",
        "not ascii": "foyer_" + "é" * 49,
    }

    with django_assert_num_queries(0), pytest.raises(SignInRequired):
        authenticate(texts[damage])


def test_unknown_revoked_expired_and_disabled_keys_are_refused_in_the_same_words(owner: User):
    revoked, expired, disabled = make(owner), make(owner), make(UserFactory())
    revoke_api_key(revoked.key)
    now = clock.now()
    APIKey.objects.filter(pk=expired.key.pk).update(expires_at=now - timedelta(seconds=1))
    User.objects.filter(pk=disabled.key.created_by_id).update(is_active=False)

    words = set()
    for raw in (new_raw_key(), revoked.raw, expired.raw, disabled.raw):
        with pytest.raises(SignInRequired) as caught:
            authenticate(raw)
        words.add((caught.value.code, caught.value.message))

    assert words == {("SIGN_IN_REQUIRED", "This key is not valid.")}


def test_key_is_recognised_in_three_queries(owner: User, event: EventPage, django_assert_num_queries):
    new = make(owner, event_ids=[event.pk])

    with django_assert_num_queries(3):  # key with creator, its events, last use
        authenticate(new.raw)


def test_last_use_is_noted_once_a_minute(owner: User):
    new = make(owner)
    authenticate(new.raw)
    first = APIKey.objects.get().last_used_at

    authenticate(new.raw)
    assert APIKey.objects.get().last_used_at == first

    APIKey.objects.update(last_used_at=first - timedelta(seconds=61))
    authenticate(new.raw)
    assert APIKey.objects.get().last_used_at > first


def test_key_survives_a_change_of_the_secret_key_and_moves_to_the_new_one(owner: User, settings):
    new = make(owner)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10

    authenticate(new.raw)
    settings.SECRET_KEY_FALLBACKS = []

    assert authenticate(new.raw).user == owner


def test_key_is_void_once_its_secret_key_is_gone(owner: User, settings):
    new = make(owner)
    settings.SECRET_KEY = "another" * 10

    with pytest.raises(SignInRequired):
        authenticate(new.raw)


def test_key_revoked_twice_keeps_the_first_moment(owner: User):
    new = make(owner)
    revoke_api_key(new.key)
    first = new.key.revoked_at

    revoke_api_key(new.key)

    assert new.key.revoked_at == first


def test_key_may_what_its_scopes_and_events_say(owner: User, event: EventPage):
    other = EventFactory()
    EventRoleFactory(event=other, user=owner)

    principal = authenticate(make(owner, event_ids=[event.pk]).raw)

    assert principal.may("read-draft", event_id=event.pk) is True
    assert principal.may("write", event_id=event.pk) is False
    assert principal.may("read-draft", event_id=other.pk) is False


def test_key_without_events_covers_those_its_creator_owns_and_no_others(owner: User, event: EventPage):
    foreign = EventFactory()
    EventRoleFactory(event=foreign, user=owner, role=EventRole.Role.COLLABORATOR)

    principal = authenticate(make(owner).raw)

    assert principal.may("read-draft", event_id=event.pk) is True
    assert principal.may("read-draft", event_id=foreign.pk) is False


def test_key_loses_an_event_with_its_creators_role(owner: User, event: EventPage):
    new = make(owner, event_ids=[event.pk])
    EventRole.objects.all().delete()

    assert authenticate(new.raw).may("read-draft", event_id=event.pk) is False


def test_key_for_somebody_elses_event_is_refused(owner: User):
    with pytest.raises(NotAllowed):
        make(owner, event_ids=[EventFactory().pk])

    assert APIKey.objects.count() == 0


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"expires_at": clock.now() - timedelta(seconds=1)}, "expires_at"),
        ({"expires_at": clock.now() + timedelta(days=366)}, "expires_at"),
    ],
)
def test_key_that_does_not_fit_is_refused_with_its_field(owner: User, values: dict[str, object], field: str):
    with pytest.raises(InvalidInput) as caught:
        make(owner, **values)

    assert list(caught.value.fields) == [field]


def test_key_is_nowhere_in_the_log(owner: User, caplog: pytest.LogCaptureFixture):
    caplog.set_level("DEBUG")
    new = make(owner)
    authenticate(new.raw)

    assert [part for part in (new.raw, new.raw[10:]) if part in caplog.text] == []
