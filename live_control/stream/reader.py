"""One open stream: what it was sent, and what it still has to be sent.

Nothing is queued for a reader but letters to this person alone. What everybody gets lies encoded in the hall, and a
reader knows which version it has; so one that is slow misses versions instead of filling memory, and one that takes
nothing for ten seconds is cut.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from live_control.stream import frames

if TYPE_CHECKING:
    from live_control.stream.hall import Hall
    from live_control.stream.tickets import StreamTicket

Send = Callable[[Any], Awaitable[None]]
BLOCKED_SECONDS = 10.0
QUIET_SECONDS = 15.0
MOST_LETTERS = 50


class Reader:
    """Wakes when there is something to send, sends everything at once, and sleeps again."""

    __slots__ = (
        "blocked_since",
        "hall",
        "is_over",
        "last_words",
        "letters",
        "pushing",
        "quiet_since",
        "results",
        "send",
        "tick",
        "ticket",
        "version",
    )

    def __init__(self, ticket: StreamTicket, send: Send, hall: Hall, *, version: int) -> None:
        self.ticket, self.send, self.hall = ticket, send, hall
        # Of the board, of the results that only voters see (by part), and of the ticks: what this reader has.
        self.version = version
        self.results: dict[str, int] = {}
        self.tick = -1
        self.letters: list[bytes] = [frames.retry()]
        self.last_words = b""
        self.is_over = False
        self.pushing: asyncio.Task[None] | None = None
        self.blocked_since: float | None = None
        self.quiet_since = 0.0

    def write(self, letter: bytes) -> None:
        """Send this to this person alone. A reader who takes nothing loses the oldest."""
        self.letters.append(letter)
        del self.letters[:-MOST_LETTERS]
        self.wake()

    def end(self, last_words: bytes) -> None:
        """Say this last, and end the stream."""
        self.last_words = self.last_words or last_words
        self.wake()

    def wake(self) -> None:
        if self.pushing is None and not self.is_over:
            self.pushing = asyncio.get_running_loop().create_task(self._push())

    async def _push(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while not self.is_over and (piece := self._next_piece()):
                self.is_over = bool(self.last_words)
                self.blocked_since = loop.time()
                await self.send({"type": "http.response.body", "body": piece, "more_body": not self.is_over})
                self.blocked_since, self.quiet_since = None, loop.time()
        except OSError:  # the line is gone; whoever waits for its end will hear of it
            self.is_over = True
        finally:
            self.pushing, self.blocked_since = None, None

    def _next_piece(self) -> bytes:
        """Everything that this reader has not been sent yet."""
        pieces = self.letters + self.hall.news_for(self)
        self.letters = []
        if self.last_words:
            pieces.append(self.last_words)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def look_after(self, now: float) -> None:
        """Once a second: a sign of life on a quiet line, the end of one that is blocked or whose ticket is over."""
        if self.blocked_since is not None:
            if now - self.blocked_since > BLOCKED_SECONDS:
                self.cut()
        elif self.ticket.is_over:
            self.end(frames.bye(self.hall.reason_of_the_end()))
        elif now - self.quiet_since > QUIET_SECONDS:
            self.write(frames.HEARTBEAT)

    def cut(self) -> None:
        """End a line that nobody reads, with what still lies in its buffers.

        A server's own way of closing waits until these are read. Uvicorn's `send` belongs to an object that has the
        transport; elsewhere the task is ended, and the server closes as it does.
        """
        self.is_over = True
        transport = getattr(getattr(self.send, "__self__", None), "transport", None)
        if transport is not None:
            transport.abort()
        elif self.pushing is not None:
            self.pushing.cancel()
