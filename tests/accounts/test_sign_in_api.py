"""`/api/auth/…`: the two steps, tokens, the account, and what other sites may not do."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone as clock

from accounts.models import AccessToken, AddressDevice, LoginChallenge, User, UserSession
from tests.factories import EventFactory, EventRoleFactory, UserFactory
from tests.factories.sign_in import code_sent_to, link_sent_to, sign_in_as, wrong

pytestmark = pytest.mark.django_db
ADA = "ada@example.org"


def ask(client, **body):
    return client.post("/api/auth/otp/request", body or {"email": ADA}, content_type="application/json")


def give(client, **body):
    return client.post("/api/auth/otp/verify", body, content_type="application/json")


def test_new_address_gets_account_and_session(client):
    asked = ask(client, email=" Ada@Example.org ", return_to="/events/")
    answer = give(client, challenge=asked.json()["challenge"], code=code_sent_to(ADA), name="Ada")

    assert (asked.status_code, asked.json() | {"challenge": "x"}) == (
        202,
        {"success": True, "challenge": "x", "resend_after": 60},
    )
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "user": {"email": ADA, "phone": None, "name": "Ada", "organization": ""},
            "created": True,
            "redirect_to": "/events/",
            "token": None,
            "expires_at": None,
        },
    )
    assert client.get("/api/auth/me").json() == {
        "email": ADA,
        "phone": None,
        "name": "Ada",
        "organization": "",
        "addresses": [
            {
                "kind": "email",
                "address": ADA,
                "primary": True,
                "verified_at": AddressDevice.objects.get().verified_at.isoformat(timespec="milliseconds")[:-6] + "Z",
            }
        ],
        "roles": [],
    }


def test_request_makes_no_account(client):
    ask(client)

    assert User.objects.count() == 0


def test_known_address_signs_in_to_its_account(client):
    ada = UserFactory(email=ADA, name="Ada")
    ask(client)

    answer = give(client, email=ADA, code=code_sent_to(ADA))

    assert (answer.json()["created"], answer.json()["redirect_to"]) == (False, "/account/")
    assert UserSession.objects.filter(user=ada).count() == 1


def test_address_stands_for_the_challenge_only_in_the_browser_that_asked(client):
    ask(client)

    answer = give(Client(), email=ADA, code=code_sent_to(ADA))

    assert (answer.status_code, answer.json()["error"]) == (410, "CODE_EXPIRED")


def test_code_works_once(client):
    challenge = ask(client).json()["challenge"]
    code = code_sent_to(ADA)
    give(client, challenge=challenge, code=code)

    again = give(Client(), challenge=challenge, code=code)

    assert (again.status_code, again.json()["error"]) == (410, "CODE_EXPIRED")


def test_code_may_be_pasted_with_spaces_and_dashes(client):
    ask(client)
    code = code_sent_to(ADA)

    answer = give(client, email=ADA, code=f" {code[:3]}-{code[3:]} ")

    assert answer.status_code == 200


def test_sixth_wrong_code_finds_a_dead_challenge_and_the_right_one_fails_too(client):
    challenge = ask(client).json()["challenge"]
    code = code_sent_to(ADA)

    answers = [give(client, challenge=challenge, code=wrong(code)) for _attempt in range(6)]
    right = give(client, challenge=challenge, code=code)

    assert [answer.json()["error"] for answer in answers] == ["WRONG_CODE"] * 4 + ["CODE_LOCKED"] * 2
    assert (right.status_code, right.json()["error"]) == (409, "CODE_LOCKED")
    assert LoginChallenge.objects.get().attempts == 5


def test_link_works_when_the_digits_are_dead(client):
    challenge = ask(client).json()["challenge"]
    for _attempt in range(5):
        give(client, challenge=challenge, code=wrong(code_sent_to(ADA)))

    answer = Client().post(f"/auth/link/{link_sent_to(ADA)}")

    assert (answer.status_code, answer["Location"]) == (302, "/account/")


def test_code_expires_after_ten_minutes(client):
    ask(client)
    LoginChallenge.objects.update(
        sent_at=clock.now() - timedelta(minutes=10, seconds=1), expires_at=clock.now() - timedelta(seconds=1)
    )

    assert give(client, email=ADA, code=code_sent_to(ADA)).json()["error"] == "CODE_EXPIRED"


def test_token_signs_in_without_cookies(client):
    challenge = ask(client).json()["challenge"]
    answer = give(client, challenge=challenge, code=code_sent_to(ADA), token=True).json()
    bearer = {"Authorization": f"Bearer {answer['token']}"}
    program = Client()

    me = program.get("/api/auth/me", headers=bearer)
    changed = program.patch("/api/auth/me", {"name": "Ada L."}, content_type="application/json", headers=bearer)
    out = program.post("/api/auth/logout", headers=bearer)
    after = program.get("/api/auth/me", headers=bearer)

    assert (me.json()["email"], changed.json()["name"], out.status_code, after.status_code) == (ADA, "Ada L.", 200, 401)
    assert answer["token"] not in str(AccessToken.objects.values())


def test_token_expires(client):
    challenge = ask(client).json()["challenge"]
    token = give(client, challenge=challenge, code=code_sent_to(ADA), token=True).json()["token"]
    AccessToken.objects.update(expires_at=clock.now())

    assert Client().get("/api/auth/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_session_key_changes_with_sign_in_and_ends_with_sign_out(client):
    ask(client)
    before = client.cookies["sessionid"].value
    give(client, email=ADA, code=code_sent_to(ADA))
    after = client.cookies["sessionid"].value
    client.post("/api/auth/logout")
    old, ended = Client(), Client()
    old.cookies["sessionid"], ended.cookies["sessionid"] = before, after

    assert before != after
    assert [one.get("/api/auth/me").status_code for one in (client, old, ended)] == [401, 401, 401]


def test_signing_in_again_as_the_same_person_changes_the_session_key(client):
    for _time in range(2):
        ask(client)
        give(client, email=ADA, code=code_sent_to(ADA))
        LoginChallenge.objects.all().delete()
        keys = client.cookies["sessionid"].value
    assert UserSession.objects.filter(user__email=ADA).count() == 1
    assert keys


def test_session_table_holds_no_cookie_value(client):
    ask(client)
    give(client, email=ADA, code=code_sent_to(ADA))

    assert client.cookies["sessionid"].value not in str(UserSession.objects.values())


def test_disabled_person_is_told_only_after_the_right_code(client):
    UserFactory(email=ADA, is_active=False)
    asked = ask(client)
    wrong_answer = give(client, email=ADA, code=wrong(code_sent_to(ADA)))
    right = give(client, email=ADA, code=code_sent_to(ADA))

    assert asked.status_code == 202
    assert wrong_answer.json()["error"] == "WRONG_CODE"
    assert (right.status_code, right.json()["error"]) == (403, "ACCOUNT_DISABLED")
    assert "_auth_user_id" not in client.session


def test_sessions_are_listed_and_ended_and_those_of_others_are_not_there(client):
    ada, other = UserFactory(email=ADA), UserFactory()
    phone, stranger = Client(), Client()
    for browser, person in ((client, ada), (stranger, other)):
        sign_in_as(browser, person)
    ask(phone)
    give(phone, email=ADA, code=code_sent_to(ADA))

    listed = client.get("/api/auth/sessions").json()["sessions"]
    ended = next(one["id"] for one in listed if not one["is_current"])
    foreign = stranger.delete(f"/api/auth/sessions/{ended}")
    own = client.delete(f"/api/auth/sessions/{ended}")

    assert [one["is_current"] for one in listed] == [False, True]
    assert (foreign.status_code, own.status_code) == (404, 200)
    assert [one.get("/api/auth/me").status_code for one in (client, phone)] == [200, 401]


def test_roles_are_named_by_event(client):
    ada = UserFactory(email=ADA)
    EventRoleFactory(event=EventFactory(slug="alpine"), user=ada)
    sign_in_as(client, ada)

    assert client.get("/api/auth/me").json()["roles"] == [{"event": "alpine", "role": "owner"}]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": "a\u200bda@example.org"}, "email"),
        ({"email": "ada@exam ple.org"}, "email"),
        ({"email": "аda@example.org"}, "email"),  # a Cyrillic letter
        ({"phone": "12"}, "phone"),
        ({"phone": "+44 909 879 0000"}, "phone"),
        ({"phone": "+1 900 555 0100"}, "phone"),
        ({"email": ADA, "phone": "+49 30 123456"}, "phone"),
        ({}, "email"),
        ({"email": ADA, "is_staff": True}, "is_staff"),
    ],
)
def test_input_that_does_not_fit_is_refused_beside_its_field(client, body, field):
    answer = client.post("/api/auth/otp/request", body, content_type="application/json")

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])


def test_unknown_keys_change_nothing(client):
    ada = UserFactory(email=ADA)
    sign_in_as(client, ada)

    answer = client.patch("/api/auth/me", {"name": "A", "is_superuser": True}, content_type="application/json")

    ada.refresh_from_db()
    assert (answer.status_code, ada.is_superuser, ada.name != "A") == (400, False, True)
