"""The mesh's socket through a real server: who gets in, who may send, and who is cut off."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from live_control.actions.moderation import eject
from live_control.actions.stage import enter_stage, leave_stage
from live_control.choices import LiveRole, Provider
from live_control.models import LiveRoom, Participant
from live_control.stream.mesh import Closed
from tests.e2e.asgi_server import AsgiServer, serving
from tests.factories.live import live_session, live_ticket, person_in, room_for

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 10


class Page:
    """A page's socket."""

    def __init__(self, server: AsgiServer, ticket: str, *, origin: str | None = None) -> None:
        address = f"ws://127.0.0.1:{server.port}/live/signal"
        self.opened = ExitStack()
        self.socket: ClientConnection = self.opened.enter_context(connect(address, origin=Origin(origin or server.url)))
        self.say({"ticket": ticket})

    def __enter__(self) -> Page:
        return self

    def __exit__(self, *error: object) -> None:
        self.opened.close()

    def say(self, message: Any) -> None:
        self.socket.send(message if isinstance(message, str) else json.dumps(message))

    def hear(self, kind: str) -> dict[str, Any]:
        """The next message of this kind."""
        while (message := json.loads(self.socket.recv(timeout=PATIENCE)))["type"] != kind:
            pass
        return dict(message)

    def closing_code(self) -> int:
        with pytest.raises(ConnectionClosed) as closed:
            self.hear("what nobody says")
        assert closed.value.rcvd is not None
        return closed.value.rcvd.code


@pytest.fixture
def server() -> Iterator[AsgiServer]:
    with serving() as running:
        yield running


@pytest.fixture
def speaker() -> Participant:
    session = live_session()
    room_for(session)
    person = person_in(session, "Ada", role=LiveRole.SPEAKER)
    enter_stage(person)
    return person


@pytest.fixture
def viewer(speaker: Participant) -> Participant:
    return person_in(speaker.session, "Grace")


def offer(to: str) -> dict[str, Any]:
    return {"type": "offer", "to": to, "call": "c1", "data": "v=0"}


def test_offer_of_whoever_is_on_stage_reaches_the_viewer_until_they_leave_it(server, speaker, viewer):
    with Page(server, live_ticket(speaker)) as ada, Page(server, live_ticket(viewer)) as grace:
        key = grace.hear("welcome")["peer"]
        assert ada.hear("peer") == {"type": "peer", "peer": key, "participant": str(viewer.public_id)}
        ada.say(offer(key))
        heard = grace.hear("offer")
        assert (heard["participant"], heard["data"]) == (str(speaker.public_id), "v=0")

        leave_stage(speaker)
        assert grace.hear("cut")["peer"] == heard["peer"] == ada.hear("cut")["peer"]
        ada.say(offer(key))
        assert ada.hear("refused") == {"type": "refused", "call": "c1"}


def test_viewer_who_offers_is_refused_and_nobody_hears_of_it(server, speaker, viewer):
    with Page(server, live_ticket(speaker)) as ada, Page(server, live_ticket(viewer)) as grace:
        key = ada.hear("welcome")["peer"]
        grace.hear("peer")
        grace.say(offer(key))
        assert grace.hear("refused")["call"] == "c1"
        grace.say({"type": "state", "data": {"camera": True, "microphone": True, "screen": True}})
        assert grace.hear("refused")["call"] == ""
        grace.socket.close()
        assert ada.hear("gone")["type"] == "gone"  # and no offer before it


def test_ejected_person_is_cut_off_and_not_let_in_again(server, speaker, viewer):
    with Page(server, live_ticket(viewer)) as grace:
        grace.hear("welcome")
        eject(viewer)
        assert grace.closing_code() == Closed.OUT
    with Page(server, live_ticket(viewer)) as again:
        assert again.closing_code() == Closed.TICKET


def test_ticket_of_an_earlier_seat_or_none_opens_nothing(server, speaker, viewer):
    Participant.objects.filter(pk=viewer.pk).update(seat=2)
    codes = []
    for ticket in (live_ticket(viewer), "made-up", ""):
        with Page(server, ticket) as page:
            codes.append(page.closing_code())

    assert codes == [Closed.TICKET] * 3


def test_page_of_another_site_is_refused(server, viewer):
    with pytest.raises(InvalidStatus) as refused:
        Page(server, live_ticket(viewer), origin="https://evil.example")

    assert refused.value.response.status_code == 403


def test_session_at_another_provider_has_no_socket(server, viewer):
    LiveRoom.objects.update(provider=Provider.DAILY)
    with Page(server, live_ticket(viewer)) as page:
        assert page.closing_code() == Closed.TICKET


@pytest.mark.parametrize(
    ("messages", "code"),
    [(["no json"], Closed.WRONG), (["x" * 40_000], Closed.WRONG), ([json.dumps(offer("p"))] * 600, Closed.FAST)],
)
def test_nonsense_and_floods_close_the_socket(server, viewer, messages, code):
    with Page(server, live_ticket(viewer)) as page:
        page.hear("welcome")
        try:
            for message in messages:
                page.say(message)
        except ConnectionClosed:
            pass
        assert page.closing_code() == code
