"""What the environment says about photo galleries; described in docs/settings.md."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from cms.environment import env
from cms.payment_environment import address
from gallery.storage.config import Addressing, S3Config
from gallery.tariff import Tariff
from payments.money import EXPONENTS

# Spec 5, Fees: in rupees. Prices are whole units of the currency; a price list in cents suits nobody.
PRICES = {"GUESTS": 200, "SHOTS": 100, "RAW": 1}
# Everything that an S3-compatible store needs; one of them alone is a mistake.
S3_NAMES = ("ENDPOINT", "ACCESS_KEY", "SECRET_KEY", "MEDIA_BUCKET", "ZIPS_BUCKET")
ADDRESSINGS: dict[str, Addressing] = {"path": "path", "virtual": "virtual"}
BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
ACCOUNT = "https://account.r2.cloudflarestorage.com"


def gallery_tariff() -> Tariff:
    """The prices of galleries, in minor units of `GALLERY_CURRENCY`."""
    currency = env.str("GALLERY_CURRENCY", default="INR")
    if currency not in EXPONENTS:
        raise ImproperlyConfigured("GALLERY_CURRENCY must be a currency that Foyer knows (payments/money.py).")
    unit = 10 ** EXPONENTS[currency]
    guests, shots, raw = (price(name, default) * unit for name, default in PRICES.items())
    return Tariff(
        currency=currency,
        free_guests=100,
        guests_block=100,
        per_guests_block=guests,
        free_shots=10,
        shots_block=10,
        per_shots_block=shots,
        per_raw_image=raw,
    )


def price(name: str, default: int) -> int:
    """GALLERY_PRICE_…, in whole units; 0 makes it free."""
    value: int = env.int(f"GALLERY_PRICE_{name}", default=default)
    if not 0 <= value <= 1_000_000:
        raise ImproperlyConfigured(f"GALLERY_PRICE_{name} must lie between 0 and 1000000.")
    return value


def gallery_retention_days() -> int:
    """GALLERY_RETENTION_DAYS: how long photos are kept once a gallery is archived; a mail comes seven days before."""
    days: int = env.int("GALLERY_RETENTION_DAYS", default=30)
    if not 8 <= days <= 3650:
        raise ImproperlyConfigured("GALLERY_RETENTION_DAYS must lie between 8 and 3650.")
    return days


def gallery_storage() -> S3Config | None:
    """The S3-compatible store of photos and ZIPs; None without GALLERY_S3_…: they lie under VAR_DIR."""
    given = {name: env.str(f"GALLERY_S3_{name}", default="") for name in S3_NAMES}
    if not any(given.values()):
        return None
    if missing := [f"GALLERY_S3_{name}" for name, value in given.items() if not value]:
        raise ImproperlyConfigured(f"{', '.join(missing)} must be set together with the other GALLERY_S3_….")
    endpoint = origin("GALLERY_S3_ENDPOINT")
    return S3Config(
        endpoint=endpoint,
        access_key=given["ACCESS_KEY"],
        secret_key=given["SECRET_KEY"],
        media_bucket=bucket("GALLERY_S3_MEDIA_BUCKET", given["MEDIA_BUCKET"]),
        zips_bucket=other_bucket(given["ZIPS_BUCKET"], media=given["MEDIA_BUCKET"]),
        region=s3_region(endpoint),
        public_endpoint=origin("GALLERY_S3_PUBLIC_ENDPOINT", default=endpoint),
        addressing=s3_addressing(),
    )


def origin(name: str, *, default: str = ACCOUNT) -> str:
    """An address without a path: signatures cover the path, and a proxy that changes it breaks them."""
    url = address(name, default=default)
    parts = urlsplit(url)
    if parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        raise ImproperlyConfigured(f"{name} must look like {ACCOUNT}, with no path.")
    return url


def bucket(name: str, value: str) -> str:
    """The name of a bucket, as S3 allows them."""
    if not BUCKET.fullmatch(value):
        raise ImproperlyConfigured(f"{name} must be the name of a bucket: 3 to 63 of a-z, 0-9, '-' and '.'.")
    return value


def other_bucket(value: str, *, media: str) -> str:
    """GALLERY_S3_ZIPS_BUCKET: its lifecycle rules differ from those of the photos."""
    if value == media:
        raise ImproperlyConfigured("GALLERY_S3_ZIPS_BUCKET must differ from GALLERY_S3_MEDIA_BUCKET.")
    return bucket("GALLERY_S3_ZIPS_BUCKET", value)


def s3_region(endpoint: str) -> str:
    """GALLERY_S3_REGION: part of every signature. R2 has one, `auto`; AWS wants to be told."""
    region = env.str("GALLERY_S3_REGION", default="auto")
    if not re.fullmatch(r"[a-z0-9-]{2,40}", region):
        raise ImproperlyConfigured("GALLERY_S3_REGION must be a region, like eu-central-1, or auto.")
    if region == "auto" and (urlsplit(endpoint).hostname or "").endswith("amazonaws.com"):
        raise ImproperlyConfigured("GALLERY_S3_REGION must be set for AWS, like eu-central-1.")
    return str(region)


def s3_addressing() -> Addressing:
    """GALLERY_S3_ADDRESSING: whether buckets stand in the path or in the host's name."""
    given = env.str("GALLERY_S3_ADDRESSING", default="path")
    if given not in ADDRESSINGS:
        raise ImproperlyConfigured("GALLERY_S3_ADDRESSING must be path or virtual.")
    return ADDRESSINGS[given]
