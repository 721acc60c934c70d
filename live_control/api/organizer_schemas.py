"""What running a session takes and gives over the API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field, StringConstraints

from accounts.schemas import ErrorOut, StrictSchema
from live_control.actions.prepare import Draft
from live_control.api.attendee_schemas import MeOut, QuestionOut
from live_control.choices import ActionState, Kind, LiveRole, Out, Provider, QuestionState, RoomState, StagePlace

REFUSALS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 429), ErrorOut)
Title = Annotated[str, StringConstraints(max_length=1000)]
Verb = Literal["close", "release", "hide", "archive", "pin", "unpin"]
PersonStep = Literal["invite", "demote", "mute", "unmute", "eject", "readmit", "lower"]


class ChangedActionIn(StrictSchema):
    """`setup` by kind: see docs/live-sessions.md. What is wrong with it stands beside the field, as `options.1`."""

    title: Title
    setup: dict[str, Any] = {}
    is_pinned: bool = False

    def as_draft(self) -> Draft:
        return Draft(self.title, self.setup, self.is_pinned)


class ActionIn(ChangedActionIn):
    kind: Kind


class OpenIn(StrictSchema):
    shown_until: AwareDatetime | None = Field(None, description="An announcement goes off by itself then.")


class OptionOut(Schema):
    id: UUID
    label: str


class ActionOut(Schema):
    """An action as the crew sees it."""

    id: UUID
    kind: Kind
    state: ActionState
    title: str
    position: int
    is_pinned: bool
    is_released: bool
    opened_at: datetime | None
    closed_at: datetime | None
    answers: int = Field(description="How many people have voted or signed up.")
    options: list[OptionOut] = []
    results: dict[str, Any] | None = Field(description="How a poll stands, whoever else may see that.")
    setup: dict[str, Any] = Field(description="What one would send to change it.")


class ActionFilters(StrictSchema):
    state: ActionState | None = None


class ActionsOut(Schema):
    items: list[ActionOut]


class OrderIn(StrictSchema):
    ids: Annotated[list[UUID], Field(max_length=500)]


class MovedQuestionIn(StrictSchema):
    state: QuestionState | None = None
    is_pinned: bool | None = None


class QuestionFilters(StrictSchema):
    state: QuestionState | None = None
    cursor: UUID | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class QuestionsOut(Schema):
    items: list[QuestionOut]
    next_cursor: UUID | None


class RemovedIn(StrictSchema):
    """Either `ids` or `all`."""

    ids: Annotated[list[UUID], Field(max_length=200)] = []
    all: bool = False


class PeopleFilters(StrictSchema):
    q: Annotated[str, StringConstraints(max_length=100)] = Field("", description="Words of the name.")
    group: Literal["all", "inside", "hands", "stage", "muted", "out"] = "all"
    cursor: UUID | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class PersonOut(Schema):
    id: UUID
    name: str
    role: LiveRole
    stage: StagePlace
    hand_raised_at: datetime | None
    is_muted: bool
    out: Out
    is_inside: bool = Field(description="Has a page open.")
    first_seen_at: datetime
    last_seen_at: datetime


class PeopleOut(Schema):
    items: list[PersonOut]
    next_cursor: UUID | None


class NextSpeakerIn(StrictSchema):
    off: UUID | None = Field(None, description="Who leaves the stage; empty: the guest who has been there the longest.")


class RoomIn(StrictSchema):
    """What is left out stays as it is."""

    chat: bool | None = None
    pause: int | None = Field(None, description="Seconds between two messages of one person.")
    reactions: bool | None = None
    questions: bool | None = None
    hands: bool | None = None
    guests: bool | None = Field(None, description="New guests without an account may come in.")
    starts_recording: bool | None = Field(None, description="Recording starts when the session begins.")


class RoomOut(Schema):
    chat: bool
    pause: int
    reactions: bool
    questions: bool
    hands: bool
    guests: bool
    starts_recording: bool
    provider: Provider
    state: RoomState
    failure: str
    stage_used: int
    stage_limit: int


class ExtendIn(StrictSchema):
    minutes: int


class TimesOut(Schema):
    starts_at: datetime | None
    ends_at: datetime | None
    state: str


class EnterOut(Schema):
    """The keys of the control page. `token` is a person's own, and both tickets are as good as a password."""

    stream_ticket: str = Field(description="The crew's board, and what this person does in the session.")
    viewer_ticket: str = Field(description="The board as the audience gets it.")
    provider: Provider | None = Field(description="Null while the room is being made.")
    mode: Literal["call", "livestream"] | None
    room_url: str = ""
    token: str = ""
    signal_url: str = Field("", description="The WebSocket of the embedded provider, with `?ticket=`.")
    me: MeOut
