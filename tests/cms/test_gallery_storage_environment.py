"""The store's settings: half of them, a name that is none or a wrong address stops the start by name."""

from __future__ import annotations

import os

import pytest
from django.core.exceptions import ImproperlyConfigured

from cms import environment, payment_environment
from cms.gallery_environment import gallery_storage
from gallery.storage.config import S3Config

ENDPOINT = "https://account.r2.cloudflarestorage.com"
R2 = {
    "GALLERY_S3_ENDPOINT": ENDPOINT,
    "GALLERY_S3_ACCESS_KEY": "key",
    "GALLERY_S3_SECRET_KEY": "secret",
    "GALLERY_S3_MEDIA_BUCKET": "photos",
    "GALLERY_S3_ZIPS_BUCKET": "archives",
}


@pytest.fixture(autouse=True)
def _production_without_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("GALLERY_S3_"):
            monkeypatch.delenv(name)
    for module in (environment, payment_environment):
        monkeypatch.setattr(module, "DEBUG", False)


def set_all(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)


def test_without_settings_photos_lie_in_files(monkeypatch: pytest.MonkeyPatch):
    set_all(monkeypatch, dict.fromkeys(R2, ""))

    assert gallery_storage() is None


def test_r2_needs_no_more_than_these(monkeypatch: pytest.MonkeyPatch):
    set_all(monkeypatch, R2)

    assert gallery_storage() == S3Config(
        ENDPOINT, "key", "secret", "photos", "archives", region="auto", public_endpoint=ENDPOINT, addressing="path"
    )


def test_aws_and_a_service_of_ones_own_need_more(monkeypatch: pytest.MonkeyPatch):
    own = {
        "GALLERY_S3_ENDPOINT": "https://s3.eu-central-1.amazonaws.com/",
        "GALLERY_S3_REGION": "eu-central-1",
        "GALLERY_S3_PUBLIC_ENDPOINT": "https://files.example.org",
        "GALLERY_S3_ADDRESSING": "virtual",
    }
    set_all(monkeypatch, R2 | own)
    config = gallery_storage()

    assert config is not None
    assert (config.endpoint, config.region) == ("https://s3.eu-central-1.amazonaws.com", "eu-central-1")
    assert config.origins == ("https://photos.files.example.org", "https://archives.files.example.org")
    assert repr(config).count("secret") == 0


@pytest.mark.parametrize("missing", R2)
def test_all_of_them_or_none(monkeypatch: pytest.MonkeyPatch, missing: str):
    set_all(monkeypatch, R2 | {missing: ""})

    with pytest.raises(ImproperlyConfigured, match=f"^{missing} must be set together"):
        gallery_storage()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("ENDPOINT", "account.r2.cloudflarestorage.com", "GALLERY_S3_ENDPOINT must look like https"),
        ("ENDPOINT", "http://minio:9000", "GALLERY_S3_ENDPOINT must use https outside development"),
        ("ENDPOINT", f"{ENDPOINT}/photos", "GALLERY_S3_ENDPOINT must look like .*, with no path"),
        ("PUBLIC_ENDPOINT", "https://files.example.org/s3", "GALLERY_S3_PUBLIC_ENDPOINT must look like"),
        ("MEDIA_BUCKET", "Photos_1", "GALLERY_S3_MEDIA_BUCKET must be the name of a bucket"),
        ("ZIPS_BUCKET", "a/b", "GALLERY_S3_ZIPS_BUCKET must be the name of a bucket"),
        ("ZIPS_BUCKET", "photos", "GALLERY_S3_ZIPS_BUCKET must differ from GALLERY_S3_MEDIA_BUCKET"),
        ("REGION", "EU Central", "GALLERY_S3_REGION must be a region"),
        ("ENDPOINT", "https://s3.eu-central-1.amazonaws.com", "GALLERY_S3_REGION must be set for AWS"),
        ("ADDRESSING", "both", "GALLERY_S3_ADDRESSING must be path or virtual"),
    ],
)
def test_wrong_value_stops_the_start_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str):
    set_all(monkeypatch, R2 | {f"GALLERY_S3_{name}": value})

    with pytest.raises(ImproperlyConfigured, match=message):
        gallery_storage()
