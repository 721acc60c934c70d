"""The client for a cache that understands PURGE: Varnish, nginx with a purge module, or a small adapter before a CDN.

One request for each address (`PURGE <path>` with the site's Host), and one for the keys (`PURGE /` with
`Surrogate-Key`), which a cache without keys answers with an error that does not matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

import httpx
import structlog
from django.conf import settings

log = structlog.get_logger("foyer.cdn")
TIMEOUT = httpx.Timeout(5.0)


def purge(addresses: Sequence[str], keys: Sequence[str]) -> None:
    """Tell the cache at CDN_PURGE_URL to forget these. Raises httpx.HTTPError where it cannot be reached."""
    with httpx.Client(base_url=settings.CDN_PURGE_URL, timeout=TIMEOUT) as client:
        if keys:
            host = urlsplit(settings.BASE_URL).netloc
            report(client.request("PURGE", "/", headers={"Host": host, "Surrogate-Key": " ".join(keys)}))
        for address in addresses:
            parts = urlsplit(address)
            report(client.request("PURGE", parts.path or "/", headers={"Host": parts.netloc}))


def report(response: httpx.Response) -> None:
    """A refusal is logged (404 is the usual word for "did not have it"); a failing server raises for a retry."""
    if response.is_server_error:
        response.raise_for_status()
    if response.is_client_error and response.status_code != 404:
        log.warning("cache refused to forget", path=response.request.url.path, status=response.status_code)
