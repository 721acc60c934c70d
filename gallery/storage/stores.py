"""The stores that the settings name, one of each kind in a process."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from gallery.storage.config import S3Config
from gallery.storage.contract import GalleryStorage
from gallery.storage.local import LocalStore

MEDIA, ZIPS = "media", "zips"


def media_store() -> GalleryStorage:
    """Where photos and their pictures lie."""
    config: S3Config | None = settings.GALLERY_STORAGE
    return local_store(MEDIA) if config is None else s3_store(config, config.media_bucket)


def zip_store() -> GalleryStorage:
    """Where archives lie."""
    config: S3Config | None = settings.GALLERY_STORAGE
    return local_store(ZIPS) if config is None else s3_store(config, config.zips_bucket)


def local_store(bucket: str) -> LocalStore:
    """The bucket of this name on the disk."""
    return _local(Path(settings.PRIVATE_MEDIA_ROOT) / "gallery", bucket)


def store_origins() -> tuple[str, ...]:
    """Other origins that pages load pictures from and send photos to, for their Content-Security-Policy."""
    config: S3Config | None = settings.GALLERY_STORAGE
    return () if config is None else config.origins


def tidy_stores(*, before: datetime) -> None:
    """Remove what crashes left in the local stores; an S3-compatible service has lifecycle rules for that."""
    if settings.GALLERY_STORAGE is None:
        for bucket in (MEDIA, ZIPS):
            local_store(bucket).tidy(before=before)


@lru_cache(maxsize=8)
def _local(root: Path, bucket: str) -> LocalStore:
    return LocalStore(root, bucket)


@lru_cache(maxsize=8)
def s3_store(config: S3Config, bucket: str) -> GalleryStorage:
    """One client for all threads: making one takes a tenth of a second."""
    from gallery.storage.s3 import S3Store  # boto3 takes a third of a second to import, which most need not spend

    return S3Store(config, bucket)
