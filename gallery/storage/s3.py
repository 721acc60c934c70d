"""The store at an S3-compatible service: Cloudflare R2, AWS, MinIO and their like (docs/gallery-storage.md).

Only what all of them know is used: no tags, no access lists, no forms; parts are of equal size. boto3 sends what the
server sends itself; addresses for browsers are signed here (signing.py).
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, BinaryIO

from botocore.exceptions import ClientError
from django.utils import timezone as clock

from gallery.storage import limits
from gallery.storage.config import S3Config
from gallery.storage.contract import ObjectMissing, SignedRequest, StorageTrouble, StoredObject, Upload
from gallery.storage.keys import checked, checked_prefix
from gallery.storage.s3_client import code_of, new_client, translated
from gallery.storage.signing import QuerySigner

if TYPE_CHECKING:
    from types_boto3_s3.type_defs import CompletedPartTypeDef

# What one call of DeleteObjects takes.
MOST_DELETED = 1000


class S3Store:
    """One bucket. `page` is how many entries a listing asks for at once, 1,000 at most; `now` tells the time."""

    def __init__(
        self,
        config: S3Config,
        bucket: str,
        *,
        page: int = 1000,
        seconds: float | None = None,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self.bucket, self.page, self.now = bucket, page, now
        self.signer = QuerySigner(config, bucket)
        self.client = new_client(config, seconds=seconds)

    def presign_put(self, upload: Upload, *, expires: timedelta) -> SignedRequest:
        limits.checked_upload(upload)
        headers = {
            "Content-Type": upload.content_type,
            "x-amz-checksum-sha256": base64.b64encode(bytes.fromhex(upload.sha256)).decode(),
            "If-None-Match": "*",
        }
        return self._signed_put(upload.key, headers=headers, size=upload.size, expires=expires, query={})

    def presign_get(self, key: str, *, filename: str, content_type: str, expires: timedelta) -> str:
        query = {
            "response-content-disposition": limits.attachment(filename),
            "response-content-type": limits.checked_type(content_type),
        }
        limits.checked_expiry(expires)
        return self.signer.url("GET", checked(key), at=self.now(), expires=expires, query=query)

    def presign_view(self, key: str, *, content_type: str, window: timedelta) -> str:
        query = {
            "response-cache-control": limits.kept_for(window),
            "response-content-type": limits.checked_type(content_type),
        }
        begun = limits.beginning_of(window, now=self.now())
        return self.signer.url("GET", checked(key), at=begun, expires=2 * window, query=query)

    def head(self, key: str) -> StoredObject:
        with translated():
            found = self.client.head_object(Bucket=self.bucket, Key=checked(key), ChecksumMode="ENABLED")
        given = found.get("ChecksumSHA256", "")
        return StoredObject(
            key=key,
            size=found["ContentLength"],
            content_type=found["ContentType"],
            etag=found["ETag"].strip('"'),
            modified_at=found["LastModified"],
            # That of an upload in parts is one of its parts' hashes ("…-3"), which says nothing of the bytes.
            sha256=base64.b64decode(given).hex() if given and "-" not in given else None,
        )

    def read(self, key: str, *, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        if length == 0:
            return
        wanted = {"Bucket": self.bucket, "Key": checked(key)}
        if start or length is not None:
            wanted["Range"] = f"bytes={start}-{'' if length is None else start + length - 1}"
        with translated():
            try:
                answer = self.client.get_object(**wanted)  # type: ignore[arg-type]
            except ClientError as error:
                if code_of(error) == "InvalidRange":  # begins behind the end
                    return
                raise
            with closing(answer["Body"]) as body:
                yield from body.iter_chunks(limits.PIECE)

    def put(self, key: str, body: BinaryIO, *, size: int, content_type: str) -> StoredObject:
        begun = body.tell()
        if body.seek(0, 2) - begun != size:
            raise ValueError("the body has another size")
        body.seek(begun)
        with translated():
            self.client.put_object(
                Bucket=self.bucket,
                Key=checked(key),
                Body=body,
                ContentLength=size,
                ContentType=limits.checked_type(content_type),
            )
        return self.head(key)

    def copy(self, source: str, target: str) -> StoredObject:
        place = {"Bucket": self.bucket, "Key": checked(source)}
        with translated():
            self.client.copy_object(Bucket=self.bucket, Key=checked(target), CopySource=place)  # type: ignore[arg-type]
        return self.head(target)

    def delete(self, keys: Sequence[str]) -> None:
        named = [checked(key) for key in keys]
        for begin in range(0, len(named), MOST_DELETED):
            batch = named[begin : begin + MOST_DELETED]
            wanted: Any = {"Objects": [{"Key": key} for key in batch], "Quiet": True}
            with translated():
                answer = self.client.delete_objects(Bucket=self.bucket, Delete=wanted)
            if failed := answer.get("Errors"):
                raise StorageTrouble(f"{len(failed)} objects were not deleted: {failed[0].get('Code', '')}")

    def list(self, prefix: str, *, after: str = "") -> Iterator[StoredObject]:
        wanted: dict[str, Any] = {"Bucket": self.bucket, "Prefix": checked_prefix(prefix), "MaxKeys": self.page}
        if after:
            wanted["StartAfter"] = after
        with translated():
            for answer in self.client.get_paginator("list_objects_v2").paginate(**wanted):
                for found in answer.get("Contents", []):
                    yield StoredObject(
                        key=found["Key"],
                        size=found["Size"],
                        content_type="",
                        etag=found["ETag"].strip('"'),
                        modified_at=found["LastModified"],
                        sha256=None,
                    )

    def begin_multipart(self, key: str, *, content_type: str) -> str:
        kind = limits.checked_type(content_type)
        with translated():
            begun = self.client.create_multipart_upload(Bucket=self.bucket, Key=checked(key), ContentType=kind)
        return begun["UploadId"]

    def presign_part(self, key: str, *, upload_id: str, number: int, size: int, expires: timedelta) -> SignedRequest:
        limits.checked_size(size)
        query = {"partNumber": limits.checked_number(number), "uploadId": upload_id}
        return self._signed_put(key, headers={}, size=size, expires=expires, query=query)

    def put_part(self, key: str, *, upload_id: str, number: int, body: bytes) -> str:
        with translated():
            answer = self.client.upload_part(
                Bucket=self.bucket, Key=checked(key), UploadId=upload_id, PartNumber=number, Body=body
            )
        return answer["ETag"].strip('"')

    def parts(self, key: str, *, upload_id: str) -> dict[int, tuple[str, int]]:
        wanted: Any = {"Bucket": self.bucket, "Key": checked(key), "UploadId": upload_id}
        wanted["PaginationConfig"] = {"PageSize": self.page}
        found: dict[int, tuple[str, int]] = {}
        with translated():
            for answer in self.client.get_paginator("list_parts").paginate(**wanted):
                for part in answer.get("Parts", []):
                    found[part["PartNumber"]] = (part["ETag"].strip('"'), part["Size"])
        return found

    def complete_multipart(self, key: str, *, upload_id: str, etags: Sequence[str]) -> StoredObject:
        parts: Sequence[CompletedPartTypeDef]
        parts = [{"PartNumber": number, "ETag": etag} for number, etag in enumerate(etags, start=1)]
        with translated():
            self.client.complete_multipart_upload(
                Bucket=self.bucket, Key=checked(key), UploadId=upload_id, MultipartUpload={"Parts": parts}
            )
        return self.head(key)

    def abort_multipart(self, key: str, *, upload_id: str) -> None:
        try:
            with translated():
                self.client.abort_multipart_upload(Bucket=self.bucket, Key=checked(key), UploadId=upload_id)
        except ObjectMissing:
            return

    def stale_multiparts(self, *, before: datetime) -> Iterator[tuple[str, str]]:
        wanted: Any = {"Bucket": self.bucket, "PaginationConfig": {"PageSize": self.page}}
        with translated():
            for answer in self.client.get_paginator("list_multipart_uploads").paginate(**wanted):
                for upload in answer.get("Uploads", []):
                    if upload["Initiated"] < before:
                        yield upload["Key"], upload["UploadId"]

    def _signed_put(
        self, key: str, *, headers: dict[str, str], size: int, expires: timedelta, query: dict[str, Any]
    ) -> SignedRequest:
        now, lasts = self.now(), limits.checked_expiry(expires)
        signed = {name.lower(): value for name, value in headers.items()} | {"content-length": str(size)}
        url = self.signer.url("PUT", checked(key), at=now, expires=lasts, headers=signed, query=query)
        return SignedRequest("PUT", url, headers, expires_at=now + lasts)
