"""What attendees' acts take and give."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from accounts.schemas import ErrorOut, StrictSchema
from live_control.actions.ballots import MOST_OPTIONS
from live_control.actions.reactions import REACTIONS
from live_control.choices import LiveRole, QuestionState, StagePlace
from live_control.typed import LONGEST_TEXT

# Longer than what is kept: the answer then says how much is allowed.
Typed = Annotated[str, StringConstraints(max_length=4 * LONGEST_TEXT)]
REFUSALS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 429), ErrorOut)


class VoteIn(StrictSchema):
    """What fits the poll's type: options, a rating or a text."""

    poll: UUID
    options: Annotated[list[UUID], Field(max_length=MOST_OPTIONS)] = []
    rating: Annotated[int, Field(ge=1, le=5)] | None = None
    text: Typed = ""


class OwnVote(Schema):
    options: list[UUID]
    rating: int | None
    text: str


class VoteOut(Schema):
    """Answered when the vote is stored."""

    poll: UUID
    mine: OwnVote
    results: dict[str, Any] | None = Field(description="How the poll stands, where somebody who has voted sees it.")


class ReactionIn(StrictSchema):
    kind: Annotated[str, Field(max_length=40, json_schema_extra={"enum": list(REACTIONS)})]


class QuestionIn(StrictSchema):
    key: UUID = Field(description="Made by the page. Sent twice, the question is asked once.")
    text: Typed
    is_anonymous: bool = False


class QuestionOut(Schema):
    id: UUID
    text: str
    name: str | None = Field(description="Empty for an anonymous question.")
    state: QuestionState
    is_pinned: bool
    upvotes: int
    asked_at: datetime


class ChatIn(StrictSchema):
    text: Typed


class ChatOut(Schema):
    """A message as everybody gets it; it is stored nowhere."""

    id: UUID
    name: str
    role: LiveRole
    text: str
    at: datetime
    sender: UUID = Field(alias="from", serialization_alias="from", description="The public id of who said it.")


class SignupIn(StrictSchema):
    action: UUID
    answers: Annotated[dict[str, Any], Field(max_length=40)] = Field(description="By the names of the fields.")


class SignupOut(Schema):
    action: UUID
    answers: dict[str, Any]


class HandIn(StrictSchema):
    is_raised: bool


class StageIn(StrictSchema):
    step: Literal["enter", "decline", "leave"]


class MediaIn(StrictSchema):
    media_id: Annotated[str, StringConstraints(max_length=64, pattern=r"^[\w-]*$")] = Field(
        description="What the media provider calls this page's connection; empty once it has ended."
    )


class MeOut(Schema):
    """Who this is in the room, and what they have done there."""

    id: UUID
    name: str
    role: LiveRole
    stage: StagePlace
    hand_raised: bool
    is_muted: bool
    may_enter_stage: bool = Field(description="May be seen and heard without (another) invitation.")
    votes: dict[str, OwnVote] = Field(description="By the polls' ids.")
    upvoted: list[UUID]
    signed_up: list[UUID]
    questions: list[QuestionOut] = Field(description="Their own, whatever has become of them.")
    is_known: bool = Field(description="Signed in.")
    email: str | None
    phone: str | None


class BoardOut(Schema):
    """The board of the ticket's audience, as the stream sends it (docs/decisions/0010-live-board.md)."""

    version: int
    parts: dict[str, Any]
