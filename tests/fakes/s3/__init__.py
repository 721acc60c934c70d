"""An S3-compatible service as strict as R2: moto behind a wrapper that verifies what moto lets through."""

from tests.fakes.s3.service import ACCESS_KEY, SECRET_KEY, FakeS3

__all__ = ["ACCESS_KEY", "SECRET_KEY", "FakeS3"]
