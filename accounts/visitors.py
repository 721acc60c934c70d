"""Who is at the other end, as far as a request tells without anybody being signed in."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from accounts.client_ip import client_key
from accounts.devices import device_label


@dataclass(frozen=True, slots=True)
class Visitor:
    """The network that limits count by, and the device in words."""

    network: str
    device_label: str


def visitor_of(request: HttpRequest) -> Visitor:
    return Visitor(client_key(request), device_label(request))
