"""Who comes in: many are looked up at once, so that a crowd at the door costs a few queries."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from live_control.actions.votes import voter_key
from live_control.board.build import part_name
from live_control.board.polls import is_shown_to_voters
from live_control.choices import ShowResults, StagePlace
from live_control.models import LiveAction, Participant, Vote
from live_control.stream.threads import Threads
from live_control.stream.tickets import StreamTicket

MOST_AT_ONCE = 500
GATHERING_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of somebody: as what they are here, and in which parts they have voted."""

    participant: int
    seat: int
    out: str
    me: dict[str, Any]
    voted: set[str] = field(default_factory=set)

    def refusal(self, ticket: StreamTicket) -> str:
        """Why this ticket opens nothing (any more); empty where it does."""
        if self.out:
            return self.out
        return "moved" if self.seat != ticket.seat else ""


Asked = tuple[StreamTicket, "asyncio.Future[Standing | None]"]


class Arrivals:
    """Gathers those who come within a moment and looks them up together."""

    def __init__(self, threads: Threads) -> None:
        self.threads = threads
        self.waiting: list[Asked] = []
        self.gathering: asyncio.Task[None] | None = None

    async def look_up(self, ticket: StreamTicket) -> Standing | None:
        """None where there is no such person in this session. Raises what the database raises."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Standing | None] = loop.create_future()
        self.waiting.append((ticket, answer))
        if self.gathering is None:
            self.gathering = loop.create_task(self._gather())
        return await answer

    async def look_up_all(self, wanted: Collection[tuple[int, int]]) -> dict[int, Standing]:
        """Of these (session, participant), by participant."""
        found: dict[int, Standing] = {}
        people = sorted(wanted)
        for start in range(0, len(people), MOST_AT_ONCE):
            found |= await self.threads.run(standings, people[start : start + MOST_AT_ONCE])
        return found

    async def _gather(self) -> None:
        await asyncio.sleep(GATHERING_SECONDS)
        while self.waiting:
            batch, self.waiting = self.waiting[:MOST_AT_ONCE], self.waiting[MOST_AT_ONCE:]
            wanted = {(ticket.session, ticket.participant) for ticket, _answer in batch}
            try:
                found = await self.threads.run(standings, wanted)
            except Exception as error:  # noqa: BLE001 - each of those who wait gets it
                _answer_all(batch, lambda answer, _ticket, error=error: answer.set_exception(error))
            else:
                _answer_all(batch, lambda answer, ticket, found=found: answer.set_result(found.get(ticket.participant)))
        self.gathering = None


def _answer_all(batch: Iterable[Asked], answer_one: Callable[..., None]) -> None:
    for ticket, answer in batch:
        if not answer.done():  # they may have left while they waited
            answer_one(answer, ticket)


def standings(wanted: Collection[tuple[int, int]]) -> dict[int, Standing]:
    """Of these (session, participant), by participant. Three queries."""
    sessions = {session for session, _person in wanted}
    found = Participant.objects.filter(pk__in={person for _session, person in wanted})
    people = [person for person in found if (person.session_id, person.pk) in wanted]
    voted = _voted(people, sessions)
    return {
        person.pk: Standing(person.pk, person.seat, person.out, me_of(person), voted[person.pk]) for person in people
    }


def me_of(person: Participant) -> dict[str, Any]:
    """What a page that comes back may have missed about its own person."""
    me: dict[str, Any] = {
        "stage": person.stage,
        "is_muted": person.is_muted,
        "hand_raised": person.hand_raised_at is not None,
    }
    return me | {"invitation": True} if person.stage == StagePlace.INVITED else me


def _voted(people: Collection[Participant], sessions: Collection[int]) -> dict[int, set[str]]:
    """The parts in which each of them has voted, of polls whose results only voters see."""
    voted: dict[int, set[str]] = defaultdict(set)
    polls = LiveAction.objects.filter(session__in=sessions, show_results=ShowResults.AFTER_VOTE)
    keys = {
        (poll.pk, voter_key(poll, person)): (person.pk, part_name(str(poll.public_id)))
        for poll in polls
        if is_shown_to_voters(poll)
        for person in people
        if person.session_id == poll.session_id
    }
    if keys:
        actions, voters = {action for action, _voter in keys}, {voter for _action, voter in keys}
        cast = Vote.objects.filter(action__in=actions, voter__in=voters).values_list("action", "voter")
        for action, voter in cast:
            if (action, voter) in keys:
                person, part = keys[action, voter]
                voted[person].add(part)
    return voted
