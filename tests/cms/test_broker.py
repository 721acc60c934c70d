"""The embedded broker hands over whole messages, in order, however often a worker looks.

Each test has a queue of its own name: kombu remembers in the process which queues its folders know.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from kombu import Connection
from kombu.simple import SimpleQueue

from cms.embedded import filesystem_broker

MANY = 300


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    with open_broker(tmp_path) as made:
        yield made


def open_broker(var: Path) -> Connection:
    """As the settings name it."""
    return Connection("filesystem://", transport="cms.broker:Transport", transport_options=filesystem_broker(var))


def test_messages_come_in_the_order_in_which_they_were_put(connection: Connection):
    queue: SimpleQueue = connection.SimpleQueue("order")
    for number in range(5):
        queue.put({"number": number})

    assert [queue.get(timeout=10).payload["number"] for _ in range(5)] == list(range(5))


def test_message_that_is_being_written_is_not_read(connection: Connection, tmp_path: Path):
    queue: SimpleQueue = connection.SimpleQueue("mail")
    messages = tmp_path / "broker" / "messages"
    (messages / "1_a.mail.msg.part").write_bytes(b"")

    with pytest.raises(queue.Empty):
        queue.get(timeout=0.3)
    queue.put({"number": 1})
    assert queue.get(timeout=10).payload == {"number": 1}


@pytest.mark.race
def test_worker_that_looks_all_the_time_reads_every_message_whole(connection: Connection, tmp_path: Path):
    def write() -> None:
        with open_broker(tmp_path) as other:
            queue = other.SimpleQueue("crowd")
            for number in range(MANY):
                queue.put({"number": number, "text": "x" * 20_000})

    queue: SimpleQueue = connection.SimpleQueue("crowd")
    writer = Thread(target=write)
    writer.start()
    read = {queue.get(timeout=10).payload["number"] for _ in range(MANY)}
    writer.join()

    assert read == set(range(MANY))
