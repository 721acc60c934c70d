"""`/hooks/daily`: forged, replayed, repeated, and what follows (attack 28)."""

import base64
import json
import time
from dataclasses import replace
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command

from live_control import tasks
from live_control.actions.happenings import sweep_events
from live_control.choices import StagePlace
from live_control.models import MediaEvent, Participant
from tests.fakes.daily import HMAC
from tests.fakes.daily.webhooks import signed_headers
from tests.live_control.media.people import inside, seated

pytestmark = pytest.mark.django_db
ADDRESS = "/hooks/daily"


def event(kind: str = "participant.joined", **payload: object) -> bytes:
    said = {"version": "1.0.0", "type": kind, "id": str(uuid4()), "payload": payload, "event_ts": time.time()}
    return json.dumps(said).encode()


def post(client, body: bytes, *, secret: str = HMAC, at: float | None = None, **headers: str):
    sent = signed_headers(body, secret=secret, timestamp=str(int(at or time.time())))
    return client.post(ADDRESS, body, content_type="application/json", headers=sent | headers)


@pytest.fixture
def told_to_us(daily, client):
    """Daily's letters come to this site."""
    daily.webhooks.send = lambda _url, body, headers: (
        client.post(ADDRESS, body, content_type="application/json", headers=headers).status_code
    )
    daily.webhooks.create({"url": "https://x/hooks/daily", "eventTypes": ["participant.joined"], "hmac": HMAC})


def test_ping_is_answered_and_not_kept(daily, client):
    response = post(client, b'{"test":"test"}')

    assert (response.status_code, response.json()) == (200, {"received": True})
    assert MediaEvent.objects.count() == 0


def test_event_is_kept_once_however_often_it_comes(daily, client):
    body = event(room="foyer-x", user_id=str(uuid4()), session_id="s", user_name="Ada Lovelace")

    answers = [post(client, body).status_code for _ in range(3)]

    assert answers == [200, 200, 200]
    row = MediaEvent.objects.get()
    assert row.kind == "participant.joined"
    assert "Ada" not in json.dumps(row.payload)


@pytest.mark.parametrize("unit", [1, 1000], ids=["seconds", "milliseconds"])
def test_times_in_either_unit_are_understood(daily, client, unit):
    body = event()
    headers = signed_headers(body, secret=HMAC, timestamp=str(int(time.time() * unit)))

    assert client.post(ADDRESS, body, content_type="application/json", headers=headers).status_code == 200


def test_forged_altered_and_old_ones_are_refused(daily, client):
    body = event()
    other = base64.b64encode(b"x" * 32).decode()

    answers = [
        post(client, body, secret=other),
        client.post(ADDRESS, body, content_type="application/json"),
        client.post(
            ADDRESS,
            body + b" ",
            content_type="application/json",
            headers=signed_headers(body, secret=HMAC, timestamp=str(int(time.time()))),
        ),
        post(client, body, **{"X-Webhook-Timestamp": str(int(time.time()) + 1)}),
        post(client, body, at=time.time() - 3 * 3600),
        post(client, body, at=time.time() + 3600),
        post(client, body, **{"X-Webhook-Signature": "é"}),
        post(client, body, **{"X-Webhook-Timestamp": "soon"}),
    ]

    assert [answer.status_code for answer in answers] == [401] * 8
    assert {answer.json()["error"] for answer in answers} == {"FORGED"}
    assert MediaEvent.objects.count() == 0


def test_guesser_is_slowed_down(daily, client):
    cache.clear()

    answers = {post(client, b"{}", secret=base64.b64encode(b"x" * 32).decode()).status_code for _ in range(40)}

    assert answers == {401, 429}


def test_nonsense_is_refused_and_unknown_events_are_left_alone(daily, client):
    assert post(client, b"[]").status_code == 400
    assert post(client, b"no json").status_code == 400
    assert post(client, b'{"id": 1, "type": "x", "payload": 3}').status_code == 400
    assert post(client, event("dialout.connected", room="x")).status_code == 200
    assert MediaEvent.objects.count() == 0


def test_too_large_ones_are_not_read(daily, client):
    assert post(client, b"x" * 70_000).status_code == 413


def test_address_is_not_there_without_a_secret(settings, client):
    settings.DAILY = None

    assert post(client, event()).status_code == 404
    assert client.get(ADDRESS).status_code in {404, 405}


def test_joining_names_the_connection_of_a_page_that_did_not(daily, room, told_to_us):
    participant = seated(room)
    person = inside(daily, participant)
    Participant.objects.update(media_id="")

    assert set(daily.webhooks.deliver()) == {200}
    sweep_events()
    for row in MediaEvent.objects.all():
        tasks.work_on_event(row.pk)

    assert Participant.objects.get(pk=participant.pk).media_id == person.session_id
    assert not MediaEvent.objects.filter(handled_at=None).exists()


def test_joining_does_not_overrule_what_the_page_said(daily, room, client):
    participant = seated(room, media_id="from-the-page")
    post(client, event(room=room.name, user_id=str(participant.public_id), session_id="late"))

    tasks.work_on_event(MediaEvent.objects.get().pk)

    assert Participant.objects.get().media_id == "from-the-page"


def test_leaving_ends_only_that_connection(daily, room, client):
    participant = seated(room, media_id="now", stage=StagePlace.STAGE)
    user_id = str(participant.public_id)
    for session_id in ("before", "now"):
        post(client, event("participant.left", room=room.name, user_id=user_id, session_id=session_id, duration=1.5))

    first, second = MediaEvent.objects.order_by("pk")
    tasks.work_on_event(first.pk)
    assert Participant.objects.get().media_id == "now"
    tasks.work_on_event(second.pk)

    assert Participant.objects.get().media_id == ""


def test_people_of_other_rooms_and_strangers_are_nobody(daily, room, client):
    participant = seated(room)
    post(client, event(room="foyer-elsewhere", user_id=str(participant.public_id), session_id="a"))
    post(client, event(room=room.name, user_id=str(uuid4()), session_id="b"))
    post(client, event(room=room.name, user_id="x' OR 1=1", session_id="c"))

    for row in MediaEvent.objects.all():
        tasks.work_on_event(row.pk)

    assert Participant.objects.get().media_id == ""


def test_setup_registers_the_webhook_once_and_wakes_it_up(daily, client, settings, capsys):
    settings.BASE_URL = "https://events.example.org"
    pings = []

    def send(url, body, headers):
        pings.append((url, post_with(client, body, headers).status_code))
        return pings[-1][1]

    daily.webhooks.send = send

    call_command("setup_daily")
    [webhook] = daily.webhooks.all.values()
    webhook["state"] = "FAILED"
    call_command("setup_daily")

    [webhook] = daily.webhooks.all.values()
    assert pings == [("https://events.example.org/hooks/daily", 200)] * 2
    assert (webhook["state"], webhook["retryType"], webhook["hmac"]) == ("ACTIVE", "exponential", HMAC)
    assert capsys.readouterr().out.endswith("happens; the webhook is active.\n")


def post_with(client, body, headers):
    return client.post(ADDRESS, body, content_type="application/json", headers=headers)


def test_setup_says_what_is_wrong(daily, settings):
    daily.webhooks.send = lambda *_letter: 0
    with pytest.raises(CommandError, match="must be reachable"):
        call_command("setup_daily")

    settings.DAILY = replace(daily.config, webhook_hmac="")
    with pytest.raises(CommandError, match="DAILY_WEBHOOK_HMAC"):
        call_command("setup_daily")
