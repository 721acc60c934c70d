"""What pages of other sites may not do in their reader's name (research/identity-security, attack 8)."""

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import LoginChallenge
from tests.factories import UserFactory
from tests.factories.sign_in import sign_in_as

pytestmark = pytest.mark.django_db
ADA = "ada@example.org"


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
@pytest.mark.parametrize("path", ["/api/auth/otp/request", "/api/auth/otp/verify", "/api/auth/otp/resend"])
def test_forms_of_other_sites_are_refused(path, content_type):
    body = '{"email": "a@example.org"}'
    answer = Client(enforce_csrf_checks=True).generic("POST", path, body, content_type=content_type)

    assert (answer.status_code, answer.json()["error"]) == (403, "CSRF_FAILED")
    assert LoginChallenge.objects.count() == 0


def test_json_of_another_origin_is_refused():
    answer = Client().post(
        "/api/auth/otp/request",
        {"email": ADA},
        content_type="application/json",
        headers={"Origin": "https://evil.example"},
    )

    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "/api/auth/logout"),
        ("patch", "/api/auth/me"),
        ("delete", "/api/auth/sessions/00000000-0000-4000-8000-000000000000"),
    ],
)
def test_changes_by_session_need_the_csrf_token(method, path):
    client = Client(enforce_csrf_checks=True)
    sign_in_as(client, UserFactory(email=ADA))

    answer = getattr(client, method)(path, {}, content_type="application/json")

    assert (answer.status_code, answer.json()["error"]) == (403, "CSRF_FAILED")


def test_csrf_token_of_me_lets_a_change_through():
    client = Client(enforce_csrf_checks=True)
    sign_in_as(client, UserFactory(email=ADA))
    client.get("/api/auth/me")
    token = client.cookies[settings.CSRF_COOKIE_NAME].value

    answer = client.patch(
        "/api/auth/me", {"name": "Ada"}, content_type="application/json", headers={"X-CSRFToken": token}
    )

    assert (answer.status_code, answer.json()["name"]) == (200, "Ada")
