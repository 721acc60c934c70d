"""Who is calling: the client's address, believed only as far as our own proxies reach.

Each trusted proxy appends the address it was called from to X-Forwarded-For, so with TRUSTED_PROXIES = n
the n-th entry from the right is the client; whatever a client wrote there itself lies further left.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "unknown"


def client_address(request: HttpRequest) -> str:
    """The client's IP address, or "unknown" (a Unix socket without a proxy)."""
    direct = request.META.get("REMOTE_ADDR") or ""
    hops = settings.TRUSTED_PROXIES
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    claimed = forwarded[-hops] if 0 < hops <= len(forwarded) else direct
    address = parsed(claimed) or parsed(direct)
    return str(address) if address else UNKNOWN


def client_key(request: HttpRequest) -> str:
    """What limits count by: the IPv4 address, or the /64 network that one IPv6 subscriber holds."""
    address = parsed(client_address(request))
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address) if address else UNKNOWN


def parsed(text: str) -> IPv4Address | IPv6Address | None:
    """The address; IPv4 inside IPv6 is the IPv4 address."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address
