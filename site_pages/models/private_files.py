"""Files that a view hands out after asking for the right: recordings and what belongs to them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils.functional import cached_property

if TYPE_CHECKING:
    from site_pages.models.session import SessionPage


class PrivateStorage(FileSystemStorage):
    """Where only a view that asked for the right reads from."""

    @cached_property
    def base_location(self) -> str:
        return str(settings.PRIVATE_MEDIA_ROOT)


def private_storage() -> FileSystemStorage:
    """A function, so that migrations hold no path of a machine."""
    return PrivateStorage()


def recording_path(session: SessionPage, filename: str) -> str:
    """A name nobody can guess, keeping only the extension."""
    extension = filename.rsplit(".", 1)[-1].lower()[:5] if "." in filename else "bin"
    return f"recordings/{session.public_id}/{uuid.uuid4().hex}.{extension}"
