"""A reader who takes nothing is cut, and costs nobody else anything."""

from __future__ import annotations

import socket
import time
from urllib.parse import quote

import pytest

from live_control.board.mark import mark_board
from live_control.models import LiveAction
from live_control.stream.reader import BLOCKED_SECONDS
from tests.factories.live import action_in, live_ticket, person_in
from tests.live_control.stream.served import Page, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def test_reader_who_takes_nothing_is_cut_and_the_others_go_on(served, session):
    action = action_in(session, "announcement")
    stuck = person_in(session)
    with Page(served, live_ticket(person_in(session))) as page, socket.socket() as line:
        page.wait_for("board")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect(("127.0.0.1", served.port))
        line.sendall(
            f"GET /live/stream?ticket={quote(live_ticket(stuck))} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        )
        hall = served.app.hub.halls[session.pk]
        wait_until(lambda: stuck.pk in hall.readers)
        reader = hall.readers[stuck.pk][0]
        number = 0
        while reader.blocked_since is None:  # until the system's buffers, too, are full
            number += 1
            assert number < 40
            LiveAction.objects.filter(pk=action.pk).update(setup={"text": f"{number}" + "x" * 1_000_000})
            mark_board(session.pk)
            expected = number
            page.wait_for_part(f"action:{action.public_id}", lambda part, n=expected: part["text"].startswith(f"{n}x"))
        assert reader.letters == []
        blocked_at = time.monotonic()
        wait_until(lambda: stuck.pk not in hall.readers, seconds=BLOCKED_SECONDS + 5)
        assert time.monotonic() - blocked_at > BLOCKED_SECONDS - 3
        assert not page.is_over
