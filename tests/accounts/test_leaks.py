"""What tells nothing to those it does not concern: answers, logs, addresses of the site (attacks 5, 8, 20, 21, 29)."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import LoginChallenge
from cms.logs import without_links
from notifications.models import OutboxMessage
from tests.factories import UserFactory
from tests.factories.sign_in import code_sent_to, latest_text, link_sent_to, wrong

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN, DISABLED = "known@example.org", "nobody@example.org", "closed@example.org"
CHANGING = re.compile(r"[0-9a-f]{32}")


@pytest.fixture
def people():
    UserFactory(email=KNOWN)
    UserFactory(email=DISABLED, is_active=False)


def seen_by(address: str) -> tuple[object, ...]:
    """All that a stranger sees of a request, and how much work it was."""
    client = Client()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.post("/api/auth/otp/request", {"email": address}, content_type="application/json")
    headers = {name: value for name, value in answer.items() if name != "X-Request-ID" and "RateLimit" not in name}
    statements = [re.sub(r"'[^']*'|\d+", "?", query["sql"])[:80] for query in queries]
    return answer.status_code, CHANGING.sub("…", answer.content.decode()), headers, sorted(client.cookies), statements


def test_known_unknown_and_closed_accounts_look_and_cost_the_same(people):
    seen_by("warm@example.org")

    known, unknown, closed = (seen_by(address) for address in (KNOWN, UNKNOWN, DISABLED))

    assert known == unknown == closed


def test_known_and_unknown_get_the_same_mail(people):
    for address in (KNOWN, UNKNOWN):
        seen_by(address)

    said = [re.sub(r"\d{3} \d{3}|/auth/link/[\w-]+", "…", latest_text(address)) for address in (KNOWN, UNKNOWN)]
    assert said[0] == said[1]


def test_wrong_code_says_the_same_for_all(people):
    answers = []
    for address in (KNOWN, UNKNOWN, DISABLED):
        client = Client()
        client.post("/auth/login", {"address": address})
        body = {"email": address, "code": wrong(code_sent_to(address))}
        answers.append(client.post("/api/auth/otp/verify", body, content_type="application/json").json())

    assert answers[0] == answers[1] == answers[2]


def test_link_in_the_mail_never_takes_the_host_of_the_request(settings):
    settings.ALLOWED_HOSTS = ["*"]
    Client().post(
        "/auth/login", {"address": KNOWN}, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    )

    assert settings.BASE_URL + "/auth/link/" in latest_text(KNOWN)
    assert "evil.example" not in str(OutboxMessage.objects.get().payload)


def test_address_with_a_line_break_makes_no_mail():
    Client().post("/auth/login", {"address": "a@example.org\r\nBcc: b@example.org"})

    assert (LoginChallenge.objects.count(), OutboxMessage.objects.count()) == (0, 0)


def test_database_holds_neither_code_nor_link():
    Client().post("/auth/login", {"address": KNOWN})
    stored = str(list(LoginChallenge.objects.values()))

    assert code_sent_to(KNOWN) not in re.sub(r"[0-9a-f]{32,}", "", stored)
    assert link_sent_to(KNOWN) not in stored


@pytest.mark.parametrize("before", ["/auth/link/", "/orders/BS24WPZMZH/", "/waiting/0d9a-3da0/", "/payments/sandbox/"])
def test_log_holds_no_link_of_a_request_that_was_refused(before):
    line = without_links(None, "warning", {"event": f"Forbidden: {before}AbC-_123/pay/", "path": f"{before}AbC-_123"})

    assert line == {"event": f"Forbidden: {before}…/pay/", "path": f"{before}…"}


def exempt_views(patterns: list[URLPattern | URLResolver], prefix: str = "") -> set[str]:
    found: set[str] = set()
    for one in patterns:
        path = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            found |= exempt_views(one.url_patterns, path)
        elif getattr(one.callback, "csrf_exempt", False):
            found.add(path)
    return found


def test_no_page_of_the_room_is_exempt_from_the_csrf_check():
    """Ninja checks by its own `auth` (test_other_sites.py), Wagtail's admin API by REST framework's session check."""
    exempt = exempt_views(get_resolver().url_patterns)

    rooms = {path for path in exempt if path.startswith(("auth/", "account/", "cms/"))}
    assert {path for path in rooms if not path.startswith("cms/api/main/")} == set()
