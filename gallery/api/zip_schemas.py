"""What asking for a download takes, and what its job tells."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from accounts.schemas import StrictSchema
from gallery.choices import ZipState
from gallery.zips.plan import Reason


class DownloadAllIn(StrictSchema):
    exclude_hidden: bool = Field(True, description="False packs hidden photos, too.")


class DownloadAllOut(Schema):
    job_id: UUID = Field(description="Ask `GET /api/organizer/jobs/{job_id}` how it stands.")
    status: ZipState
    estimated_time_seconds: int


class DownloadOut(Schema):
    download_url: str = Field(description="Signed; works until `expires_at`. Open it, do not fetch it into memory.")
    file_name: str
    file_size_bytes: int
    files: int


class MissingOut(Schema):
    media_id: UUID
    name: str
    reason: Reason


class ZipJobOut(Schema):
    """`partial`: not every photo is in an archive. `missing` names those that are not, as `_missing.txt` does."""

    job_id: UUID
    status: ZipState
    progress: int = Field(ge=0, le=100)
    estimated_time_seconds: int = Field(description="How long it still takes, roughly.")
    downloads: list[DownloadOut]
    download_url: str | None = Field(description="Where there is one archive alone; else null.")
    file_size_bytes: int | None = Field(description="Where there is one archive alone; else null.")
    missing: list[MissingOut] = Field(description="At most 200 of them.")
    missing_count: int
    created_at: datetime
    expires_at: datetime | None = Field(description="When the archives are removed.")
