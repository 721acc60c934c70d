"""Casting votes: many at once, in one short transaction (docs/decisions/0010-live-board.md).

The polls are locked shared, so that closing one waits for the votes that are being written, and a vote that comes after
it is refused. Each vote is a row of its own, unique per poll and voter; how a poll stands is counted from the rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone as clock
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from live_control import bus
from live_control.actions.ballots import Answer, Ballot, checked_choices
from live_control.board.mark import mark_board
from live_control.board.polls import is_shown_to_voters
from live_control.choices import ActionState, Kind
from live_control.errors import PollClosed, TicketOver, VoteFixed
from live_control.models import LiveAction, Participant, PollOption, Vote
from notifications.errors import DomainError, NotFound

Key = tuple[int, str]
SECRET_SALT = "live_control.secret_vote"  # noqa: S105 - names the use of the key, is none
LOCK_POLLS = """
SELECT * FROM live_control_liveaction WHERE public_id = ANY(%s) AND kind = %s ORDER BY id FOR SHARE
"""
REPLACED = ["choices", "text", "cast_at", "participant"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One ballot that may be written: whose row it is, and the row."""

    ballot: Ballot
    poll: LiveAction
    participant: Participant
    row: Vote

    @property
    def key(self) -> Key:
        return self.poll.pk, self.row.voter


def cast_vote(ballot: Ballot) -> Answer:
    """One vote, for those who have only one. Raises what `cast_votes` gives back."""
    outcome = cast_votes([ballot])[0]
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


def cast_votes(ballots: Sequence[Ballot]) -> list[Answer | DomainError]:
    """Write these votes; what became of each, in their order. All of them are stored when it returns.

    Refused one by one: TicketOver, NotFound, PollClosed, InvalidInput, VoteFixed. Seven queries, however many they are.
    """
    with transaction.atomic():
        outcomes, entries = _sorted_out(ballots)
        refused = _write(entries)
        for number, entry in entries.items():
            outcomes[number] = VoteFixed() if number in refused else entry.ballot.answer
        written = [entry for number, entry in entries.items() if number not in refused]
        for session in sorted({entry.poll.session_id for entry in written}):
            mark_board(session)
        _tell_voted(written)
    return [outcomes[number] for number in range(len(ballots))]


def _sorted_out(ballots: Sequence[Ballot]) -> tuple[dict[int, Answer | DomainError], dict[int, Entry]]:
    """Which are refused, and which may be written; by their number."""
    polls = _locked_polls({ballot.poll for ballot in ballots})
    people = Participant.objects.in_bulk({ballot.participant for ballot in ballots})
    options: dict[int, dict[str, int]] = defaultdict(dict)
    for option in PollOption.objects.filter(action__in=[poll.pk for poll in polls.values()]):
        options[option.action_id][str(option.public_id)] = option.pk
    refusals: dict[int, Answer | DomainError] = {}
    entries: dict[int, Entry] = {}
    for number, ballot in enumerate(ballots):
        try:
            person = _sitting(people.get(ballot.participant), ballot)
            poll = _open_poll(polls.get(ballot.poll), ballot)
            choices = checked_choices(ballot, poll, options[poll.pk])
        except DomainError as refusal:
            refusals[number] = refusal
        else:
            entries[number] = Entry(ballot, poll, person, _row(ballot, poll, person, choices))
    return refusals, entries


def _locked_polls(wanted: set[UUID]) -> dict[UUID, LiveAction]:
    # Django itself knows FOR UPDATE only, with which two processes' votes would wait for one another.
    found = LiveAction.objects.raw(LOCK_POLLS, [list(wanted), Kind.POLL.value])
    return {poll.public_id: poll for poll in found}


def _sitting(person: Participant | None, ballot: Ballot) -> Participant:
    if person is None or person.session_id != ballot.session or person.out or person.seat != ballot.seat:
        raise TicketOver(_("This page's ticket is not valid. Please join again."))
    return person


def _open_poll(poll: LiveAction | None, ballot: Ballot) -> LiveAction:
    if poll is None or poll.session_id != ballot.session or poll.state in {ActionState.DRAFT, ActionState.ARCHIVED}:
        raise NotFound(_("There is no such poll."))
    if poll.state != ActionState.LIVE:
        raise PollClosed
    return poll


def _row(ballot: Ballot, poll: LiveAction, person: Participant, choices: list[int]) -> Vote:
    """In a secret poll neither who it was nor when."""
    row = Vote(action=poll, voter=voter_key(poll, person), choices=choices, text=ballot.answer.text)
    if not poll.is_secret:
        row.participant, row.cast_at = person, clock.now()
    return row


def voter_key(poll: LiveAction, person: Participant) -> str:
    """What stands for this person in this poll's rows; in a secret one nobody can tell who it is without our key.

    Not their public id: that changes when they are let in again, and they have one vote all the same.
    """
    if not poll.is_secret:
        return str(person.pk)
    return salted_hmac(SECRET_SALT, f"{poll.public_id}:{person.pk}", algorithm="sha256").hexdigest()


def _write(entries: dict[int, Entry]) -> set[int]:
    """Write them, the last of the same person; the numbers of those that would change a vote which is fixed.

    In one order everywhere, so that two processes never wait for one another crosswise.
    """
    changeable = {n: entry for n, entry in entries.items() if may_change(entry.poll)}
    fixed = {n: entry for n, entry in entries.items() if n not in changeable}
    latest = {entry.key: entry.row for entry in changeable.values()}
    first = {entry.key: entry.row for entry in reversed(fixed.values())}
    if latest:
        Vote.objects.bulk_create(
            [row for _key, row in sorted(latest.items())],
            update_conflicts=True,
            unique_fields=["action", "voter"],
            update_fields=REPLACED,
        )
    if not first:
        return set()
    Vote.objects.bulk_create([row for _key, row in sorted(first.items())], ignore_conflicts=True)
    stored = _stored(first)
    return {number for number, entry in fixed.items() if not _says_the_same(entry.row, stored[entry.key])}


def may_change(poll: LiveAction) -> bool:
    return bool(poll.setup.get("may_change", True))


def _stored(rows: dict[Key, Vote]) -> dict[Key, Vote]:
    """What stands in the table for these keys."""
    actions, voters = {action for action, _voter in rows}, {voter for _action, voter in rows}
    found = Vote.objects.filter(action__in=actions, voter__in=voters)
    return {(vote.action_id, vote.voter): vote for vote in found}


def _says_the_same(row: Vote, stored: Vote) -> bool:
    """A click that is sent twice, or again after a lost answer, is no second vote."""
    return (row.choices, row.text) == (stored.choices, stored.text)


def _tell_voted(written: Sequence[Entry]) -> None:
    """Their streams may show how the poll stands from now on."""
    voters: dict[tuple[int, str], list[int]] = defaultdict(list)
    for entry in written:
        if is_shown_to_voters(entry.poll):
            voters[entry.poll.session_id, str(entry.poll.public_id)].append(entry.participant.pk)
    bus.tell(*({"t": "voted", "s": s, "a": poll, "p": sorted(set(people))} for (s, poll), people in voters.items()))
