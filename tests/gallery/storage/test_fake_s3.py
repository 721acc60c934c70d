"""The fake is as strict as the service that it stands for; the control shows that moto alone would not be."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import httpx
import pytest
from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from tests.fakes.s3 import ACCESS_KEY, SECRET_KEY, FakeS3

BODY = b"the right bytes"
SHA256 = base64.b64encode(hashlib.sha256(BODY).digest()).decode()
HEADERS = {"Content-Type": "image/jpeg", "x-amz-checksum-sha256": SHA256, "If-None-Match": "*"}


def client(s3: FakeS3, *, secret: str = SECRET_KEY, **config: Any) -> Any:
    """Plain boto3, as any program would use it."""
    return boto3.client(
        "s3",
        endpoint_url=s3.url,
        region_name="auto",
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=secret,
        config=Config(
            signature_version="s3v4", retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}, **config
        ),
    )


def signed_put(s3: FakeS3, *, expires: int = 600) -> str:
    """Signed by botocore, so that this test needs nothing of ours."""
    request = AWSRequest("PUT", f"{s3.url}/media/one", headers={**HEADERS, "Content-Length": str(len(BODY))})
    S3SigV4QueryAuth(Credentials(ACCESS_KEY, SECRET_KEY), "s3", "auto", expires).add_auth(request)
    return str(request.url)


def put(url: str, body: bytes = BODY, **headers: str | None) -> int:
    changed = {name.replace("_", "-").lower(): value for name, value in headers.items()}
    told = {name.lower(): value for name, value in HEADERS.items()} | changed
    sent = {name: value for name, value in told.items() if value is not None}
    return httpx.put(url, content=body, headers=sent, trust_env=False).status_code


WRONGS: dict[str, tuple[dict[str, Any], int]] = {
    "type": ({"content_type": "text/html"}, 403),
    "longer": ({"body": BODY + b"1"}, 403),
    "shorter": ({"body": BODY[:-1]}, 403),
    "bytes": ({"body": BODY[::-1]}, 400),
    "no hash": ({"x_amz_checksum_sha256": None}, 403),
    "more of amazon's": ({"x_amz_meta_owner": "me"}, 403),
}


@pytest.mark.parametrize(("wrong", "status"), WRONGS.values(), ids=WRONGS)
def test_other_than_signed_is_refused_and_moto_would_take_it(s3: FakeS3, wrong: dict[str, Any], status: int):
    url = signed_put(s3)
    refused = put(url, **wrong)
    s3.is_strict = False
    taken = put(url, **wrong)

    assert (refused, taken) == (status, 200)


def test_forged_expired_and_unsigned_are_refused_and_moto_would_take_them(s3: FakeS3):
    url = signed_put(s3)
    tampered = url[:-6] + ("000000" if url[-6:] != "000000" else "111111")
    urls = [tampered, url.replace("/one", "/two"), url.partition("?")[0] + "/three", url]
    s3.ahead = 601
    refused = [put(one) for one in urls]
    s3.is_strict = False
    taken = [put(one, if_none_match=None) for one in urls]

    assert (refused, taken) == ([403] * 4, [200] * 4)


def test_signature_of_tomorrow_is_refused(s3: FakeS3):
    s3.ahead = -3600

    assert put(signed_put(s3)) == 403


def test_right_one_is_taken_once(s3: FakeS3):
    url = signed_put(s3)

    assert [put(url), put(url)] == [200, 412]


def test_head_tells_the_hash(s3: FakeS3):
    put(signed_put(s3))
    found = client(s3).head_object(Bucket="media", Key="one", ChecksumMode="ENABLED")

    assert found["ChecksumSHA256"] == SHA256


def test_other_keys_than_the_account_has_are_refused(s3: FakeS3):
    with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        client(s3, secret="guessed").list_buckets()


def test_old_call_is_refused(s3: FakeS3):
    s3.ahead = 16 * 60

    with pytest.raises(ClientError, match="RequestTimeTooSkewed"):
        client(s3).list_buckets()


def test_forms_are_not_known(s3: FakeS3):
    form = client(s3).generate_presigned_post("media", "one")

    answer = httpx.post(form["url"], data=form["fields"], files={"file": BODY}, trust_env=False)

    assert answer.status_code == 501


def test_delete_of_many_wants_the_oldest_checksum(s3: FakeS3):
    with pytest.raises(ClientError, match="InvalidRequest"):
        client(s3).delete_objects(Bucket="media", Delete={"Objects": [{"Key": "one"}]})


def test_parts_are_equal_but_the_last(s3: FakeS3):
    boto = client(s3, request_checksum_calculation="when_required")
    upload_id = boto.create_multipart_upload(Bucket="media", Key="one")["UploadId"]
    sizes = (5 * 1024 * 1024, 5 * 1024 * 1024 + 1, 1)
    about = {"Bucket": "media", "Key": "one", "UploadId": upload_id}
    etags = [boto.upload_part(**about, PartNumber=n, Body=bytes(size))["ETag"] for n, size in enumerate(sizes, 1)]
    parts = {"Parts": [{"PartNumber": number, "ETag": etag} for number, etag in enumerate(etags, 1)]}

    with pytest.raises(ClientError, match="InvalidPart"):
        boto.complete_multipart_upload(**about, MultipartUpload=parts)
    s3.is_strict = False
    taken = boto.complete_multipart_upload(**about, MultipartUpload=parts)

    assert taken["Key"] == "one"


def test_uploads_tell_when_they_were_begun(s3: FakeS3):
    boto = client(s3)
    boto.create_multipart_upload(Bucket="media", Key="one")

    found = boto.list_multipart_uploads(Bucket="media")["Uploads"]

    assert [upload["Key"] for upload in found] == ["one"]
    assert abs(found[0]["Initiated"] - datetime.now(UTC)) < timedelta(minutes=1)


def preflight(s3: FakeS3, *, origin: str, method: str = "PUT", headers: str = "content-type") -> httpx.Response:
    asked = {"Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers}
    return httpx.options(f"{s3.url}/media/one", headers=asked, trust_env=False)


def test_origins_are_those_of_the_rule(s3: FakeS3):
    rule = {"AllowedOrigins": ["https://a.example"], "AllowedMethods": ["PUT"], "AllowedHeaders": ["content-type"]}
    before = preflight(s3, origin="https://a.example").status_code
    client(s3, request_checksum_calculation="when_required").put_bucket_cors(
        Bucket="media", CORSConfiguration={"CORSRules": [rule]}
    )
    allowed = preflight(s3, origin="https://a.example")
    refused = [
        preflight(s3, origin="https://b.example"),
        preflight(s3, origin="https://a.example", method="DELETE"),
        preflight(s3, origin="https://a.example", headers="content-type,x-other"),
    ]

    assert (before, allowed.status_code) == (403, 200)
    assert allowed.headers["Access-Control-Allow-Origin"] == "https://a.example"
    assert [answer.status_code for answer in refused] == [403, 403, 403]
    assert [answer.headers.get("Access-Control-Allow-Origin") for answer in refused] == [None, None, None]


def test_faults_come_to_order(s3: FakeS3):
    s3.faults.extend([503, 500])

    statuses = [httpx.get(f"{s3.url}/media/one", trust_env=False).status_code for _ in range(3)]

    assert statuses == [503, 500, 403]
