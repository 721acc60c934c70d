"""Hearing what the other processes tell (live_control/bus.py): one line per process, which mends itself."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any

import psycopg
import structlog
from django.conf import settings
from django.db import connection

from live_control import bus

log = structlog.get_logger("foyer.live")

FIRST_WAIT, LONGEST_WAIT = 0.2, 5.0
# How often a line on which nothing comes is asked whether it still works.
ASKED_EVERY = 10.0
ASYNC_ONLY = {"cursor_factory", "context"}
OnMessage = Callable[[bus.Message], None]


async def listen(on_message: OnMessage, on_line: Callable[[], None]) -> None:
    """Until it is cancelled. `on_line` is called when the line works (again): what was said meanwhile is not known."""
    wait = FIRST_WAIT
    while True:
        unpacker = bus.Unpacker()
        try:
            async with aclosing(_texts()) as texts:
                async for text in texts:
                    wait = FIRST_WAIT
                    if text:
                        _hand_on(unpacker, text, on_message)
                    else:
                        on_line()
        except Exception as error:  # noqa: BLE001 - whatever it was, the line is to be opened again
            log.warning("live bus lost", error=type(error).__name__)
        await asyncio.sleep(wait * random.uniform(0.5, 1))  # noqa: S311 - spreads the processes, guards nothing
        wait = min(LONGEST_WAIT, wait * 2)


def _hand_on(unpacker: bus.Unpacker, text: str, on_message: OnMessage) -> None:
    """What cannot be read is dropped: the tables have what counts."""
    try:
        message = unpacker.take(text)
        if message is not None:
            on_message(message)
    except (ValueError, KeyError, TypeError) as error:
        log.warning("live message not understood", error=type(error).__name__)


def _texts() -> AsyncGenerator[str, None]:
    """What is heard on a new line; first the empty text, when it works. Ends or raises when the line is lost."""
    return _from_redis() if settings.LIVE_BUS_URL else _from_postgres()


async def _from_postgres() -> AsyncGenerator[str, None]:
    given: dict[str, Any] = connection.get_connection_params()
    params = {name: value for name, value in given.items() if name not in ASYNC_ONLY}
    async with await psycopg.AsyncConnection.connect(**params, autocommit=True) as line:
        await line.execute(f"LISTEN {bus.CHANNEL}")
        yield ""
        while True:
            async for notice in line.notifies(timeout=ASKED_EVERY):
                yield notice.payload
            await line.execute("SELECT 1")


async def _from_redis() -> AsyncGenerator[str, None]:
    from redis.asyncio import Redis  # only where Redis is used

    client = Redis.from_url(settings.LIVE_BUS_URL, decode_responses=True, socket_connect_timeout=2)
    async with client, client.pubsub() as line:
        await line.subscribe(bus.channel())
        while True:
            message = await line.get_message(timeout=ASKED_EVERY)
            if message is None:
                await line.ping()
            elif message["type"] == "subscribe":
                yield ""
            elif message["type"] == "message":
                yield message["data"]
