"""What galleries hold of the person who organizes them, for their data export (spec 2).

Guests have no account: what a browser has sent is theirs by its cookie, and they take it back on the gallery's page.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from accounts.data_export import register_export, register_export_files
from gallery.models import GalleryOrder, SentCover, ZipJob
from gallery.proposals import PLAN_FIELDS

if TYPE_CHECKING:
    from accounts.models import User


def gallery_part(user: User) -> dict[str, Any]:
    """What they ordered, fetched and sent. Amounts in minor units. Three queries."""
    orders = GalleryOrder.objects.filter(requested_by=user).select_related("gallery").order_by("created_at", "pk")
    jobs = ZipJob.objects.filter(requested_by=user).order_by("created_at", "pk")
    covers = SentCover.objects.filter(user=user).order_by("created_at", "pk")
    return {
        "orders": [exported(order) for order in orders],
        "zip_jobs": list(jobs.values("gallery__name", "exclude_hidden", "state", "created_at")),
        "covers": list(covers.values("name", "description", "created_at", "used_at")),
    }


def exported(order: GalleryOrder) -> dict[str, Any]:
    """An order with the settings it is for; of the PIN nothing, not even its hash."""
    return {
        "gallery": order.gallery.name if order.gallery else order.proposal.get("name", ""),
        "settings": {name: order.proposal[name] for name in PLAN_FIELDS},
        "total_fee": order.total_fee,
        "amount": order.amount,
        "currency": order.currency,
        "state": order.state,
        "created_at": order.created_at,
        "applied_at": order.applied_at,
    }


def cover_files(user: User) -> list[tuple[str, bytes]]:
    """The covers they sent, as they were made anew; one that the store has lost keeps nobody from the rest."""
    files = []
    for cover in SentCover.objects.filter(user=user):
        with suppress(FileNotFoundError), cover.file.open("rb") as file:
            files.append((f"{cover.public_id.hex}.webp", file.read()))
    return files


def register() -> None:
    """Called by AppConfig.ready."""
    register_export("photo_galleries", gallery_part)
    register_export_files("covers", cover_files)
