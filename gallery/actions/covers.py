"""Covers from an organizer's own device: looked at, made anew, and kept until their event is there.

A picture is decoded in a process of its own, like guests' photos, and what is kept is what was made of it: WebP in
sRGB, at most 2,048 pixels, without place, device, or anything else that the file held.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from django.core.files import File
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from accounts.budgets import Budget, spend
from accounts.models import User
from gallery.actions.orders import PAYABLE
from gallery.choices import Compression
from gallery.covers import Chosen
from gallery.models import SentCover
from gallery.pictures.job import Job
from gallery.pictures.limits import MIB
from gallery.pictures.refusals import PictureRefused
from gallery.pictures.workshop import Workshop, WorkshopTrouble
from notifications.errors import InvalidInput
from site_pages.models import EventGroup, EventPage, SiteImage
from site_pages.models.private_files import private_storage

log = structlog.get_logger("foyer.gallery")
MOST_BYTES = 20 * MIB
NEW_COVERS = Budget("gallery-covers", limit=60, seconds=86_400)
# Longer than an order can be paid, whose event the picture waits for.
KEPT = PAYABLE + timedelta(days=1)
# A file is written before its row: one without any is left alone for so long.
NEWEST = timedelta(hours=1)
FOLDER = "covers"


def keep_cover(user: User, sent: UploadedFile, *, description: str) -> SentCover:
    """Keep a picture for an event of theirs. Takes a second or two; outside a transaction.

    Raises InvalidInput with the field `cover_upload`, TooManyRequests.
    """
    if not sent.size:
        raise wrong_file(_("This file is empty."))
    if sent.size > MOST_BYTES:
        raise wrong_file(_("A picture may have %(most)d MB.") % {"most": MOST_BYTES // MIB})
    with transaction.atomic():
        spend([(NEW_COVERS, str(user.pk))])
    words, name = description[:255], one_name(sent.name or "")
    with work_folder() as folder:
        made, sha256 = made_anew(sent, folder)
        cover = SentCover(user=user, name=name, description=words, sha256=sha256)
        with made.open("rb") as file:
            cover.file.save("cover.webp", File(file), save=False)
        cover.save(force_insert=True)
    return cover


def made_anew(sent: UploadedFile, folder: Path) -> tuple[Path, str]:
    """The picture without anything that is not picture, and the hash of what was sent. Raises InvalidInput.

    The process ends with it: an organizer sends one cover, and no web process needs a decoder beside it.
    """
    source, results = folder / "sent", folder / "made"
    results.mkdir()
    with source.open("wb") as file:
        for piece in sent.chunks():
            file.write(piece)
    workshop = Workshop()
    try:
        picture = workshop.work(Job(source, results, Compression.RAW))
    except PictureRefused as refused:
        log.info("cover_refused", reason=str(refused.code))
        raise wrong_file(_("This is no picture that can be shown: take a JPEG, PNG, WebP, HEIC or AVIF.")) from refused
    except WorkshopTrouble as trouble:
        log.warning("cover_not_made", detail=str(trouble))
        raise wrong_file(_("The picture could not be read just now. Please send it again.")) from trouble
    finally:
        workshop.close()
    return picture.preview, picture.sha256


@contextmanager
def work_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="foyer-cover-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def describe_cover(user: User, chosen: Chosen, *, description: str) -> None:
    """What a picture shows that was sent without these words; one that has its words keeps them."""
    if description and not isinstance(chosen, int):
        SentCover.objects.filter(user=user, public_id=chosen, description="").update(description=description[:255])


def cover_in(event: EventPage, chosen: Chosen | None, *, by: User) -> SiteImage | None:
    """The picture for this event. One that was sent becomes an image of the event's collection, in the transaction.

    None where it is gone meanwhile: an event that was paid comes into being without its cover, too.
    """
    if chosen is None or isinstance(chosen, int):
        return SiteImage.objects.filter(pk=chosen).first()
    sent = SentCover.objects.select_for_update().filter(public_id=chosen, user=by).first()
    if sent is None or not sent.file.storage.exists(str(sent.file.name)):
        return None
    with sent.file.open("rb") as file:
        image = SiteImage.objects.create(
            title=sent.description or event.title,
            description=sent.description,
            collection=EventGroup.objects.select_related("collection").get(event=event).collection,
            file=ImageFile(file, name=f"{event.slug[:60]}-cover.webp"),
            file_size=sent.file.size,
            uploaded_by_user=by,
        )
    SentCover.objects.filter(pk=sent.pk).update(used_at=clock.now())
    return image


def forget_covers(*, now: datetime | None = None) -> int:
    """Remove pictures that became their events' own, whose events never came, or whose senders are gone; how many."""
    now = now or clock.now()
    SentCover.objects.filter(created_at__lt=now - KEPT).delete()
    storage = private_storage()
    if not storage.exists(FOLDER):
        return 0
    known = set(SentCover.objects.values_list("file", flat=True))
    stray = {f"{FOLDER}/{name}" for name in storage.listdir(FOLDER)[1]} - known
    old = [name for name in stray if storage.get_modified_time(name) < now - NEWEST]
    for name in old:
        storage.delete(name)
    return len(old)


def one_name(name: str) -> str:
    """What is shown of a file's name."""
    return " ".join("".join(one if one.isprintable() else " " for one in name).split())[:100] or _("picture")


def wrong_file(text: str) -> InvalidInput:
    return InvalidInput(text, fields={"cover_upload": text})
