"""HTTP to addresses that somebody else chose: never into our own network (SSRF), never for long.

A name is resolved once, every address it has is checked, and the connection goes to one of those
addresses with the name kept for Host and TLS; so a name that changes its answer between check and use
(DNS rebinding) gains nothing. Redirects are not followed.
"""

from __future__ import annotations

import asyncio
import re
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpx
from django.conf import settings

SECONDS = 10
LONGEST_EXCERPT = 500
READ_AT_MOST = 4096
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# Services of cloud hosts that answer on public-looking addresses (Azure's, Oracle's).
METADATA = frozenset({ip_address("168.63.129.16"), ip_address("192.0.0.192")})
# IPv6 that carries an IPv4 address inside: NAT64 and 6to4; v4-mapped is asked of the address itself.
NAT64, SIX_TO_FOUR = ip_network("64:ff9b::/96"), ip_network("2002::/16")


class Refused(Exception):
    """The address must not be called; the text says why, for the endpoint's owner."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How one call went. `status` is None where there was no answer; `error` is short and holds no secret."""

    status: int | None
    duration_ms: int
    excerpt: str = ""
    error: str = ""
    retry_after: int | None = None

    @property
    def is_success(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether the address is out on the internet, also by the IPv4 address that it may carry inside."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped
        if inner is None and address in NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is None and address in SIX_TO_FOUR:
            inner = address.sixtofour
        if inner is not None:
            return is_public(inner)
        if address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved and address not in METADATA


def check_url(url: httpx.URL) -> None:
    """Refuse what no name server needs to be asked for: scheme, credentials, literal addresses inside."""
    allow_private = settings.WEBHOOK_ALLOW_PRIVATE
    if url.scheme != "https" and not (url.scheme == "http" and allow_private):
        raise Refused("the address must begin with https://")
    if not url.host or url.userinfo:
        raise Refused("the address must name a host and hold no user name or password")
    if url.port is not None and not 0 < url.port < 65_536:
        raise Refused("the address has no such port")
    try:
        literal = ip_address(url.host)
    except ValueError:
        return
    if not allow_private and not is_public(literal):
        raise Refused("the address is not on the public internet")


async def public_address(url: httpx.URL) -> str:
    """Resolve the host once; every address it has must be public. Returns the one to connect to."""
    port = url.port or (443 if url.scheme == "https" else 80)
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Refused("the host's name has no address") from error
    addresses = [ip_address(str(entry[4][0]).split("%", 1)[0]) for entry in found]
    if not settings.WEBHOOK_ALLOW_PRIVATE and not all(is_public(address) for address in addresses):
        raise Refused("the address is not on the public internet")
    return str(addresses[0])


class PinnedTransport(httpx.AsyncBaseTransport):
    """Checks, resolves and connects to the checked address, with Host and TLS name unchanged."""

    def __init__(self) -> None:
        self.inner = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        check_url(request.url)
        address = await public_address(request.url)
        pinned = httpx.Request(
            request.method,
            request.url.copy_with(host=address),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": request.url.host},
        )
        return await self.inner.handle_async_request(pinned)

    async def aclose(self) -> None:
        await self.inner.aclose()


async def post(client: httpx.AsyncClient, url: str, *, body: bytes, headers: Mapping[str, str]) -> Answer:
    """POST and describe the answer. The whole exchange has SECONDS, however slowly the other side drips."""
    started = time.monotonic()

    def took() -> int:
        return round((time.monotonic() - started) * 1000)

    try:
        async with asyncio.timeout(SECONDS), client.stream("POST", url, content=body, headers=headers) as response:
            excerpt = await first_words(response)
    except Refused as refusal:
        return Answer(None, took(), error=str(refusal))
    except (httpx.TimeoutException, TimeoutError):
        return Answer(None, took(), error=f"no answer within {SECONDS} seconds")
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        return Answer(None, took(), error=f"no connection ({type(error).__name__})")
    wait = response.headers.get("Retry-After", "")
    return Answer(
        response.status_code,
        took(),
        excerpt=excerpt,
        error="" if response.is_success else f"answered {response.status_code}",
        retry_after=int(wait) if wait.isascii() and wait.isdigit() and len(wait) < 7 else None,
    )


async def first_words(response: httpx.Response) -> str:
    """The beginning of the answer's body as text; the rest is not read."""
    taken = b""
    async for chunk in response.aiter_raw(READ_AT_MOST):
        taken += chunk
        if len(taken) >= READ_AT_MOST:
            break
    return CONTROL.sub(" ", taken[:READ_AT_MOST].decode("utf-8", errors="replace"))[:LONGEST_EXCERPT]


def new_client() -> httpx.AsyncClient:
    """A client for one batch: pinned, without redirects, cookies of others or proxies from the environment."""
    return httpx.AsyncClient(transport=PinnedTransport(), timeout=SECONDS, follow_redirects=False, trust_env=False)
