"""A guest's phone: joins, declares, sends the bytes where it was told to, completes."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.test import Client

from gallery.models import Gallery, Media
from gallery.storage import keys
from gallery.storage.stores import media_store

JSON = "application/json"


class Phone:
    """One browser in one gallery. Every answer is checked by its status, so a test reads as the story it tells."""

    def __init__(self, gallery: Gallery, **defaults: Any) -> None:
        self.gallery, self.client = gallery, Client(**defaults)

    def call(self, path: str, body: object = None, *, method: str = "post", expect: int = 200) -> dict[str, Any]:
        address = f"/api/guest/events/{self.gallery.slug}{path}"
        response = self.client.generic(method.upper(), address, json.dumps(body or {}), content_type=JSON)
        assert response.status_code == expect, response.content
        return dict(response.json())

    def join(self, *, expect: int = 200, **body: Any) -> dict[str, Any]:
        return self.call("/join", body, expect=expect)

    def declare(self, data: bytes, *, expect: int = 201, **fields: Any) -> dict[str, Any]:
        """Ask to send these bytes."""
        return self.call("/uploads", declaration(data) | fields, expect=expect)

    def send(self, permission: dict[str, Any], data: bytes, *, expect: int = 200) -> HttpResponse:
        """PUT the bytes where the answer said, with its headers."""
        upload = permission["upload"]
        response = put(upload["url"], data, upload["headers"])
        assert response.status_code == expect, response.content
        return response

    def complete(self, permission: dict[str, Any], *, expect: int = 200) -> dict[str, Any]:
        return self.call(f"/uploads/{permission['media_id']}/complete", expect=expect)

    def take(self, data: bytes, **fields: Any) -> Media:
        """A photo, all the way."""
        permission = self.declare(data, **fields)
        self.send(permission, data)
        self.complete(permission)
        return Media.objects.get(public_id=permission["media_id"])

    def mine(self) -> dict[str, Any]:
        return self.call("/media/mine", method="get")


def declaration(data: bytes, **fields: Any) -> dict[str, Any]:
    return {
        "filename": "IMG_0001.JPG",
        "mime_type": "image/jpeg",
        "size_bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        **fields,
    }


def put(url: str, data: bytes, headers: dict[str, str]) -> HttpResponse:
    """To the local store, which this server answers itself; without any cookie."""
    parts = urlsplit(url)
    given = {name: value for name, value in headers.items() if name.lower() not in {"content-type", "content-length"}}
    content_type = {name.lower(): value for name, value in headers.items()}.get("content-type", "")
    return Client().generic("PUT", f"{parts.path}?{parts.query}", data, content_type=content_type, headers=given)


def stored(media: Media) -> dict[str, bool]:
    """What of a photo lies in the store."""
    gallery_id = media.gallery.public_id
    names = {
        "incoming": keys.incoming(gallery_id, media.public_id),
        "original": keys.original(gallery_id, media.public_id),
    }
    there = {one.key for one in media_store().list(keys.gallery_prefix(gallery_id))}
    return {name: key in there for name, key in names.items()}
