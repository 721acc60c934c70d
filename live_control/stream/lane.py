"""The express lane of votes: gathered for a moment, written together, answered when they are stored."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Sequence

import structlog
from django.utils.translation import gettext as _

from live_control.actions.ballots import Answer, Ballot
from live_control.actions.votes import cast_votes
from live_control.stream.threads import Threads
from notifications.errors import DomainError, TooManyRequests

log = structlog.get_logger("foyer.live")

GATHERING_SECONDS = 0.06
MOST_AT_ONCE = 500
MOST_WAITING = 5_000
# So many acts of one person in so many seconds, through this process.
MOST_ACTS, ACTS_SECONDS = 20, 10.0
MOST_KNOWN = 50_000


class Busy(DomainError):
    """More is asked than can be done soon, or the database is away."""

    code = "BUSY"
    status = 503

    def __init__(self) -> None:
        super().__init__(_("Very much is going on right now. Please try again in a moment."))


Waiting = tuple[Ballot, "asyncio.Future[Answer | DomainError]"]


class Lane:
    """One batch at a time, in a thread of its own: while one is written, the next is gathered."""

    def __init__(self) -> None:
        self.threads = Threads(1, "votes")
        self.waiting: deque[Waiting] = deque()
        self.flushing: asyncio.Task[None] | None = None

    async def cast(self, ballot: Ballot) -> Answer:
        """Returns when the vote is stored. Raises what `cast_votes` gives back, and Busy."""
        if len(self.waiting) >= MOST_WAITING:
            raise Busy
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[Answer | DomainError] = loop.create_future()
        self.waiting.append((ballot, outcome))
        if self.flushing is None:
            self.flushing = loop.create_task(self._flush())
        answer = await outcome
        if isinstance(answer, DomainError):
            raise answer
        return answer

    async def _flush(self) -> None:
        while self.waiting:
            await asyncio.sleep(GATHERING_SECONDS)
            batch = [self.waiting.popleft() for _number in range(min(MOST_AT_ONCE, len(self.waiting)))]
            try:
                outcomes = await self.threads.run(cast_votes, [ballot for ballot, _outcome in batch])
            except Exception as error:  # noqa: BLE001 - none of these is stored, and each page may try again
                log.warning("live votes not written", votes=len(batch), error=type(error).__name__)
                outcomes = [Busy()] * len(batch)
            _answer(batch, outcomes)
        self.flushing = None

    async def close(self) -> None:
        """Writes what waits."""
        if self.flushing is not None:
            await self.flushing
        await asyncio.get_running_loop().run_in_executor(None, self.threads.close)


def _answer(batch: Sequence[Waiting], outcomes: Sequence[Answer | DomainError]) -> None:
    for (_ballot, outcome), answer in zip(batch, outcomes, strict=True):
        if not outcome.done():  # they may have gone; their vote counts
            outcome.set_result(answer)


class Pace:
    """How often one person acts; keeps the last few thousand people."""

    def __init__(self) -> None:
        self.acts: OrderedDict[int, tuple[float, int]] = OrderedDict()

    def check(self, participant: int) -> None:
        """Raises TooManyRequests."""
        now = asyncio.get_running_loop().time()
        since, count = self.acts.pop(participant, (now, 0))
        if now - since > ACTS_SECONDS:
            since, count = now, 0
        self.acts[participant] = (since, count + 1)
        if len(self.acts) > MOST_KNOWN:
            self.acts.popitem(last=False)
        if count >= MOST_ACTS:
            wait = max(1, round(ACTS_SECONDS - (now - since)))
            raise TooManyRequests(_("That was a lot at once. Please wait a moment."), retry_after=wait)
