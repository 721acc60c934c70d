"""What the sign-in API takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(max_length=512)]
Name = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]


class StrictSchema(Schema):
    """Keys that are not known are refused: nobody sets a role or a state by guessing its name."""

    model_config = ConfigDict(extra="forbid")


class CodeRequestIn(StrictSchema):
    """Exactly one of the two addresses."""

    email: Text = ""
    phone: Text = ""
    return_to: Annotated[str, StringConstraints(max_length=2000)] = Field("", description="A page of this site.")


class CodeRequested(Schema):
    success: bool = True
    challenge: str = Field(description="Names this attempt in the second step.")
    resend_after: int = Field(description="Seconds until another code may be asked for.")


class ResendIn(StrictSchema):
    challenge: Annotated[str, StringConstraints(max_length=64)]


class VerifyIn(StrictSchema):
    """`challenge` from the first step; in the browser that asked, `email` or `phone` may stand for it."""

    challenge: Annotated[str, StringConstraints(max_length=64)] = ""
    email: Text = ""
    phone: Text = ""
    code: Annotated[str, StringConstraints(max_length=20)]
    name: Name = ""
    token: bool = Field(False, description="Answer with a bearer token instead of a session cookie.")


class UserOut(Schema):
    """The person themselves."""

    email: str | None
    phone: str | None
    name: str
    organization: str


class SignedIn(Schema):
    user: UserOut
    created: bool = Field(description="Whether this sign-in made the account.")
    redirect_to: str
    token: str | None = Field(None, description="Only where one was asked for; shown this once.")
    expires_at: datetime | None = Field(None, description="When the token ends.")


class AddressOut(Schema):
    kind: str
    address: str
    primary: bool
    verified_at: datetime


class EventRoleOut(Schema):
    event: str = Field(description="The event's slug.")
    role: str


class MeOut(UserOut):
    """The person, their addresses and their roles in events."""

    addresses: list[AddressOut]
    roles: list[EventRoleOut]


class ProfileIn(StrictSchema):
    name: Name | None = None
    organization: Name | None = None


class SessionOut(Schema):
    """A browser or a program in which the person is signed in."""

    id: UUID
    kind: str = Field(description="`session` (a browser) or `token`.")
    device: str
    address: str
    signed_in_at: datetime | None
    last_seen_at: datetime
    is_current: bool


class SessionsOut(Schema):
    sessions: list[SessionOut]


class Done(Schema):
    success: bool = True


class ErrorOut(Schema):
    """The one error shape."""

    error: str
    message: str
    fields: dict[str, str] | None = None


class OrganizerSessionOut(Schema):
    user: UserOut
    expires_at: datetime


REFUSALS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 410, 429), ErrorOut)
