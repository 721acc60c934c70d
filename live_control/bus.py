"""What the processes tell one another about live sessions, at once and without keeping it.

One channel. With `LIVE_BUS_URL` it is a Redis channel, else PostgreSQL's LISTEN and NOTIFY. What must not be lost
stands in a table, and a message only says that it does. Messages are small dictionaries:

    {"t": "mark",   "s": session}                              something changed, the board is to be built anew
    {"t": "board",  "s": session, "v": version}                a new board is in its table
    {"t": "person", "s": session, "p": participant, "e": {…}}  an event for this person's streams alone
    {"t": "seat",   "s": session, "p": participant, "g": seat} the person has sat down elsewhere
    {"t": "out",    "s": session, "p": [participant…], "why": …} these are to leave
    {"t": "voted",  "s": session, "a": action, "p": [participant…]} these may see how the poll stands (its public id)
    {"t": "say",    "s": session, "m": {…}}                    a chat message
    {"t": "unsay",  "s": session, "m": [message id…]}          chat messages taken back; [] is all of them
    {"t": "react",  "s": session, "c": {kind: count}}          reactions since the last tick
    {"t": "watch",  "s": session, "w": process, "n": streams}  how many watch by this process
    {"t": "signal", "s": session, …}                           signalling of the mesh

`session` and `participant` are primary keys: nothing of this reaches a browser as it is.
"""

from __future__ import annotations

import base64
import json
import secrets
import zlib
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection, transaction

CHANNEL = "foyer_live"
# PostgreSQL takes less than 8,000 bytes at a time; what is longer goes in pieces.
PIECE = 7_000
Message = dict[str, Any]


def tell(*messages: Message) -> None:
    """Send these once the transaction is committed; at once where there is none. Never fails the caller."""
    if messages:
        transaction.on_commit(lambda: send_now(*messages), robust=True)


def send_now(*messages: Message) -> None:
    """Send without waiting for a commit; for what stands in no table."""
    texts = [text for message in messages for text in packed(message)]
    if settings.LIVE_BUS_URL:
        with redis_client().pipeline(transaction=False) as pipe:
            for text in texts:
                pipe.publish(channel(), text)
            pipe.execute()
        return
    with connection.cursor() as cursor:
        for text in texts:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, text])


def packed(message: Message) -> Iterator[str]:
    """The message as text, in pieces where it is long: `id:number:of:base64`."""
    text = json.dumps(message, separators=(",", ":"), ensure_ascii=True)
    if len(text) <= PIECE:
        yield text
        return
    squeezed = base64.b85encode(zlib.compress(text.encode())).decode()
    pieces = [squeezed[start : start + PIECE] for start in range(0, len(squeezed), PIECE)]
    key = secrets.token_hex(6)
    for number, piece in enumerate(pieces):
        yield f"{key}:{number}:{len(pieces)}:{piece}"


class Unpacker:
    """Puts pieces together again. Keeps few unfinished ones: their sender may have died."""

    MOST_OPEN = 50

    def __init__(self) -> None:
        self.open: dict[str, dict[int, str]] = {}

    def take(self, text: str) -> Message | None:
        """The message; None until its last piece has come."""
        if text.startswith("{"):
            whole: Message = json.loads(text)
            return whole
        key, number, count, piece = text.split(":", 3)
        pieces = self.open.setdefault(key, {})
        pieces[int(number)] = piece
        if len(pieces) < int(count):
            while len(self.open) > self.MOST_OPEN:
                del self.open[next(iter(self.open))]
            return None
        del self.open[key]
        squeezed = "".join(pieces[index] for index in range(int(count)))
        found: Message = json.loads(zlib.decompress(base64.b85decode(squeezed)))
        return found


@cache
def redis_client() -> Any:
    """This process's connections to Redis for publishing."""
    import redis  # only where Redis is used

    return redis.Redis.from_url(settings.LIVE_BUS_URL, socket_connect_timeout=2, socket_timeout=4)


def channel() -> str:
    """Databases share a Redis in tests, and sites may; the database's name keeps them apart."""
    return f"{CHANNEL}:{connection.settings_dict['NAME']}"
