"""What the access decision takes and gives as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

Line = Annotated[str, StringConstraints(max_length=254)]
OutcomeName = Literal[
    "allowed",
    "name_required",
    "login_required",
    "ticket_required",
    "upgrade_required",
    "full",
    "not_open_yet",
    "ended",
    "cancelled",
    "put_out",
    "guests_closed",
]
RoleName = Literal["viewer", "participant", "speaker", "organizer"]
ActionName = Literal["join", "attend", "watch", "enter_name", "sign_in", "get_ticket", "upgrade", "try_again", "wait"]


class StrictSchema(Schema):
    """Keys that are not known are refused."""

    model_config = ConfigDict(extra="forbid")


class NextStep(Schema):
    """What the person can do now, and the page of this site where they do it."""

    action: ActionName
    url: str


class AccessOut(Schema):
    """The access decision for whoever asks."""

    outcome: OutcomeName
    purpose: Literal["join", "attend", "watch"] = Field(
        description="What was decided about: the room online, the hall, or the recording of a session that is over."
    )
    role: RoleName | None
    message: str = Field(description="The outcome in words; empty where the person may go in.")
    next: NextStep | None
    opens_at: datetime | None = Field(description="From when the way in is open, where it is not yet.")
    name: str = Field(description="As whom others would see this person.")
    joined: bool = Field(description="Whether this browser is in the session.")


class JoinOut(AccessOut):
    """The decision, and the keys of the room: what a page needs to be in it (docs/live-page.md)."""

    provider: Literal["embedded", "daily", "stream"] | None = Field(
        None, description="Through what camera and microphone go; null while the room is being made."
    )
    mode: Literal["call", "livestream"] | None = None
    room_url: str = Field("", description="The room's address at the provider, or of the outside stream.")
    token: str = Field("", description="The provider's own token, for this person, role and session alone.")
    board_url: str = Field("", description="Where the stream of boards is read, with `?ticket=`.")
    signal_url: str = Field("", description="The WebSocket of the embedded provider; the ticket is its first message.")
    stream_ticket: str = Field("", description="For the stream, and as `Authorization: Live …` of what a person does.")
    me: dict[str, Any] | None = Field(None, description="Who this is in the room, and what they have done there.")


class JoinIn(StrictSchema):
    """`name` for a guest; number and address for somebody who shows a ticket on the way in."""

    name: Line = ""
    ticket_number: Annotated[str, StringConstraints(max_length=40)] = ""
    email: Line = ""


class NotAdmittedJson(Schema):
    """A refusal in the shape of every other, with the outcome and the next step."""

    error: str
    message: str
    fields: dict[str, str] | None = None
    outcome: OutcomeName | None = None
    next: NextStep | None = None
    opens_at: datetime | None = None


class TicketIn(StrictSchema):
    number: Annotated[str, StringConstraints(max_length=40)]
    email: Line


class TicketVerified(Schema):
    """The ticket is kept in this browser's session and opens what it opens, for as long as that lasts."""

    success: bool = True
    event: str = Field(description="The event's slug.")
    category: str
    name: str


class GrantIn(StrictSchema):
    """To whom; without a session the whole event."""

    email: Line
    session: UUID | None = None


class EntitlementOut(Schema):
    """A right to take part."""

    id: UUID
    email: str = Field(description="The holder's address.")
    session: UUID | None
    source: Literal["ticket_purchase", "free_registration", "manual_grant", "speaker"]
    granted_at: datetime


class EntitlementsOut(Schema):
    items: list[EntitlementOut]
    next_cursor: str | None


class Done(Schema):
    success: bool = True
