"""boto3, set up so that every S3-compatible service understands it, and its errors in our words."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from gallery.storage.config import S3Config
from gallery.storage.contract import ObjectMissing, StorageTrouble

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

CONNECT_SECONDS, READ_SECONDS = 5.0, 60.0
TRIES = 3
CONNECTIONS = 16
# "404" is all that an answer to HEAD says.
MISSING = frozenset({"404", "NoSuchKey", "NoSuchUpload"})


def new_client(config: S3Config, *, seconds: float | None = None) -> S3Client:
    """A client for all threads of this process. `seconds`: how long it waits for each answer."""
    session = Session(aws_access_key_id=config.access_key, aws_secret_access_key=config.secret_key)
    client = session.client(
        "s3",
        endpoint_url=config.endpoint,
        region_name=config.region,
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": config.addressing},
            # Unasked, boto3 adds a CRC as a trailer, which R2 and others have refused (amd/gaia#3029).
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            connect_timeout=seconds or CONNECT_SECONDS,
            read_timeout=seconds or READ_SECONDS,
            retries={"mode": "standard", "total_max_attempts": TRIES},
            max_pool_connections=CONNECTIONS,
        ),
    )
    client.meta.events.register("before-call.s3.DeleteObjects", with_md5)
    return client


def with_md5(params: dict[str, Any], **kwargs: Any) -> None:
    """Give DeleteObjects the checksum that it must carry and every service takes.

    Some refuse boto3's CRC-32 (ovh/public-cloud-roadmap#763, cubefs/cubefs#3813).
    """
    digest = hashlib.md5(params["body"], usedforsecurity=False).digest()
    params["headers"]["Content-MD5"] = base64.b64encode(digest).decode()
    params["headers"].pop("x-amz-sdk-checksum-algorithm", None)
    params["context"].get("checksum", {}).pop("request_algorithm", None)


@contextmanager
def translated() -> Iterator[None]:
    """Raises ObjectMissing or StorageTrouble for what boto3 raises; their texts name no key and no address."""
    try:
        yield
    except ClientError as error:
        code = code_of(error)
        if code in MISSING:
            raise ObjectMissing(code) from None
        raise StorageTrouble(f"the store answered {code}") from None
    except BotoCoreError as error:
        raise StorageTrouble(f"the store did not answer: {type(error).__name__}") from None


def code_of(error: ClientError) -> str:
    """The service's own word for it."""
    return str(error.response.get("Error", {}).get("Code", ""))
