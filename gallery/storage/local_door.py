"""What a signed PUT has to pass, and what it leaves: the same for the view and for the server's fast lane."""

from __future__ import annotations

import base64
from datetime import datetime

from gallery.storage.contract import ObjectMissing
from gallery.storage.local import LocalStore
from gallery.storage.local_files import AlreadyThere, Incoming
from gallery.storage.local_signing import Asked, Refused, check
from gallery.storage.stores import MEDIA, ZIPS, local_store


def store_of(asked: Asked) -> LocalStore:
    """Raises Refused for a bucket that there is not."""
    if asked.bucket not in {MEDIA, ZIPS}:
        raise Refused(403, "SignatureDoesNotMatch")
    return local_store(asked.bucket)


def admit(asked: Asked, *, now: datetime) -> LocalStore:
    """Before the first byte is read: it is signed, and there is a place for it. Raises Refused."""
    store = store_of(asked)
    check(asked, now=now)
    if asked.method == "PUT":
        is_there(asked, store)
    return store


def is_there(asked: Asked, store: LocalStore) -> None:
    """Whether an object stands in the way, or the upload of a part is over. Raises Refused."""
    try:
        if "part" in asked.query:
            store.uploads.about(asked.key, asked.query["upload"])
            return
        store.folder.entry(asked.key)
    except ObjectMissing:
        if "part" in asked.query:
            raise Refused(404, "NoSuchUpload") from None
        return
    raise Refused(412, "PreconditionFailed")


def take(asked: Asked, store: LocalStore, incoming: Incoming) -> str:
    """Keep what came in, if it is what was signed; its ETag. Raises Refused, OSError."""
    if incoming.is_broken:
        raise Refused(503, "ServiceUnavailable")
    if incoming.size != asked.length:
        raise Refused(400, "IncompleteBody")
    try:
        if "part" in asked.query:
            return store.uploads.keep(asked.query["upload"], int(asked.query["part"]), incoming)
        signed = base64.b64decode(asked.headers["x-amz-checksum-sha256"]).hex()
        if signed != incoming.sha256:
            raise Refused(400, "BadDigest")
        kind = asked.headers["content-type"]
        return store.folder.keep_once(asked.key, incoming, content_type=kind, sha256=signed).etag
    except AlreadyThere:
        raise Refused(412, "PreconditionFailed") from None
    except ObjectMissing:
        raise Refused(404, "NoSuchUpload") from None
