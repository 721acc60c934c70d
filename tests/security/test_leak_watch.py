"""The control of the leak watch (tests/leaks.py): each kind of leak is found, and clean lines are not."""

from __future__ import annotations

import logging
import secrets

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from accounts.api_keys import new_raw_key
from accounts.macs import new_code, new_link_token
from notifications.signing import new_nonce, secret_for
from tests import leaks
from tests.factories import UserFactory
from tests.factories.sign_in import sign_in_as
from tests.factories.ticketing import CategoryFactory, ticket_of
from tests.leaks import Answer, WatchHandler, WatchMiddleware, watch
from ticketing.codes import ticket_code
from ticketing.links import order_path, order_secret

pytestmark = pytest.mark.django_db
log = logging.getLogger("foyer.control")


def found() -> list[str]:
    """What leaked, and the watch as if nothing had: this test is not to fail for what it tries."""
    leaked = [leak.partition(" in the ")[0] for leak in watch.leaks]
    watch.leaks.clear()
    return leaked


def answered(response: HttpResponse, path: str = "/", **sent: str) -> list[str]:
    """What the watch finds in this answer to a request for `path`."""
    request = RequestFactory().get(path, **sent)
    answer = WatchMiddleware(lambda _request: response)(request)
    if answer.streaming:
        b"".join(answer)
    return found()


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("asked by ada@example.org", "an address of a person"),
        ('{"to": "ada@example.org"}', "an address of a person"),
        ("text to +254712345678", "a phone number"),
        ("secret=mfrggzdfmztwq2lknnwg23tpobyxe43u", "the secret of an order"),
        ("otpauth://totp/Foyer", "an authenticator's secret"),
    ],
)
def test_line_with_a_secret_is_found(line, kind):
    log.warning(line)
    assert found() == [kind]


@pytest.mark.parametrize(
    "line",
    [
        "request 0f3a9c5be2d14c7788ab61c0de5f2a97 took 123.456789 ms",
        "abcdefabcdefabcdefabcdefabcdefab is the id of a request",
        "2030-05-06T07:00:00.123456+00:00",
        "/orders/BS24WPZMZH/mfrggzdfmztwq2lknnwg23tpobyxe43u/pay is taken out by the log itself",
        "order BS24WPZMZH is paid",
        "12 orders @ 4.00",
    ],
)
def test_line_without_one_is_not(line):
    new_code()
    log.warning(line)
    assert found() == []


def test_secrets_made_meanwhile_are_found_in_lines():
    code, token, key = new_code(), new_link_token(), new_raw_key()
    for line in (f"code {code}", f"code {code[:3]} {code[3:]}", f"Hello\n{code}", f"token={token}", f"key {key}"):
        log.error(line)
    assert found() == ["a code", "a code", "a code", "a token", "a key or token of the API"]


def test_traceback_is_part_of_the_line():
    try:
        int("ada@example.org")
    except ValueError:
        log.exception("failed")
    assert found() == ["an address of a person"]


def test_webhook_secret_ticket_code_and_key_of_the_platform_are_found_in_lines(settings):
    ticket = ticket_of(CategoryFactory())
    for line in (secret_for(new_nonce()), ticket_code(ticket), order_secret(ticket.order), settings.SECRET_KEY):
        log.warning(line)
    expected = ["the secret of a webhook", "a ticket's code", "the secret of an order", "a key of the platform"]
    assert found() == expected


def test_code_and_token_are_found_in_answers():
    code, token = new_code(), new_link_token()
    assert answered(HttpResponse(f"<b>{code}</b>")) == [code]
    assert answered(HttpResponse(f"{code[:3]} {code[3:]}")) == [code]
    assert answered(HttpResponse(status=302, headers={"Location": f"/auth/link/{token}"})) == [token]
    assert answered(StreamingHttpResponse([b"a", token.encode()])) == [token]


def test_what_the_request_brought_is_no_news_to_it():
    code, token = new_code(), new_link_token()
    assert answered(HttpResponse(f"{token} {code}"), f"/auth/link/{token}?code={code}") == []
    assert answered(HttpResponse(f'<input value="{token}">'), "/", HTTP_AUTHORIZATION=token) == []


def test_codes_look_alikes_are_no_code():
    code = new_code()
    assert answered(HttpResponse(f"#{code} 0.{code} {code}7 a{code} {code}-9")) == []


def test_key_of_the_api_is_handed_over_once():
    key = new_raw_key()
    assert answered(HttpResponse(key)) == []
    assert answered(HttpResponse(key)) == [key]


def test_keys_of_the_platform_and_the_session_are_found_in_answers(settings):
    settings.SIGN_IN_KEYS = [secrets.token_hex(32)]
    settings.EMAIL_HOST_PASSWORD = None
    session = {"HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}=abcdefgh12345678"}
    assert answered(HttpResponse(settings.SECRET_KEY)) == [settings.SECRET_KEY]
    assert answered(HttpResponse(settings.SIGN_IN_KEYS[0])) == settings.SIGN_IN_KEYS
    assert answered(HttpResponse("sid abcdefgh12345678"), **session) == ["its session"]


def test_other_peoples_addresses_are_found_where_everybody_reads():
    UserFactory(email="ada@example.org")
    ticket = ticket_of(CategoryFactory(), email="bob@example.org")
    both = HttpResponse("ada@example.org, Bob@example.org, hello@foyer.example")

    assert answered(both) == ["ada@example.org", "bob@example.org"]
    assert answered(both, "/?to=ada%40example.org") == ["bob@example.org"]
    assert answered(both, order_path(ticket.order)) == ["ada@example.org"]
    assert answered(both, "/organizer/events/x/orders/") == []


def test_whoever_is_handed_a_token_has_proved_one_address():
    UserFactory(email="ada@example.org")
    UserFactory(email="bob@example.org")
    assert answered(HttpResponse(f"{new_raw_key()} ada@example.org")) == []
    assert answered(HttpResponse(f"{new_raw_key()} ada@example.org bob@example.org")) == [
        "ada@example.org",
        "bob@example.org",
    ]


def test_page_that_asks_for_the_code_names_the_address_that_was_given():
    UserFactory(email="ada@example.org")
    UserFactory(email="bob@example.org")
    both = HttpResponse("ada@example.org bob@example.org")
    assert answered(HttpResponse(), "/auth/login?address=ada%40example.org") == []
    assert answered(both, "/auth/verify") == ["bob@example.org"]
    assert answered(both, "/events/") == ["ada@example.org", "bob@example.org"]


def test_own_address_is_no_leak_and_anothers_is(client: Client):
    ada, bob = UserFactory(email="ada@example.org"), UserFactory(email="bob@example.org")
    request = RequestFactory().get("/account/")
    request.user = ada
    WatchMiddleware(lambda _request: HttpResponse(f"{ada.email} {bob.email}"))(request)
    assert found() == ["bob@example.org"]

    sign_in_as(client, ada)
    assert ada.email in client.get("/account/").content.decode()
    assert found() == []


def test_watch_stands_in_the_chain_and_at_the_log(settings, client: Client):
    assert settings.MIDDLEWARE.count("tests.leaks.WatchMiddleware") == 1
    assert [type(handler) for handler in logging.getLogger().handlers].count(WatchHandler) == 1

    watch.tokens.add("html")
    client.get("/auth/login")
    assert found() == ["html"]


def test_watch_listens_again_after_the_logging_was_configured_anew():
    logging.getLogger().removeHandler(leaks.HANDLER)
    watch.begin()
    log.warning("to ada@example.org")
    assert found() == ["an address of a person"]


def test_each_test_begins_with_nothing_noted():
    watch.look_at_answer(Answer("/", new_link_token()))
    watch.begin()
    assert watch == leaks.Watch()


def test_files_are_left_alone(tmp_path):
    token = new_link_token()
    file = tmp_path / "file.txt"
    file.write_text(token)
    with file.open("rb") as opened:
        assert answered(FileResponse(opened)) == []
