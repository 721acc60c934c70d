"""Tokens of an outside provider, what they are exchanged for, and who calls the organizer API."""

import time
from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client, RequestFactory
from django.utils import timezone as clock

from accounts.api_keys import create_api_key
from accounts.authentication import OrganizerAuth
from accounts.models import AccessToken, EventRole
from tests.factories import EventFactory, EventRoleFactory, UserFactory
from tests.factories.sign_in import sign_in_as
from tests.fakes.identity_provider import ISSUER, IdentityProvider

pytestmark = pytest.mark.django_db
SESSION, HOST = "/api/organizer/auth/session", "ada@example.org"


@pytest.fixture
def provider(settings):
    with IdentityProvider() as one:
        settings.OUTSIDE_JWT_ISSUER, settings.OUTSIDE_JWT_JWKS_URL = ISSUER, one.url
        yield one


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_token_is_exchanged_for_a_cookie_of_the_organizer_api_which_ends(client, provider, settings):
    UserFactory(email=HOST)
    opened = client.post(SESSION, headers=bearer(provider.token(email=HOST)))
    cookie = client.cookies["organizer_session"]
    known = client.get(SESSION).json()["email"]
    foreign = client.delete(SESSION, headers={"Origin": "https://evil.example"}).status_code
    closed = client.delete(SESSION, headers={"Origin": settings.BASE_URL}).status_code
    thief = Client()
    thief.cookies["organizer_session"] = cookie.value

    assert opened.status_code == 200
    assert (cookie["path"], cookie["httponly"], cookie["max-age"]) == ("/api/organizer", True, 7 * 86400)
    assert (known, foreign, closed, thief.get(SESSION).status_code) == (HOST, 403, 200, 401)


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://other.example"},
        {"aud": "other"},
        {"exp": int(time.time()) - 120},
        {"role": "service_role"},
        {"role": "anon"},
        {"is_anonymous": True},
        {"email_verified": False},
        {"email": "nobody@example.org"},
        {"email": ""},
    ],
)
def test_token_that_says_anything_else_is_refused(client, provider, claims):
    UserFactory(email=HOST)

    answer = client.post(SESSION, headers=bearer(provider.token(**{"email": HOST, **claims})))

    assert (answer.status_code, AccessToken.objects.count()) == (401, 0)


def test_token_of_another_key_or_of_no_algorithm_is_refused(client, provider):
    UserFactory(email=HOST)
    claims = {"iss": ISSUER, "aud": "authenticated", "sub": "1", "email": HOST, "exp": int(time.time()) + 60}
    stranger = ec.generate_private_key(ec.SECP256R1())
    tokens = [
        jwt.encode(claims, stranger, algorithm="ES256", headers={"kid": provider.kid}),
        jwt.encode(claims, None, algorithm="none", headers={"kid": provider.kid}),
        jwt.encode(claims, "s" * 40, algorithm="HS256", headers={"kid": provider.kid}),
        "a.b.c",
    ]

    assert [client.post(SESSION, headers=bearer(token)).status_code for token in tokens] == [401] * 4


def test_keys_are_fetched_once_and_again_for_a_new_one(client, provider):
    UserFactory(email=HOST)
    for _time in range(3):
        client.post(SESSION, headers=bearer(provider.token(email=HOST)))
    once = provider.asked
    provider.key, provider.kid = ec.generate_private_key(ec.SECP256R1()), "key-2"

    renewed = client.post(SESSION, headers=bearer(provider.token(email=HOST)))

    assert (once, renewed.status_code, provider.asked) == (1, 200, 2)


def test_shared_secret_is_accepted_where_it_is_set(client, settings):
    UserFactory(email=HOST)
    settings.OUTSIDE_JWT_ISSUER, settings.OUTSIDE_JWT_SECRET = ISSUER, "s" * 40
    claims = {"iss": ISSUER, "aud": "authenticated", "sub": "1", "email": HOST, "exp": int(time.time()) + 60}

    assert client.post(SESSION, headers=bearer(jwt.encode(claims, "s" * 40, algorithm="HS256"))).status_code == 200
    assert client.post(SESSION, headers=bearer(jwt.encode(claims, "t" * 40, algorithm="HS256"))).status_code == 401


def test_nothing_is_accepted_where_no_provider_is_set(client):
    UserFactory(email=HOST)

    assert client.post(SESSION, headers=bearer("a.b.c")).status_code == 401


def test_caller_may_what_their_role_in_that_event_allows(provider):
    event, other = EventFactory(), EventFactory()
    owner, helper, root = UserFactory(email=HOST), UserFactory(), UserFactory(is_superuser=True, email="r@example.org")
    EventRoleFactory(event=event, user=owner)
    EventRoleFactory(event=event, user=helper, role=EventRole.Role.CHECK_IN)
    key = create_api_key(
        owner, name="k", scopes=["write"], event_ids=[], expires_at=clock.now() + timedelta(days=1)
    ).raw

    def may(token: str) -> list[bool]:
        caller = OrganizerAuth()(RequestFactory().get("/api/organizer/x", headers=bearer(token)))
        return [caller.may("write", event_id=one.pk) for one in (event, other)]

    assert may(key) == [True, False]
    assert may(provider.token(email=HOST)) == [True, False]
    assert may(provider.token(email=helper.email)) == [False, False]
    assert may(provider.token(email=root.email)) == [False, False]


def test_session_calls_the_organizer_api_and_strangers_do_not(client):
    ada = UserFactory(email=HOST)
    before = client.get(SESSION).status_code
    sign_in_as(client, ada)

    assert (before, client.get(SESSION).status_code) == (401, 200)
