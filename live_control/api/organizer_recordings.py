"""`/api/organizer/sessions/{id}/live/recording…`: start, stop, what a browser sends of its own, and what is kept."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Query, Router, Schema
from pydantic import Field

from accounts.authentication import OrganizerAuth
from accounts.schemas import StrictSchema
from live_control.actions import kept_recordings, recorded_files, recordings, uploads
from live_control.api.desk import SESSION, desk_of
from live_control.api.organizer_schemas import REFUSALS
from live_control.board.shapes import recording_shape
from live_control.choices import Provider, RecordingState
from live_control.models import Recording
from site_pages.views.recording import private, send_file

router = Router(tags=["Running a session"], auth=OrganizerAuth())
Json = dict[str, Any]
KEPT = SESSION + "/recordings/{recording_id}"
MOST_LISTED = 200
FILE = {"responses": {200: {"content": {"video/*": {"schema": {"type": "string", "format": "binary"}}}}}}
PIECES = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class RecordingOut(Schema):
    id: UUID
    state: RecordingState
    provider: Provider = Field(description="`embedded`: this browser records, and sends what it has in pieces.")
    started_at: datetime
    failure: str
    received: int = Field(description="Where the next piece begins, in bytes.")
    largest_piece: int
    is_silent: bool = Field(description="The browser that records has sent nothing for half a minute.")


class KeptOut(Schema):
    """A recording as a row: it stays, whichever the page plays."""

    id: UUID
    state: RecordingState
    provider: Provider
    started_at: datetime
    ended_at: datetime | None
    duration: int | None = Field(description="In seconds.")
    size: int | None = Field(description="In bytes.")
    failure: str
    broke_off: bool = Field(description="The browser that recorded went away before anybody ended it.")
    is_shown: bool = Field(description="The session's page plays this one.")
    has_file: bool
    may_retry: bool


class KeptListOut(Schema):
    items: list[KeptOut]


class FinishIn(StrictSchema):
    size: int = Field(gt=0, description="Bytes in all.")


@router.post(SESSION + "/recording/start", response={200: RecordingOut, **REFUSALS})
def start_recording(request: HttpRequest, session_id: UUID) -> Json:
    """Record from now on."""
    desk = desk_of(request, session_id)
    return recording_json(recordings.start(desk.session, by=desk.caller.user))


@router.post(SESSION + "/recording/start-by-itself", response={200: RecordingOut, **REFUSALS})
def start_recording_by_itself(request: HttpRequest, session_id: UUID) -> Json:
    """What an open control page asks where the session is to be recorded by itself; 409 where it is not, or not yet."""
    desk = desk_of(request, session_id)
    return recording_json(recordings.start_by_itself(desk.session, by=desk.caller.user))


@router.post(SESSION + "/recording/stop", response={200: RecordingOut, **REFUSALS})
def stop_recording(request: HttpRequest, session_id: UUID) -> Json:
    """Record no longer. The recording comes to the session's page by itself."""
    desk = desk_of(request, session_id)
    return recording_json(recordings.stop(desk.session))


@router.get(SESSION + "/recording/{recording_id}", response={200: RecordingOut, **REFUSALS})
def get_recording(request: HttpRequest, session_id: UUID, recording_id: UUID) -> Json:
    """How far a browser's recording has come, after it was cut off."""
    desk = desk_of(request, session_id)
    return recording_json(uploads.recording_named(desk.session, recording_id))


@router.post(
    SESSION + "/recording/{recording_id}/pieces", response={200: RecordingOut, **REFUSALS}, openapi_extra=PIECES
)
def send_piece(request: HttpRequest, session_id: UUID, recording_id: UUID, offset: int = Query(ge=0)) -> Json:
    """The next piece as it is. Another `offset` than `received` is refused (409), with the right one in `fields`."""
    desk = desk_of(request, session_id)
    recording = uploads.recording_named(desk.session, recording_id)
    return recording_json(uploads.take_piece(recording, request.body, offset=offset))


@router.post(SESSION + "/recording/{recording_id}/finish", response={200: RecordingOut, **REFUSALS})
def finish_recording(request: HttpRequest, session_id: UUID, recording_id: UUID, given: FinishIn) -> Json:
    """All of it has been sent. Twice is once."""
    desk = desk_of(request, session_id)
    recording = uploads.recording_named(desk.session, recording_id)
    return recording_json(uploads.finish_upload(recording, size=given.size))


@router.get(SESSION + "/recordings", response={200: KeptListOut, **REFUSALS})
def list_recordings(request: HttpRequest, session_id: UUID) -> Json:
    """All recordings of the session, the newest first; at most 200."""
    desk = desk_of(request, session_id)
    rows = Recording.objects.filter(session=desk.session.pk)[:MOST_LISTED]
    return {"items": [recording_shape(row, desk.session) for row in rows]}


@router.post(KEPT + "/show", response={200: KeptOut, **REFUSALS})
def show_recording(request: HttpRequest, session_id: UUID, recording_id: UUID) -> Json:
    """The session's page plays this one from now on."""
    desk = desk_of(request, session_id)
    chosen = kept_recordings.choose(kept_recordings.recording_of(desk.session, recording_id))
    desk.session.refresh_from_db(fields=["recording_file"])
    return recording_shape(chosen, desk.session)


@router.post(KEPT + "/retry", response={200: KeptOut, **REFUSALS})
def retry_recording(request: HttpRequest, session_id: UUID, recording_id: UUID) -> Json:
    """Copy it, or make it fit for players, once more."""
    desk = desk_of(request, session_id)
    again = kept_recordings.retry(kept_recordings.recording_of(desk.session, recording_id))
    return recording_shape(again, desk.session)


@router.get(KEPT + "/file", url_name="download_recording", response={200: None, **REFUSALS}, openapi_extra=FILE)
def download_recording(request: HttpRequest, session_id: UUID, recording_id: UUID) -> HttpResponseBase:
    """The file to keep, in ranges where one asks for them."""
    desk = desk_of(request, session_id)
    recording = kept_recordings.recording_of(desk.session, recording_id)
    response = private(send_file(request, recorded_files.file_of(recording)))
    suffix = PurePosixPath(str(recorded_files.file_of(recording).name)).suffix
    name = f"{desk.session.slug}-{recording.started_at:%Y-%m-%d-%H%M}{suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def recording_json(recording: Recording) -> Json:
    names = ("state", "provider", "started_at", "failure", "received")
    own = {name: getattr(recording, name) for name in names}
    limits = {"largest_piece": uploads.LARGEST_PIECE, "is_silent": recordings.is_silent(recording)}
    return {"id": recording.public_id, **limits, **own}
