"""Attacks on the way into sessions (research/identity-security, section 10); the number of each attack is named."""

from __future__ import annotations

import json
import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import UserSession
from accounts.session_store import row_key
from tests.factories import EventFactory, SessionFactory
from tests.factories.live import ADDRESS, JOIN, event_around, live_session, places, somebody, ticket_for
from tests.factories.sign_in import code_sent_to, sign_in_as
from ticketing.actions import audit
from ticketing.actions.after_sale import cancel_order
from ticketing.models import OnlinePlace

pytestmark = pytest.mark.django_db
JSON, ADA = "application/json", "ada@example.org"


def verify(client: Client, number: str, email: str, **more):
    return client.post("/api/tickets/verify", {"number": number, "email": email}, content_type=JSON, **more)


def shown(answer) -> tuple:
    """Everything that an answer tells, the moment aside."""
    headers = {
        name: value
        for name, value in answer.headers.items()
        if name not in {"Date", "RateLimit", "X-Request-ID", "X-Request-Id"}
    }
    return answer.status_code, answer.content, headers, sorted(answer.cookies)


# 1: another event's ids


def test_ticket_of_another_event_opens_nothing_here(client):
    session = live_session("ticketed")
    other = ticket_for(EventFactory(access_mode="ticketed"))

    page = client.post(f"{JOIN}ticket/", {"number": other.number, "email": ADA})
    decision = client.get(f"/api/sessions/{session.public_id}/access").json()

    assert (page.status_code, decision["outcome"], places()) == (403, "login_required", [])


def test_session_at_another_events_address_is_not_found(client):
    live_session()
    SessionFactory(event=EventFactory(slug="other"), slug="foreign")

    addresses = ["/events/other/sessions/keels/join/", "/events/harbour/sessions/foreign/join/"]

    found = [client.get(one).status_code for one in addresses]
    sent = [client.post(f"{one}{end}").status_code for one in addresses for end in ("", "ticket/", "leave/")]
    assert (found, sent) == ([404, 404], [404] * 6)


def test_place_of_somebody_else_is_not_given_back_by_a_guessed_name(client):
    session = live_session()
    client.post(JOIN, {"name": "Grace"})

    thief = Client()
    thief.post(JOIN.replace("join/", "join/leave/"), {"holder": OnlinePlace.objects.get().holder})
    thief.post(f"/api/sessions/{session.public_id}/leave", {}, content_type=JSON)

    assert places() == ["guest"]


# 2: open redirect


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example", "/auth/logout"])
def test_joining_leads_to_the_session_whatever_is_sent(client, target):
    live_session()

    joined = client.post(f"{JOIN}?next={target}", {"name": "Grace", "next": target, "return_to": target})
    left = client.post(f"{JOIN}leave/?next={target}", {"next": target})

    assert (joined["Location"], left["Location"]) == (ADDRESS, ADDRESS)


@pytest.mark.parametrize(
    "target", [f"//evil.example{JOIN}", f"https://evil.example{JOIN}", f"{JOIN}../../../../auth/logout", f"/x/..{JOIN}"]
)
def test_sign_in_joins_nothing_by_an_address_that_is_not_ours(client, target):
    live_session("registration")
    client.post("/auth/login", {"address": ADA, "next": target})

    answer = client.post("/auth/verify", {"code": code_sent_to(ADA)})

    assert (answer["Location"], places()) == ("/account/", [])


def test_following_a_link_joins_nothing(client):
    live_session("registration")
    sign_in_as(client, somebody())

    assert [client.get(one).status_code for one in (JOIN, f"{JOIN}leave/", f"{JOIN}ticket/")] == [200, 405, 405]
    assert places() == []


# 5 and 17: enumeration


def test_wrong_halves_of_a_pair_look_the_same():
    event = event_around(live_session("ticketed"))
    ticket, closed = ticket_for(event), ticket_for(event, email="bo@example.org")
    cancel_order(closed.order, by=audit.system())

    answers = [
        shown(verify(Client(), number, email))
        for number, email in (
            (ticket.number, "bo@example.org"),
            ("2222-2222-2222", ADA),
            ("2222-2222-2222", "nobody@example.org"),
            (closed.number, "bo@example.org"),
        )
    ]

    assert answers[0][0] == 400
    assert json.loads(answers[0][1])["error"] == "TICKET_UNKNOWN"
    assert answers[1:] == answers[:1] * 3


def test_wrong_pairs_cost_the_same_work():
    """A stopwatch would measure the machine; what the database is asked tells whether the two could differ."""
    ticket = ticket_for(event_around(live_session("ticketed")))
    verify(Client(), "2222-2222-2222", "nobody@example.org")

    work = []
    for number in (ticket.number, "2222-2222-2223"):
        with CaptureQueriesContext(connection) as queries:
            verify(Client(), number, "somebody@example.org")
        work.append([re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in queries])

    assert work[0] == work[1]


def test_session_that_is_hidden_and_one_that_is_not_there_look_the_same(client):
    session = live_session()
    session.unpublish()

    hidden, missing = (shown(client.get(f"/api/sessions/{one}/access")) for one in (session.public_id, uuid4()))

    assert hidden == missing


# 7: session fixation


def test_session_key_planted_before_the_ticket_is_worth_nothing_after(client):
    session = live_session("ticketed")
    ticket = ticket_for(event_around(session))
    client.get("/auth/login")
    planted = client.session
    planted["planted"] = True
    planted.save()
    former = planted.session_key
    client.cookies["sessionid"] = former

    verify(client, ticket.number, ADA)

    attacker = Client()
    attacker.cookies["sessionid"] = former
    assert client.cookies["sessionid"].value != former
    assert not UserSession.objects.filter(session_key=row_key(former)).exists()
    assert attacker.get(f"/api/sessions/{session.public_id}/access").json()["outcome"] == "login_required"
    assert client.get(f"/api/sessions/{session.public_id}/access").json()["outcome"] == "allowed"


def test_shown_ticket_ends_with_signing_out(client):
    session = live_session("ticketed")
    ticket = ticket_for(event_around(session), email="bo@example.org")
    sign_in_as(client, somebody())
    client.post(f"{JOIN}ticket/", {"number": ticket.number, "email": "bo@example.org"})
    client.post("/auth/logout")

    assert client.get(f"/api/sessions/{session.public_id}/access").json()["outcome"] == "login_required"


# 8: changes sent by other sites


@pytest.mark.parametrize("path", ["join", "leave"])
def test_other_sites_change_nothing(path):
    session = live_session("registration")
    browser = Client(enforce_csrf_checks=True)
    sign_in_as(browser, somebody())
    address = f"/api/sessions/{session.public_id}/{path}"

    answers = [
        browser.post(address, "{}", content_type="text/plain"),
        browser.post(address, {}, content_type=JSON),
        Client().post(address, "{}", content_type="text/plain"),
        Client().post(address, {}, content_type=JSON, headers={"Origin": "https://evil.example"}),
        browser.post(JOIN, {}),
        browser.post(f"{JOIN}leave/", {}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 6
    assert places() == []


def test_ticket_of_an_attacker_is_not_planted_by_another_site(client):
    ticket = ticket_for(event_around(live_session("ticketed")))

    answer = verify(client, ticket.number, ADA, headers={"Origin": "https://evil.example"})

    assert (answer.status_code, answer.json()["error"], answer.cookies.keys()) == (403, "CSRF_FAILED", {}.keys())


# 11 and 25: names, and keys that are not known


def test_name_is_shown_as_text(client):
    live_session()
    client.post(JOIN, {"name": "<script>alert(1)</script>"})

    html = client.get(ADDRESS).content.decode()

    assert "Others see you as &lt;script&gt;alert(1)&lt;/script&gt;." in html


@pytest.mark.parametrize("extra", [{"role": "organizer"}, {"user": 1}, {"outcome": "allowed"}])
def test_nobody_gains_a_role_by_sending_one(client, extra):
    session = live_session()

    answer = client.post(f"/api/sessions/{session.public_id}/join", {"name": "Grace", **extra}, content_type=JSON)

    assert (answer.status_code, list(answer.json()["fields"]), places()) == (400, list(extra), [])


# 29: logs


def test_numbers_and_addresses_are_in_no_log(client, caplog):
    ticket = ticket_for(event_around(live_session("ticketed")))
    for email in ("bo@example.org", ADA):
        client.post(f"{JOIN}ticket/", {"number": ticket.number, "email": email})

    assert ticket.number not in caplog.text
    assert ADA not in caplog.text
