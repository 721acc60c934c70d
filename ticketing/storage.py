"""Where files that attendees send are kept: beside recordings, read only by a view that asks for the right."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils.functional import cached_property

if TYPE_CHECKING:
    from ticketing.models import Answer


class AnswerStorage(FileSystemStorage):
    @cached_property
    def base_location(self) -> str:
        return str(settings.PRIVATE_MEDIA_ROOT)


def answer_storage() -> FileSystemStorage:
    """A function, so that migrations hold no path of a machine."""
    return AnswerStorage()


def answer_path(answer: Answer, filename: str) -> str:
    """A name nobody can guess, keeping only the extension."""
    extension = filename.rsplit(".", 1)[-1].lower()[:5] if "." in filename else "bin"
    return f"answers/{uuid.uuid4().hex}.{extension}"
