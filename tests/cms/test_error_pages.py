"""The pages for what went wrong: designed, with the right status, and without a word of what happened inside."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.test.client import RequestFactory

from cms.views import server_error

pytestmark = pytest.mark.urls("tests.cms.failing_urls")
PAGES = {
    "/fails/suspicious/": (400, "We could not read that request."),
    "/fails/refused/": (403, "This page is not open to you."),
    "/no-such-page/": (404, "There is no room behind this door."),
    "/fails/broken/": (500, "Something went wrong on our side."),
    "/fails/without-database/": (503, "This is not possible right now."),
}
ANSWERS = {
    "/api/fails/suspicious/": (400, "INVALID_INPUT"),
    "/api/fails/refused/": (403, "NOT_ALLOWED"),
    "/api/no-such-thing/": (404, "NOT_FOUND"),
    "/api/fails/broken/": (500, "SERVER_ERROR"),
    "/api/fails/without-database/": (503, "UNAVAILABLE"),
}
LEAKS = ("detail", "Traceback", "Exception", "Error at", "cms.urls", "/site-packages/", "django")


@pytest.fixture
def visitor() -> Client:
    """A browser that gets to see what a server answers; the test client would raise."""
    return Client(raise_request_exception=False)


def heading(response: Any) -> str:
    found = re.search(r"<h1>(.*?)</h1>", response.content.decode())
    return found[1] if found else ""


def leaks(response: Any) -> list[str]:
    text = response.content.decode()
    return [word for word in LEAKS if word in text]


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_page_says_what_to_do_and_nothing_of_the_inside(visitor, address):
    response = visitor.get(address)

    assert (response.status_code, heading(response)) == PAGES[address]
    assert (leaks(response), response["Content-Type"]) == ([], "text/html; charset=utf-8")
    page = response.content.decode()
    assert ('<meta name="robots" content="noindex">' in page, 'href="/"' in page, "css/base" in page) == (
        True,
        True,
        True,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("address", ANSWERS)
def test_program_gets_the_same_as_json(visitor, address):
    response = visitor.get(address)

    assert (response.status_code, response.json()["error"]) == ANSWERS[address]
    assert (leaks(response), sorted(response.json())) == ([], ["error", "message"])


FAILURES = {address: status for address, (status, _said) in (PAGES | ANSWERS).items() if status >= 500}


@pytest.mark.parametrize("address", FAILURES)
def test_failure_is_told_without_the_database(visitor, settings, address):
    """No `django_db`: a single query would fail the test, also one for who is signed in."""
    visitor.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    assert visitor.get(address).status_code == FAILURES[address]


def test_failure_before_any_middleware_has_its_page_too():
    assert heading(server_error(RequestFactory().get("/"))) == "Something went wrong on our side."


@pytest.mark.django_db
def test_host_that_is_not_ours_is_refused_as_a_page(visitor, settings):
    settings.ALLOWED_HOSTS = ["testserver"]

    response = visitor.get("/events/", HTTP_HOST="elsewhere.example")

    assert (response.status_code, heading(response)) == (400, "We could not read that request.")


@pytest.mark.django_db
def test_form_that_cannot_be_checked_says_so():
    response = Client(enforce_csrf_checks=True).post("/auth/login", {"address": "ada@example.org"})

    assert (response.status_code, heading(response), leaks(response)) == (403, "The form was open for too long.", [])


@pytest.mark.django_db
@pytest.mark.urls("cms.urls")
@pytest.mark.parametrize("address", ["/no-such-page/", "/e/nothing", "/events/nothing/"])
def test_developers_see_the_same_page_where_nothing_is_found(visitor, settings, event_index, address):
    settings.DEBUG = True
    response = visitor.get(address)

    assert (response.status_code, heading(response), leaks(response)) == (*PAGES["/no-such-page/"], [])
