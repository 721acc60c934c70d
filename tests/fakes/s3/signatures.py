"""Signature version 4, verified by botocore's own parts; nothing of Foyer's signer is used here."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.fakes.s3.errors import S3Error

TIME = "%Y%m%dT%H%M%SZ"
SKEW = timedelta(minutes=15)
LONGEST = 604_800
AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/s3/aws4_request, ?"
    r"SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})"
)


@dataclass(frozen=True)
class Sent:
    """A request as it came in; names of headers in lower case."""

    method: str
    url: str  # as it was sent, byte for byte
    headers: dict[str, str]
    body: bytes

    @property
    def raw_query(self) -> str:
        return self.url.partition("?")[2]

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(self.raw_query, keep_blank_values=True))


def verify(sent: Sent, *, access_key: str, secret_key: str, now: datetime) -> None:
    """Raises S3Error for a request that is not signed, differs from what was signed, or comes too late."""
    credentials = Credentials(access_key, secret_key)
    if "X-Amz-Signature" in sent.query:
        verify_query(sent, credentials, now)
    elif "authorization" in sent.headers:
        verify_headers(sent, credentials, now)
    else:
        raise S3Error(403, "AccessDenied")


def verify_query(sent: Sent, credentials: Credentials, now: datetime) -> None:
    query = sent.query
    access_key, day, region, *_ = query["X-Amz-Credential"].split("/")
    names = query["X-Amz-SignedHeaders"].split(";")
    lasts = int(query["X-Amz-Expires"])
    signed_at = time_of(query["X-Amz-Date"])
    if not 1 <= lasts <= LONGEST or query["X-Amz-Algorithm"] != "AWS4-HMAC-SHA256" or day != query["X-Amz-Date"][:8]:
        raise S3Error(400, "AuthorizationQueryParametersError")
    check_headers(sent, names)
    if access_key != credentials.access_key:
        raise S3Error(403, "InvalidAccessKeyId")
    auth = S3SigV4QueryAuth(credentials, "s3", region)
    unsigned = sent.url.replace(f"&X-Amz-Signature={query['X-Amz-Signature']}", "", 1)
    request = request_for(sent, unsigned, names, query["X-Amz-Date"])
    compare(auth, request, query["X-Amz-Signature"])
    if now > signed_at + timedelta(seconds=lasts) or signed_at > now + SKEW:
        raise S3Error(403, "AccessDenied")


def verify_headers(sent: Sent, credentials: Credentials, now: datetime) -> None:
    match = AUTHORIZATION.fullmatch(sent.headers["authorization"])
    if match is None:
        raise S3Error(400, "AuthorizationHeaderMalformed")
    access_key, _day, region, signed, signature = match.groups()
    names = signed.split(";")
    check_headers(sent, names)
    if access_key != credentials.access_key:
        raise S3Error(403, "InvalidAccessKeyId")
    digest = sent.headers.get("x-amz-content-sha256", "")
    if digest != "UNSIGNED-PAYLOAD" and digest != hashlib.sha256(sent.body).hexdigest():
        raise S3Error(400, "XAmzContentSHA256Mismatch")
    time = sent.headers["x-amz-date"]
    compare(S3SigV4Auth(credentials, "s3", region), request_for(sent, sent.url, names, time), signature)
    if abs(now - time_of(time)) > SKEW:
        raise S3Error(403, "RequestTimeTooSkewed")


def check_headers(sent: Sent, names: list[str]) -> None:
    """The host and everything of Amazon's has to be signed."""
    amazon = {name for name in sent.headers if name.startswith("x-amz-")}
    if not {"host", *amazon} <= set(names):
        raise S3Error(403, "AccessDenied")


def request_for(sent: Sent, url: str, names: list[str], time: str) -> AWSRequest:
    headers = {name: sent.headers.get(name, "") for name in names}
    request = AWSRequest(method=sent.method, url=url, headers=headers)
    request.context["timestamp"] = time
    return request


def compare(auth: S3SigV4Auth, request: AWSRequest, given: str) -> None:
    canonical = auth.canonical_request(request)
    if not hmac.compare_digest(auth.signature(auth.string_to_sign(request, canonical), request), given):
        raise S3Error(403, "SignatureDoesNotMatch")


def time_of(text: str) -> datetime:
    return datetime.strptime(text, TIME).replace(tzinfo=UTC)
