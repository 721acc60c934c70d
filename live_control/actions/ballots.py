"""What somebody sends as their vote, and whether this poll takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from live_control.board.polls import RATINGS
from live_control.choices import PollType
from live_control.models import LiveAction
from live_control.stream.tickets import StreamTicket
from notifications.errors import InvalidInput, NotFound

LONGEST_TEXT, MOST_OPTIONS = 500, 50


@dataclass(frozen=True, slots=True)
class Answer:
    """What was chosen: options by public id, or a rating, or a text."""

    options: tuple[str, ...] = ()
    rating: int | None = None
    text: str = ""

    def as_json(self) -> dict[str, Any]:
        return {"options": list(self.options), "rating": self.rating, "text": self.text}


@dataclass(frozen=True, slots=True)
class Ballot:
    """One vote as it was sent, by the holder of a stream ticket. `session` and `participant` are primary keys."""

    session: int
    participant: int
    seat: int
    poll: UUID
    answer: Answer


def read_ballot(given: object, ticket: StreamTicket) -> Ballot:
    """From the JSON `{poll, options?, rating?, text?}`. Raises InvalidInput, and NotFound for what is no poll's id."""
    if not isinstance(given, dict):
        raise InvalidInput(_("A vote is an object with the poll's id and an answer."))
    try:
        poll = UUID(str(given.get("poll")))
    except ValueError as error:
        raise NotFound(_("There is no such poll.")) from error
    options, rating, text = given.get("options") or [], given.get("rating"), given.get("text") or ""
    is_list = isinstance(options, list) and len(options) <= MOST_OPTIONS and all(isinstance(o, str) for o in options)
    if not is_list or not isinstance(text, str) or not (rating is None or type(rating) is int):
        raise InvalidInput(_("This answer cannot be understood."))
    answer = Answer(tuple(dict.fromkeys(options)), rating, text.strip())
    return Ballot(ticket.session, ticket.participant, ticket.seat, poll, answer)


def checked_choices(ballot: Ballot, poll: LiveAction, options: Mapping[str, int]) -> list[int]:
    """What the row holds: options' primary keys or the rating. Raises InvalidInput with the field that is wrong."""
    answer = ballot.answer
    if poll.poll_type == PollType.TEXT:
        if not 0 < len(answer.text) <= LONGEST_TEXT or "\0" in answer.text or answer.options or answer.rating:
            raise _wrong("text", _("Please write an answer of up to %(most)d characters.") % {"most": LONGEST_TEXT})
        return []
    if poll.poll_type == PollType.RATING:
        if answer.rating is None or answer.rating not in RATINGS or answer.options or answer.text:
            raise _wrong("rating", _("Please choose from 1 to 5."))
        return [answer.rating]
    if answer.rating is not None or answer.text or not set(answer.options) <= options.keys():
        raise _wrong("options", _("Please choose from the answers of this poll."))
    if not answer.options or (poll.poll_type == PollType.SINGLE and len(answer.options) > 1):
        single = _("Please choose one answer.")
        raise _wrong("options", single if poll.poll_type == PollType.SINGLE else _("Please choose an answer."))
    return sorted(options[option] for option in answer.options)


def _wrong(field: str, text: str) -> InvalidInput:
    return InvalidInput(text, fields={field: text})
