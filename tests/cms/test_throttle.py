"""The limit on requests to the API."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone as clock

from accounts.api_keys import create_api_key, new_raw_key
from gallery.guest_cookie import new_token
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ADDRESS = "/api/events/there-is-no-such-event"


@pytest.fixture
def _limit(settings) -> None:
    settings.API_RATE_LIMIT = 2
    settings.API_KEY_RATE_LIMIT = 3


@pytest.mark.usefixtures("_limit")
def test_answer_says_what_is_left(client: Client):
    first, second = client.get(ADDRESS), client.get(ADDRESS)

    assert first["RateLimit-Policy"] == '"api";q=2;w=60'
    assert [answer["RateLimit"].split(";")[1] for answer in (first, second)] == ["r=1", "r=0"]
    assert "Retry-After" not in second


@pytest.mark.usefixtures("_limit")
def test_request_beyond_the_limit_is_refused_in_the_error_shape(client: Client):
    client.get(ADDRESS)
    client.get(ADDRESS)

    refused = client.get(ADDRESS)

    assert refused.status_code == 429
    assert sorted(refused.json()) == ["error", "message"]
    assert refused.json()["error"] == "RATE_LIMITED"
    assert 0 < int(refused["Retry-After"]) <= 60
    assert refused["Cache-Control"] == "no-store"


@pytest.mark.usefixtures("_limit")
def test_other_client_has_a_limit_of_its_own(client: Client):
    for _ in range(3):
        client.get(ADDRESS)

    assert client.get(ADDRESS, REMOTE_ADDR="192.0.2.7").status_code == 404


@pytest.mark.usefixtures("_limit")
def test_forged_forwarding_header_gains_nothing(client: Client):
    answers = [client.get(ADDRESS, headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code for n in range(3)]

    assert answers == [404, 404, 429]


@pytest.mark.usefixtures("_limit")
def test_valid_key_counts_for_itself_and_an_invented_one_for_its_sender(client: Client):
    new = create_api_key(
        UserFactory(), name="App", scopes=["read-live"], event_ids=[], expires_at=clock.now() + timedelta(days=1)
    )

    known = [client.get(ADDRESS, headers={"Authorization": f"Bearer {new.raw}"}).status_code for _ in range(4)]
    invented = [client.get(ADDRESS, headers={"Authorization": f"Bearer {new_raw_key()}"}).status_code for _ in range(3)]

    assert known == [404, 404, 404, 429]
    assert invented == [404, 404, 429]


@pytest.mark.usefixtures("_limit")
def test_guest_of_a_gallery_counts_alone_there_and_with_the_others_elsewhere(client: Client):
    gallery = "/api/guest/events/there-is-none"
    statuses = {}
    for name, token in (("guest", new_token()), ("other", new_token()), ("forged", f"{'a' * 32}.{'b' * 32}")):
        client.cookies["gallery_guest"] = token
        statuses[name] = [client.get(gallery).status_code for _ in range(3)]

    assert statuses == {"guest": [404, 404, 429], "other": [404, 404, 429], "forged": [404, 404, 429]}
    assert client.get(ADDRESS).status_code == 429


@pytest.mark.usefixtures("_limit")
def test_pages_are_not_limited(client: Client):
    assert [client.get("/healthz").status_code for _ in range(4)] == [200] * 4


def test_limit_of_zero_is_no_limit(client: Client, settings):
    settings.API_RATE_LIMIT = 0

    assert "RateLimit" not in client.get(ADDRESS)
