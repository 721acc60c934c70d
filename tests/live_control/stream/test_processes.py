"""Real processes: a clean end when they are told to, and none when they are killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pytest
from django.conf import settings
from django.db import connection

from live_control.board.mark import mark_board
from tests.database import url_of
from tests.factories.live import live_ticket, options_of, person_in, poll_in
from tests.live_control.stream.served import LONGEST, Page, wait_until

pytestmark = [pytest.mark.failure, pytest.mark.django_db(transaction=True)]
STARTING_SECONDS = 90.0


@dataclass
class Process:
    """As production starts it; it stands where `Served` does."""

    port: int
    child: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answers(self) -> bool:
        assert self.child.poll() is None, "the process ended"
        try:
            return httpx.get(f"{self.url}/healthz", timeout=LONGEST).status_code == 200
        except httpx.HTTPError:
            return False

    def vote(self, ticket: str, poll, option) -> int:
        body = {"poll": str(poll.public_id), "options": [str(option.public_id)]}
        headers = {"Authorization": f"Live {ticket}"}
        return httpx.post(f"{self.url}/api/live/votes", json=body, headers=headers, timeout=LONGEST).status_code


@contextmanager
def process() -> Iterator[Process]:
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        port = plug.getsockname()[1]
    own = {"DATABASE_URL": url_of(connection.settings_dict["NAME"]), "SECRET_KEY": settings.SECRET_KEY, "DEBUG": "1"}
    command = [sys.executable, "-m", "uvicorn", "cms.asgi:application", "--port", str(port), "--log-level", "warning"]
    child = subprocess.Popen(
        [*command, "--timeout-graceful-shutdown", "20"], env=os.environ | own, cwd=settings.BASE_DIR
    )
    running = Process(port, child)
    try:
        wait_until(running.answers, seconds=STARTING_SECONDS)
        yield running
    finally:
        child.kill()
        child.wait(LONGEST)


def test_process_that_is_told_to_end_ends_its_streams_at_once(session):
    with process() as running, Page(running, live_ticket(person_in(session))) as page:
        page.wait_for("board")
        told_at = time.monotonic()
        running.child.send_signal(signal.SIGTERM)
        page.wait_for_end()
        running.child.wait(LONGEST)
        # Neither Python's nor uvicorn's patience was needed, which has twenty seconds here.
        assert time.monotonic() - told_at < 10
        assert page.comments[-1] == ": restarting"
        assert page.raw.endswith(b"\n\n")


def test_audience_of_a_killed_process_finds_the_same_board_at_another(session):
    poll, people = poll_in(session), [person_in(session) for _number in range(6)]
    oak, part = options_of(poll)[0], f"action:{poll.public_id}"
    with process() as falls, process() as stays:
        with Page(falls, live_ticket(people[0])) as page:
            page.wait_for_part(part)
            answers = [(falls, stays)[n % 2].vote(live_ticket(person), poll, oak) for n, person in enumerate(people)]
            falls.child.kill()
            page.wait_for_end()
        assert answers == [200] * 6
        with Page(stays, live_ticket(people[0]), version=page.version) as again:
            found = again.wait_for_part(part, lambda value: value and value["results"]["voters"] == 6)
            assert found["results"]["options"][str(oak.public_id)] == poll.votes.count() == 6
            mark_board(session.pk)


def test_vote_that_was_acknowledged_survives_the_process(session):
    poll, ada = poll_in(session), person_in(session)
    with process() as running:
        assert running.vote(live_ticket(ada), poll, options_of(poll)[0]) == 200
        running.child.kill()
        running.child.wait(LONGEST)
    assert poll.votes.count() == 1
