"""Galleries, their guests, photos, ZIPs and what was paid for."""

from gallery.models.covers import SentCover
from gallery.models.galleries import CreateRequest, Gallery, GalleryOrder, GuestSession
from gallery.models.media import Media
from gallery.models.tags import GalleryTag
from gallery.models.tallies import GalleryTally
from gallery.models.zips import ZipJob, ZipPart

__all__ = [
    "CreateRequest",
    "Gallery",
    "GalleryOrder",
    "GalleryTag",
    "GalleryTally",
    "GuestSession",
    "Media",
    "SentCover",
    "ZipJob",
    "ZipPart",
]
