"""What the environment says about the store: read in cms/gallery_environment.py, kept in settings.GALLERY_STORAGE.

The secret stays out of every `repr`, and with that out of logs and error pages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

Addressing = Literal["path", "virtual"]


@dataclass(frozen=True, slots=True)
class S3Config:
    """One S3-compatible service and the two buckets in it.

    `public_endpoint` is how browsers reach it, where that differs from `endpoint`.
    """

    endpoint: str
    access_key: str
    secret_key: str = field(repr=False)
    media_bucket: str
    zips_bucket: str
    region: str = "auto"
    public_endpoint: str = ""
    addressing: Addressing = "path"

    def public_base(self, bucket: str) -> str:
        """The address below which browsers find the objects of a bucket, without a trailing slash."""
        scheme, host, path, _query, _fragment = urlsplit(self.public_endpoint or self.endpoint)
        if self.addressing == "virtual":
            return urlunsplit((scheme, f"{bucket}.{host}", path, "", ""))
        return urlunsplit((scheme, host, f"{path}/{bucket}", "", ""))

    @property
    def origins(self) -> tuple[str, ...]:
        """What a page's Content-Security-Policy has to allow as sources of pictures and targets of uploads."""
        bases = (urlsplit(self.public_base(bucket)) for bucket in (self.media_bucket, self.zips_bucket))
        return tuple(dict.fromkeys(f"{base.scheme}://{base.netloc}" for base in bases))
