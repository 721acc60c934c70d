"""Recording over the organizer API, and wishing for it as an attendee; by every role."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone as clock

from accounts.models import EventRole
from live_control.actions.rooms import sweep_rooms
from live_control.actions.uploads import LARGEST_PIECE
from live_control.models import Recording, RecordingWish
from tests.factories import EventFactory, EventRoleFactory
from tests.factories.live import event_around, live_header, live_session, person_in, somebody
from tests.factories.sign_in import sign_in_as

pytestmark = pytest.mark.django_db
JSON, BYTES = "application/json", "application/octet-stream"


@pytest.fixture
def session(event_index, settings):
    settings.DAILY = None
    found = live_session(is_recorded=True)
    sweep_rooms()
    return found


@pytest.fixture
def organizer(session) -> Client:
    user = somebody()
    EventRoleFactory(event=event_around(session), user=user, role=EventRole.Role.MODERATOR)
    client = Client()
    sign_in_as(client, user)
    return client


def send(client: Client, session: Any, rest: str, body: Any = None, *, kind: str = JSON) -> Any:
    address = f"/api/organizer/sessions/{session.public_id}/live/recording{rest}"
    return client.post(address, {} if body is None else body, content_type=kind)


def test_browser_sends_its_recording_in_pieces(organizer, session):
    begun = send(organizer, session, "/start").json()
    pieces = f"/{begun['id']}/pieces?offset="

    first = send(organizer, session, f"{pieces}0", b"abc", kind=BYTES)
    again = send(organizer, session, f"{pieces}0", b"abc", kind=BYTES)
    second = send(organizer, session, f"{pieces}3", b"de", kind=BYTES)
    stopped = send(organizer, session, "/stop")
    short = send(organizer, session, f"/{begun['id']}/finish", {"size": 6})
    finished = send(organizer, session, f"/{begun['id']}/finish", {"size": 5})

    assert (begun["state"], begun["provider"], begun["received"]) == ("recording", "embedded", 0)
    assert begun["largest_piece"] == LARGEST_PIECE
    assert (first.json()["received"], second.json()["received"]) == (3, 5)
    assert (again.status_code, again.json()["error"], again.json()["fields"]) == (409, "WRONG_OFFSET", {"offset": "3"})
    assert stopped.json()["state"] == "processing"
    assert (short.status_code, short.json()["fields"]) == (409, {"offset": "5"})
    assert (finished.status_code, finished.json()["state"]) == (200, "copying")


def test_recording_says_how_far_it_has_come(organizer, session):
    begun = send(organizer, session, "/start").json()
    send(organizer, session, f"/{begun['id']}/pieces?offset=0", b"abc", kind=BYTES)

    answer = organizer.get(f"/api/organizer/sessions/{session.public_id}/live/recording/{begun['id']}")

    assert (answer.status_code, answer.json()["received"]) == (200, 3)


def test_pieces_that_do_not_fit_are_refused(organizer, session):
    begun = send(organizer, session, "/start").json()
    pieces = f"/{begun['id']}/pieces?offset="

    assert send(organizer, session, f"{pieces}0", b"", kind=BYTES).status_code == 400
    assert send(organizer, session, f"{pieces}0", b"x" * (LARGEST_PIECE + 1), kind=BYTES).status_code == 400
    assert send(organizer, session, f"{pieces}-1", b"x", kind=BYTES).status_code == 400
    assert Recording.objects.get().received == 0


def test_wrong_states_are_conflicts(organizer, session):
    assert send(organizer, session, "/stop").status_code == 409
    assert send(organizer, session, "/start").status_code == 200
    assert send(organizer, session, "/start").status_code == 409


def test_others_find_nothing(session, organizer):
    begun = send(organizer, session, "/start").json()
    other = somebody("other@example.org")
    EventRoleFactory(event=EventFactory(title="Other", slug="other"), user=other, role=EventRole.Role.OWNER)
    client = Client()
    sign_in_as(client, other)

    answers = [
        send(client, session, "/start"),
        send(client, session, "/stop"),
        send(client, session, f"/{begun['id']}/pieces?offset=0", b"x", kind=BYTES),
        send(client, session, f"/{begun['id']}/finish", {"size": 1}),
        send(organizer, session, f"/{uuid4()}/pieces?offset=0", b"x", kind=BYTES),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5
    assert send(Client(), session, "/start").status_code == 401


def wish(participant: Any, body: dict[str, str]) -> Any:
    return Client().post("/api/live/recording-wish", body, content_type=JSON, headers=live_header(participant))


def test_wish_is_kept_once(session):
    cache.clear()
    grace = person_in(session, "Grace")

    answers = [wish(grace, {"email": "Grace@Example.org"}), wish(grace, {"email": "grace@example.org"})]

    assert [answer.status_code for answer in answers] == [204, 204]
    assert RecordingWish.objects.get().email == "grace@example.org"


def test_wish_needs_an_address_and_has_a_budget(session):
    cache.clear()
    grace = person_in(session, "Grace")

    answers = [wish(grace, {}), wish(grace, {"email": "no address"}), wish(grace, {"email": "a@example.org"})]

    assert [answer.status_code for answer in answers] == [400, 400, 204]
    assert set(answers[0].json()["fields"]) == {"email"}
    assert wish(grace, {"email": "b@example.org"}).status_code == 429


def test_kept_recordings_are_listed_chosen_and_downloaded(organizer, session):
    first, second = kept_file(session, b"first", minutes=5), kept_file(session, b"second", minutes=3)
    address = f"/api/organizer/sessions/{session.public_id}/live/recordings"

    listed = organizer.get(address).json()["items"]
    chosen = organizer.post(f"{address}/{first.public_id}/show")
    part = organizer.get(f"{address}/{second.public_id}/file", headers={"Range": "bytes=0-2"})

    assert [(one["id"], one["is_shown"], one["has_file"]) for one in listed] == [
        (str(second.public_id), False, True),
        (str(first.public_id), False, True),
    ]
    assert (chosen.status_code, chosen.json()["is_shown"]) == (200, True)
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"sec")
    assert part["Content-Disposition"] == f'attachment; filename="keels-{second.started_at:%Y-%m-%d-%H%M}.webm"'
    assert part["Cache-Control"] == "private, no-cache"


def kept_file(session: Any, content: bytes, *, minutes: int) -> Recording:
    began = clock.now() - timedelta(minutes=minutes)
    recording = Recording(session=session, provider="embedded", state="ready", started_at=began)
    recording.file.save("a.webm", ContentFile(content))
    recording.file.close()
    return recording


def test_failed_recording_is_tried_again(organizer, session):
    failed = Recording.objects.create(session=session, provider="embedded", state="failed", received=3)
    address = f"/api/organizer/sessions/{session.public_id}/live/recordings/{failed.public_id}"

    answers = [organizer.post(f"{address}/retry"), organizer.post(f"{address}/retry")]

    assert [answer.status_code for answer in answers] == [200, 409]
    assert (answers[0].json()["state"], answers[0].json()["may_retry"]) == ("copying", False)


def test_recording_begins_by_itself_where_the_room_says_so(organizer, session):
    refused = send(organizer, session, "/start-by-itself")
    organizer.patch(
        f"/api/organizer/sessions/{session.public_id}/live/room", {"starts_recording": True}, content_type=JSON
    )

    begun = send(organizer, session, "/start-by-itself")

    assert (refused.status_code, begun.status_code, begun.json()["state"]) == (409, 200, "recording")


def test_kept_recordings_of_others_are_not_there(session, organizer):
    kept = kept_file(session, b"first", minutes=5)
    elsewhere = live_session(event=EventFactory(title="Other", slug="other"), title="Other", is_recorded=True)
    stranger = Client()
    sign_in_as(stranger, somebody("stranger@example.org"))
    own = f"/api/organizer/sessions/{session.public_id}/live/recordings"
    wrong = f"/api/organizer/sessions/{elsewhere.public_id}/live/recordings/{kept.public_id}"

    answers = [
        stranger.get(own),
        stranger.get(f"{own}/{kept.public_id}/file"),
        stranger.post(f"{own}/{kept.public_id}/show"),
        stranger.post(f"{own}/{kept.public_id}/retry"),
        organizer.get(f"{own}/{uuid4()}/file"),
        organizer.get(f"{wrong}/file"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 6
