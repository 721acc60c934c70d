"""Who may ask the express lane for what, and how it refuses."""

from __future__ import annotations

import logging
from datetime import timedelta

import httpx
import pytest
from django.utils import timezone as clock

from live_control.models import Participant
from live_control.stream.lane import MOST_ACTS, MOST_WAITING
from live_control.stream.tickets import Audience, write_ticket
from tests.factories.live import live_header, live_ticket, options_of, person_in, poll_in
from tests.live_control.stream.served import Page

pytestmark = pytest.mark.django_db(transaction=True)
STREAM, VOTES, REACTIONS = "/live/stream", "/api/live/votes", "/api/live/reactions"


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


def test_everything_else_is_the_inner_applications(served):
    for path in ("/", "/live", "/live/stream/", "/api/live/questions"):
        assert httpx.get(served.url + path).status_code == 299


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", STREAM, "GET"),
        ("OPTIONS", STREAM, "GET"),
        ("GET", VOTES, "POST"),
        ("DELETE", VOTES, "POST"),
        ("OPTIONS", REACTIONS, "POST"),
    ],
)
def test_wrong_method_is_refused(served, method, path, allowed):
    answer = httpx.request(method, served.url + path)
    assert (code(answer), answer.headers["allow"]) == ((405, "METHOD_NOT_ALLOWED"), allowed)


def test_head_of_a_stream_is_refused_without_a_body(served):
    answer = httpx.head(served.url + STREAM)
    assert (answer.status_code, answer.content) == (405, b"")


def test_page_of_another_site_is_refused_and_an_own_one_is_not(served, session, settings):
    ada = person_in(session)
    url, headers = served.url + REACTIONS, live_header(ada)
    for origin in ("https://elsewhere.example", "null"):
        answer = httpx.post(url, json={"kind": "heart"}, headers=headers | {"Origin": origin})
        assert code(answer) == (403, "NOT_ALLOWED")
        assert "access-control-allow-origin" not in answer.headers
    for origin in (settings.BASE_URL, served.url):
        assert httpx.post(url, json={"kind": "heart"}, headers=headers | {"Origin": origin}).status_code == 204


def expired(person: Participant) -> str:
    until = clock.now() - timedelta(seconds=1)
    return write_ticket(person.session_id, person.pk, seat=1, audience=Audience.VIEWER, until=until)


def test_bad_tickets_open_no_stream(served, session):
    ada = person_in(session)
    good = live_ticket(ada)
    ada.delete()
    for ticket in ("", "nonsense", good[:-2] + "xx", expired(ada.__class__(pk=1, session=session)), good):
        answer = httpx.get(served.url + STREAM, params={"ticket": ticket})
        assert code(answer) == (401, "TICKET_OVER")


def test_bad_tickets_cast_no_votes(served, session):
    ada, poll = person_in(session), poll_in(session)
    body = {"poll": str(poll.public_id), "options": [str(options_of(poll)[0].public_id)]}
    for headers in ({}, {"Authorization": "Live x"}, {"Authorization": f"Bearer {live_ticket(ada)}"}):
        assert code(httpx.post(served.url + VOTES, json=body, headers=headers)) == (401, "TICKET_OVER")
    Participant.objects.update(out="ejected")
    assert code(served.post(VOTES, live_ticket(ada), body)) == (401, "TICKET_OVER")
    assert poll.votes.count() == 0


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", (400, "INVALID_INPUT")),
        (b"{", (400, "INVALID_INPUT")),
        (b"[" * 10_000, (400, "INVALID_INPUT")),
        (b'"' + b"x" * 20_000 + b'"', (400, "INVALID_INPUT")),
        (b"[]", (400, "INVALID_INPUT")),
        (b"{}", (404, "NOT_FOUND")),
        (b'{"poll": "11111111-2222-4333-8444-555555555555"}', (404, "NOT_FOUND")),
    ],
)
def test_what_is_no_vote_is_refused(served, session, content, expected):
    answer = httpx.post(served.url + VOTES, content=content, headers=live_header(person_in(session)))
    assert code(answer) == expected


def test_refusals_name_the_field_and_the_reason(served, session):
    ada, poll, closed = person_in(session), poll_in(session), poll_in(session, "closed")
    answer = served.post(VOTES, live_ticket(ada), {"poll": str(poll.public_id), "rating": 3})
    assert (code(answer), list(answer.json()["fields"])) == ((400, "INVALID_INPUT"), ["options"])
    option = str(options_of(closed)[0].public_id)
    answer = served.post(VOTES, live_ticket(ada), {"poll": str(closed.public_id), "options": [option]})
    assert code(answer) == (409, "POLL_CLOSED")


def test_unknown_reaction_is_refused(served, session):
    answer = served.post(REACTIONS, live_ticket(person_in(session)), {"kind": "<b>"})
    assert (code(answer), list(answer.json()["fields"])) == ((400, "INVALID_INPUT"), ["kind"])


def test_one_person_acts_so_often_and_no_more(served, session):
    ada = live_ticket(person_in(session))
    answers = [served.post(REACTIONS, ada, {"kind": "heart"}) for _number in range(MOST_ACTS + 1)]
    assert [answer.status_code for answer in answers] == [204] * MOST_ACTS + [429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 10
    assert served.post(REACTIONS, live_ticket(person_in(session)), {"kind": "heart"}).status_code == 204


def test_tickets_stand_in_no_log(served, session, caplog):
    caplog.set_level(logging.DEBUG)
    good = live_ticket(person_in(session))
    with Page(served, good) as page:
        page.wait_for("board")
        served.post(REACTIONS, good, {"kind": "heart"})
        signature = good.rpartition(":")[2][:-2]
        httpx.get(served.url + STREAM, params={"ticket": f"x:{signature}xx"})
        assert signature in str(page.request.url)
    assert [record.getMessage() for record in caplog.records if signature in record.getMessage()] == []


def test_vote_behind_too_many_others_is_asked_to_come_again(served, session):
    ada, poll = person_in(session), poll_in(session)
    body = {"poll": str(poll.public_id), "options": [str(options_of(poll)[0].public_id)]}
    waiting = served.app.hub.lane.waiting
    waiting.extend([None] * MOST_WAITING)
    answer = served.post(VOTES, live_ticket(ada), body)
    assert (code(answer), answer.headers["retry-after"]) == ((503, "BUSY"), "1")
    waiting.clear()
    assert served.post(VOTES, live_ticket(ada), body).status_code == 200
