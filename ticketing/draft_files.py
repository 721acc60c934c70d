"""Files chosen for an order that is still being filled in, so that nobody chooses one twice.

They lie in the private storage under the draft's public id, which never leaves the server: whoever has the draft's
secret link has its files, and nobody else. A folder holds one file, under the name that it came with.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.text import get_valid_filename

from ticketing.storage import answer_storage

if TYPE_CHECKING:
    from uuid import UUID

    from django.core.files.uploadedfile import UploadedFile

    from ticketing.models import Order

FOLDER = "answers/drafts"
LONGEST_NAME = 100


def name_of_kept(order: Order, number: int, question: UUID) -> str:
    """The name of the file kept for the order's ticket of this number (from 0), or "". Reads the folder."""
    storage, folder = answer_storage(), folder_of(order, number, question)
    if not storage.exists(folder):
        return ""
    return next(iter(sorted(storage.listdir(folder)[1])), "")


def read_kept(order: Order, number: int, question: UUID) -> UploadedFile | None:
    """The same file as if it were sent now. In memory: an answer has at most 5 MB."""
    name = name_of_kept(order, number, question)
    if not name:
        return None
    with answer_storage().open(f"{folder_of(order, number, question)}/{name}") as file:
        return SimpleUploadedFile(name, file.read())


def folder_of(order: Order, number: int, question: UUID) -> str:
    return f"{FOLDER}/{order.public_id}/{number}-{question}"


def name_for(upload: UploadedFile) -> str:
    """The file's own name in a form that every file system takes; its ending stays."""
    path = PurePath(get_valid_filename(PurePath(upload.name or "file").name))
    return f"{path.stem[: LONGEST_NAME - len(path.suffix)]}{path.suffix}"
