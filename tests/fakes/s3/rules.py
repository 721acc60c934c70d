"""What R2 and S3 refuse and moto does not: other bytes than announced, forms, unequal parts, other origins."""

from __future__ import annotations

import base64
import hashlib
import zlib
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import tostring as written

from defusedxml import ElementTree

from tests.fakes.s3.errors import S3Error
from tests.fakes.s3.signatures import Sent

DIGESTS: dict[str, Any] = {
    "content-md5": lambda body: hashlib.md5(body, usedforsecurity=False).digest(),
    "x-amz-checksum-sha256": lambda body: hashlib.sha256(body).digest(),
    "x-amz-checksum-crc32": lambda body: zlib.crc32(body).to_bytes(4, "big"),
}


def check_body(sent: Sent) -> None:
    """The bytes are those whose hash was announced. Raises S3Error."""
    for name, digest in DIGESTS.items():
        if name in sent.headers and base64.b64encode(digest(sent.body)).decode() != sent.headers[name]:
            raise S3Error(400, "BadDigest")


def check_form(sent: Sent) -> None:
    """R2 knows no forms. Raises S3Error."""
    if sent.method == "POST" and sent.headers.get("content-type", "").startswith("multipart/form-data"):
        raise S3Error(501, "NotImplemented")


def check_delete(sent: Sent) -> None:
    """DeleteObjects carries a checksum that every service takes. Raises S3Error."""
    if sent.method == "POST" and "delete" in sent.query and "content-md5" not in sent.headers:
        raise S3Error(400, "InvalidRequest")


def check_parts(sent: Sent, uploads: dict[str, Any]) -> None:
    """The upload is open; R2: all parts but the last have one size, and the last is no larger. Raises S3Error."""
    if "uploadId" not in sent.query:
        return
    upload = uploads.get(sent.query["uploadId"])
    if upload is None:  # moto breaks down
        raise S3Error(404, "NoSuchUpload")
    if sent.method != "POST":
        return
    numbers = [int(found.text or 0) for found in ElementTree.fromstring(sent.body).iter() if is_number(found.tag)]
    sizes = [upload.parts[number].contentsize for number in numbers if number in upload.parts]
    if sizes and (len(set(sizes[:-1])) > 1 or sizes[-1] > sizes[0]):
        raise S3Error(400, "InvalidPart")


def with_beginnings(body: bytes, begun: dict[str, datetime]) -> bytes:
    """A list of uploads with the times at which they were begun; moto says 2010."""
    tree = ElementTree.fromstring(body)
    space = tree.tag.rpartition("}")[0] + "}" if "}" in tree.tag else ""
    for upload in tree.iter(f"{space}Upload"):
        time = begun[str(upload.findtext(f"{space}UploadId"))]
        upload.find(f"{space}Initiated").text = time.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return written(tree)


def is_number(tag: str) -> bool:
    return tag.rpartition("}")[2] == "PartNumber"


def cors_headers(sent: Sent, rules: list[Any]) -> dict[str, str] | None:
    """What the bucket's rules say to the origin of this request or preflight; None where no rule fits."""
    origin = sent.headers.get("origin", "")
    method = sent.headers.get("access-control-request-method", sent.method)
    wanted = sent.headers.get("access-control-request-headers", "")
    asked = {name.strip().lower() for name in wanted.split(",") if name.strip()}
    for rule in rules:
        allowed = {name.lower() for name in rule.allowed_headers or []}
        if origin in rule.allowed_origins and method in rule.allowed_methods and asked <= allowed:
            return {
                "Access-Control-Allow-Origin": origin,
                "Access-Control-Allow-Methods": ", ".join(rule.allowed_methods),
                "Access-Control-Allow-Headers": ", ".join(sorted(asked)),
                "Access-Control-Expose-Headers": ", ".join(rule.exposed_headers or []),
                "Access-Control-Max-Age": str(rule.max_age_seconds or 0),
                "Vary": "Origin",
            }
    return None
