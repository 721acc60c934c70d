"""What only the S3 store does: its signer, its errors, the line to the service, what it asks of the service."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from django.conf import settings

from gallery.storage.config import S3Config
from gallery.storage.contract import ObjectMissing, StorageTrouble
from gallery.storage.s3 import S3Store
from gallery.storage.signing import QuerySigner
from tests.fakes.fault_proxy import FaultProxy, Mode
from tests.fakes.s3 import ACCESS_KEY, SECRET_KEY, FakeS3
from tests.gallery.storage.stores import HOUR, JPEG, PHOTO, Bench, incoming, original, upload

AT = datetime(2026, 11, 20, 12, 30, 5, tzinfo=UTC)
CONFIG = S3Config("https://account.r2.cloudflarestorage.com", "KEY", "SECRET", "media", "zips")


def signature_of(url: str) -> str:
    return parse_qs(urlsplit(url).query)["X-Amz-Signature"][0]


@pytest.mark.parametrize("region", ["auto", "eu-central-1"])
@pytest.mark.parametrize("addressing", ["path", "virtual"])
@pytest.mark.parametrize(
    ("method", "headers", "query"),
    [
        ("GET", {}, {"response-content-disposition": "attachment; filename*=utf-8''Zo%C3%AB ~*(1)+.jpg"}),
        ("PUT", {"content-type": "image/jpeg", "content-length": "12", "if-none-match": "*"}, {}),
        ("PUT", {"content-length": "5"}, {"partNumber": 3, "uploadId": "a/b+c="}),
    ],
    ids=["download", "upload", "part"],
)
def test_signature_is_botocores(region: str, addressing: str, method: str, headers: dict, query: dict):
    config = S3Config(CONFIG.endpoint, "KEY", "SECRET", "media", "zips", region=region, addressing=addressing)
    url = QuerySigner(config, "media").url(method, original(), at=AT, expires=HOUR, headers=headers, query=query)

    auth = S3SigV4QueryAuth(Credentials("KEY", "SECRET"), "s3", region)
    request = AWSRequest(method, url.partition("&X-Amz-Signature=")[0], headers=headers)
    request.context["timestamp"] = AT.strftime("%Y%m%dT%H%M%SZ")
    expected = auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request)

    assert signature_of(url) == expected
    host = {"path": "account.r2.cloudflarestorage.com", "virtual": "media.account.r2.cloudflarestorage.com"}[addressing]
    assert urlsplit(url).netloc == host


def test_signer_is_right_on_the_next_day_too():
    signer = QuerySigner(CONFIG, "media")
    days = [AT, AT + timedelta(days=1), AT]
    signatures = [signature_of(signer.url("GET", original(), at=day, expires=HOUR)) for day in days]
    fresh = [signature_of(QuerySigner(CONFIG, "media").url("GET", original(), at=day, expires=HOUR)) for day in days]

    assert signatures == fresh
    assert signatures[0] != signatures[1]


def test_page_of_thumbnails_is_signed_in_no_time():
    """A tenth of a millisecond each on a quiet machine; the bound leaves room for a busy one."""
    signer = QuerySigner(CONFIG, "media")
    begun = time.process_time()
    for number in range(500):
        signer.url("GET", original(number), at=AT, expires=HOUR, query={"response-content-type": JPEG})

    assert time.process_time() - begun < 0.15


def test_browsers_may_reach_the_service_elsewhere(s3: FakeS3):
    config = S3Config(s3.url, ACCESS_KEY, SECRET_KEY, "media", "zips", public_endpoint="https://files.example.org")
    signed = QuerySigner(config, "zips").url("GET", original(), at=AT, expires=HOUR)

    assert signed.startswith(f"https://files.example.org/zips/{original()}?X-Amz-Algorithm=AWS4-HMAC-SHA256&")
    assert config.origins == ("https://files.example.org",)


def test_secret_is_in_no_repr():
    assert "SECRET" not in f"{CONFIG!r} {QuerySigner(CONFIG, 'media')!r}"


def test_deletes_go_in_batches_of_a_thousand(remote: Bench, s3: FakeS3):
    remote.have(original(2050))
    s3.asked.clear()
    remote.store.delete([original(number) for number in range(1, 2100)])

    assert s3.asked == [("POST", "/media")] * 3
    assert remote.has() == {}


def test_lists_go_page_by_page(remote: Bench, s3: FakeS3):
    for number in range(1, 8):
        remote.have(original(number))
    s3.asked.clear()

    assert len(remote.has()) == 7
    assert s3.asked == [("GET", "/media")] * 3


def test_own_writes_carry_no_trailer(remote: Bench, s3: FakeS3):
    """A trailer would make the body chunked, which the fake refuses as R2 does (amd/gaia#3029)."""
    remote.store.put(original(), BytesIO(PHOTO), size=len(PHOTO), content_type=JPEG)

    assert remote.bytes_of(original()) == PHOTO


def test_trouble_that_passes_is_not_noticed(remote: Bench, s3: FakeS3):
    remote.have(original())
    s3.faults.extend([503, 500])

    assert remote.store.head(original()).size == len(PHOTO)


CALLS: dict[str, Callable[[S3Store], object]] = {
    "head": lambda store: store.head(original()),
    "read": lambda store: next(store.read(original())),
    "put": lambda store: store.put(original(), BytesIO(b"1"), size=1, content_type=JPEG),
    "copy": lambda store: store.copy(incoming(), original()),
    "delete": lambda store: store.delete([original()]),
    "list": lambda store: next(store.list("galleries/")),
    "begin": lambda store: store.begin_multipart(incoming(), content_type=JPEG),
    "part": lambda store: store.put_part(incoming(), upload_id="1", number=1, body=b"1"),
    "parts": lambda store: store.parts(incoming(), upload_id="1"),
    "complete": lambda store: store.complete_multipart(incoming(), upload_id="1", etags=["1"]),
    "abort": lambda store: store.abort_multipart(incoming(), upload_id="1"),
    "stale": lambda store: next(store.stale_multiparts(before=AT)),
}


@pytest.fixture
def hasty(s3: FakeS3) -> Iterator[tuple[S3Store, FaultProxy]]:
    """A store that waits a quarter of a second for an answer, over a line that can be broken."""
    with FaultProxy(("127.0.0.1", s3.port)) as line:
        url = f"http://127.0.0.1:{line.port}"
        store = S3Store(S3Config(url, ACCESS_KEY, SECRET_KEY, "media", "zips"), "media", seconds=0.25)
        yield store, line
        store.client.close()


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_refusal_of_the_service_is_trouble(remote: Bench, s3: FakeS3, call: Callable[[S3Store], object]):
    s3.faults.extend([400] * 3)

    with pytest.raises(StorageTrouble):
        call(remote.store)


@pytest.mark.parametrize("mode", [Mode.STALL, Mode.RESET], ids=["silent", "reset"])
def test_line_that_is_broken_is_trouble_and_soon_told(hasty: tuple[S3Store, FaultProxy], mode: Mode):
    store, line = hasty
    line.set(mode)
    begun = time.monotonic()

    with pytest.raises(StorageTrouble, match="did not answer") as caught:
        store.head(original())

    assert time.monotonic() - begun < 8
    assert original() not in str(caught.value)
    line.set(Mode.PASS)
    with pytest.raises(ObjectMissing):
        store.head(original())


def test_answer_that_breaks_off_is_trouble(hasty: tuple[S3Store, FaultProxy]):
    store, line = hasty
    body = bytes(3 * 1024 * 1024)
    store.put(original(), BytesIO(body), size=len(body), content_type=JPEG)
    line.set(Mode.TRUNCATE, after=1)

    with pytest.raises(StorageTrouble, match="did not answer"):
        list(store.read(original()))


def test_bucket_that_is_not_there_is_trouble(s3: FakeS3, remote: Bench):
    s3.backend.delete_bucket("media")

    with pytest.raises(StorageTrouble, match="NoSuchBucket"):
        next(remote.store.read(original()))


def test_upload_of_which_the_answer_was_lost_is_there(remote: Bench):
    """The phone sends again and reads 412 as success: the bytes are those that were signed."""
    signed = remote.store.presign_put(upload(), expires=HOUR)
    statuses = [remote.send(signed, PHOTO).status_code for _ in range(2)]

    assert statuses == [200, 412]
    assert remote.store.head(incoming()).sha256 == upload().sha256


def test_origins_rule_of_the_manual_lets_a_browser_send_and_read(remote: Bench, s3: FakeS3):
    """What docs/gallery-storage.md says to set, with a preflight for exactly what a page sends."""
    text = (settings.BASE_DIR / "docs" / "gallery-storage.md").read_text()
    rules = json.loads(text.partition("```json")[2].partition("```")[0])
    remote.store.client.put_bucket_cors(Bucket="media", CORSConfiguration={"CORSRules": rules})
    signed = remote.store.presign_put(upload(), expires=HOUR)
    origin = {"Origin": "https://events.example.org"}
    names = ",".join(sorted(name.lower() for name in signed.headers))
    asked = origin | {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": names}

    preflight = remote.browser.options(signed.url, headers=asked)
    sent = remote.browser.put(signed.url, content=PHOTO, headers={**signed.headers, **origin})
    foreign = remote.browser.options(signed.url, headers={**asked, "Origin": "https://other.example.org"})

    assert (preflight.status_code, sent.status_code, foreign.status_code) == (200, 200, 403)
    assert sent.headers["Access-Control-Allow-Origin"] == "https://events.example.org"
    assert sent.headers["Access-Control-Expose-Headers"] == "ETag"
