"""Opens the celebration's gallery: guests, their photos with thumbnails, a few hidden ones, and a finished ZIP."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.models import User
from cms.demo.artwork.canvas import as_jpeg
from cms.demo.artwork.snapshots import draw_snapshot
from gallery.actions.create import make_event
from gallery.actions.derive import derive_due
from gallery.actions.tags import spell
from gallery.actions.tally import follow
from gallery.actions.zip_work import work_on_next
from gallery.actions.zips import request_zip
from gallery.choices import Compression, MediaStatus
from gallery.lifecycle import window_of
from gallery.models import Gallery, GuestSession, Media
from gallery.pins import pin_hash
from gallery.proposals import Plan, Proposal
from gallery.storage import keys
from gallery.storage.stores import media_store
from site_pages.models import EventPage

GALLERIES = Path(__file__).parent / "galleries"
SLUG = "amalia-and-tomas"
# How long guests have been sending when the demo is loaded.
BUSY = timedelta(hours=50)
LATEST = timedelta(minutes=6)
JPEG = "image/jpeg"
HIDDEN = "-"
# No ZIP of the demo takes so many slices.
MOST_SLICES = 100


@dataclass(frozen=True, slots=True)
class Shot:
    """A photo before it is one: who sent it, what it shows, and when."""

    guest: GuestSession
    scene: str
    number: int
    at: datetime
    is_hidden: bool


def gallery_table() -> dict[str, Any]:
    with (GALLERIES / f"{SLUG}.toml").open("rb") as file:
        return tomllib.load(file)


def open_gallery(*, now: datetime, owner: User) -> int:
    """The gallery with everything in it; returns how many photos. Nothing where there is one, or no such event."""
    event = EventPage.objects.filter(slug=SLUG).first()
    if event is None or Gallery.objects.filter(event=event).exists():
        return 0
    table = gallery_table()
    with transaction.atomic():
        gallery = begin(table, event=event, now=now, owner=owner)
        shots = list(shots_of(table, gallery=gallery, now=now))
        for shot in shots:
            send(shot, tags=table["tags"][shot.scene])
        count_shots(gallery)
    derive_due(most=len(shots))
    request_zip(gallery, exclude_hidden=True, by=owner)
    for _slice in range(MOST_SLICES):
        if not work_on_next():
            break
    return len(shots)


def begin(table: Mapping[str, Any], *, event: EventPage, now: datetime, owner: User) -> Gallery:
    """Open since some days, until the event's day; free, and on the event's site."""
    first = now.date() - timedelta(days=table["open_since"])
    last = max(first, event.ends_at.astimezone(event.zone).date())
    plan = Plan(first, last, 100, 10, Compression.COMPRESSED)
    proposal = Proposal(event.public_id, table["name"], plan, pin_hash(event.public_id, table["pin"]))
    gallery = make_event(proposal, by=owner)
    gallery.show_on_site, gallery.cover_image = True, event.hero_image
    gallery.save(update_fields=["show_on_site", "cover_image"])
    return gallery


def shots_of(table: Mapping[str, Any], *, gallery: Gallery, now: datetime) -> Iterator[Shot]:
    """Everybody's first, then everybody's second, evenly until a few minutes ago."""
    begins = max(now - BUSY, window_of(gallery.event_date, gallery.end_date).opens_at)
    rows = table["guests"]
    total = sum(len(row["photos"]) for row in rows)
    guests = [join(row["name"], gallery=gallery, at=begins, number=number) for number, row in enumerate(rows)]
    turns = zip_longest(*(row["photos"] for row in rows))
    flat = [(guest, scene) for turn in turns for guest, scene in zip(guests, turn, strict=True) if scene]
    for number, (guest, scene) in enumerate(flat):
        at = begins + (now - LATEST - begins) * (number + 1) / total
        yield Shot(guest, scene.removeprefix(HIDDEN), number, at, scene.startswith(HIDDEN))


def join(name: str, *, gallery: Gallery, at: datetime, number: int) -> GuestSession:
    """A phone that nobody has: its cookie was never handed out."""
    token_hash = hashlib.sha256(f"demo guest {number} of {gallery.public_id}".encode()).hexdigest()
    values = {"token_hash": token_hash, "created_at": at + timedelta(minutes=number)}
    return GuestSession.objects.create(gallery=gallery, display_name=name, **values)


def send(shot: Shot, *, tags: list[str]) -> None:
    """The photo as it is once it has arrived; a worker's part comes after."""
    gallery = shot.guest.gallery
    content = as_jpeg(draw_snapshot(shot.scene, shot.number), quality=80)
    status = MediaStatus.HIDDEN if shot.is_hidden else MediaStatus.UPLOADED
    media = Media.objects.create(
        gallery=gallery,
        guest=shot.guest,
        client_upload_id=f"demo-{shot.number}",
        uploader=shot.guest.display_name,
        status=status,
        size_bytes=len(content),
        mime_type=JPEG,
        sha256=hashlib.sha256(content).hexdigest(),
        taken_at=shot.at - timedelta(minutes=2),
        tags=spell(shot.guest.gallery_id, tags),
        created_at=shot.at,
        uploaded_at=shot.at,
        hidden_at=shot.at if shot.is_hidden else None,
    )
    follow(gallery.pk, was=[MediaStatus.PENDING], to=status)
    key = keys.original(gallery.public_id, media.public_id)
    media_store().put(key, BytesIO(content), size=len(content), content_type=JPEG)


def count_shots(gallery: Gallery) -> None:
    """What joining and uploading would have counted."""
    guests = list(gallery.guests.all())
    for guest in guests:
        photos = guest.media.order_by("-uploaded_at")
        guest.shots_used, guest.last_active_at = photos.count(), photos[0].created_at
        guest.save(update_fields=["shots_used", "last_active_at"])
    Gallery.objects.filter(pk=gallery.pk).update(guests_used=len(guests))
