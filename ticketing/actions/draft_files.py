"""Keeping files for a draft while its form is put right, and letting go of them with the draft."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone as clock

from ticketing.choices import OrderState
from ticketing.draft_files import FOLDER, folder_of, name_for
from ticketing.models import Order
from ticketing.storage import answer_storage

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


def keep_file(order: Order, upload: UploadedFile, *, number: int, question: UUID) -> str:
    """Keep a file that fits for the draft's ticket of this number, in place of a former one. Returns its name."""
    storage, folder = answer_storage(), folder_of(order, number, question)
    _remove(folder)
    upload.seek(0)
    return str(storage.save(f"{folder}/{name_for(upload)}", upload)).rsplit("/", 1)[-1]


def forget_files(order: Order) -> None:
    """Remove what was kept for the draft: it went on, or was given up."""
    _remove(f"{FOLDER}/{order.public_id}")


def sweep_draft_files() -> int:
    """Remove the files of drafts that are no drafts any more or whose time is over. Returns of how many. One query."""
    storage = answer_storage()
    kept = storage.listdir(FOLDER)[0] if storage.exists(FOLDER) else []
    drafts = Order.objects.filter(state=OrderState.DRAFT, expires_at__gt=clock.now(), public_id__in=_ids(kept))
    alive = {str(public_id) for public_id in drafts.values_list("public_id", flat=True)}
    gone = [name for name in kept if name not in alive]
    for name in gone:
        _remove(f"{FOLDER}/{name}")
    return len(gone)


def _ids(names: list[str]) -> list[UUID]:
    ids = []
    for name in names:
        with contextlib.suppress(ValueError):
            ids.append(UUID(name))
    return ids


def _remove(folder: str) -> None:
    """A folder with all that is in it. Another process may be doing the same."""
    storage = answer_storage()
    if not storage.exists(folder):
        return
    with contextlib.suppress(FileNotFoundError):
        folders, files = storage.listdir(folder)
        for name in folders:
            _remove(f"{folder}/{name}")
        for name in files:
            storage.delete(f"{folder}/{name}")
        storage.delete(folder)
