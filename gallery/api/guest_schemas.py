"""What guests send and get."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime

from accounts.schemas import StrictSchema
from site_pages.api.schemas import ErrorJson


class GuestErrorJson(ErrorJson):
    """`GALLERY_NOT_ACTIVE` says besides what the gallery is now, and when it opens."""

    status: str | None = None
    opens_at: datetime | None = None


REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 422, 429, 502), GuestErrorJson)


class GuestOut(Schema):
    """This browser in the gallery."""

    session_id: UUID
    display_name: str
    is_active: bool
    shots_total: int
    shots_left: int


class InvitationOut(Schema):
    """What anybody with the address reads."""

    slug: str
    name: str
    event_date: date
    end_date: date
    status: str
    opens_at: datetime
    closes_at: datetime
    has_pin: bool
    compression_mode: str
    max_uploads: int
    max_bytes: int
    guest: GuestOut | None


class GuestJoinIn(StrictSchema):
    pin: str = Field("", max_length=20)
    display_name: str | None = Field(None, max_length=200)


class GuestMeIn(StrictSchema):
    display_name: str = Field(max_length=200)


class UploadIn(StrictSchema):
    """`sha256` may be empty for a photo above 16 MiB, which is sent in parts."""

    client_upload_id: str | None = Field(None, description="The phone's own name for the upload; repeats find it.")
    filename: str = Field("", max_length=255, description="Not used: the server names everything itself.")
    mime_type: str = Field(max_length=100, description="As the phone sees it; in the end the bytes decide.")
    size_bytes: int
    sha256: str = Field("", max_length=64)
    tags: list[str] = Field(default_factory=list, max_length=20)
    taken_at: AwareDatetime | None = None


class RequestOut(Schema):
    """Send exactly this; the headers are part of the signature."""

    method: str
    url: str
    headers: dict[str, str]
    expires_at: datetime


class PartsOut(Schema):
    """The photo is sent in this many parts of so many bytes, the last one being what is left."""

    count: int
    part_bytes: int


class UploadOut(Schema):
    media_id: UUID
    status: str
    upload: RequestOut | None
    parts: PartsOut | None
    shots_left: int


class PartNumbersIn(StrictSchema):
    numbers: list[int] = Field(max_length=100)


class PartOut(RequestOut):
    number: int


class PartRequestsOut(Schema):
    parts: list[PartOut]


class OwnPhotoOut(Schema):
    """`reason` says as a code why a photo was refused."""

    media_id: UUID
    client_upload_id: str
    status: str
    reason: str
    thumb_url: str | None
    preview_url: str | None
    placeholder: str
    width: int | None
    height: int | None
    tags: list[str]
    uploaded_at: datetime | None


class OwnPhotosOut(Schema):
    media: list[OwnPhotoOut]
    shots_left: int


class DoneOut(Schema):
    media_id: UUID
    status: str
    shots_left: int
