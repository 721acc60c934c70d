"""The client's address behind proxies, honest and forged."""

import pytest
from django.test import RequestFactory

from accounts.client_ip import client_address, client_key


@pytest.mark.parametrize(
    ("proxies", "direct", "forwarded", "address"),
    [
        (0, "192.0.2.1", "", "192.0.2.1"),
        (0, "192.0.2.1", "203.0.113.9", "192.0.2.1"),
        (1, "10.0.0.1", "203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.1", "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "10.0.0.1", "6.6.6.6, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "10.0.0.1", "203.0.113.9", "10.0.0.1"),
        (1, "10.0.0.1", "not an address", "10.0.0.1"),
        (1, "10.0.0.1", "203.0.113.9:4711", "10.0.0.1"),
        (1, "10.0.0.1", "", "10.0.0.1"),
        (1, "10.0.0.1", "2001:db8:1:2::7", "2001:db8:1:2::7"),
        (0, "", "", "unknown"),
    ],
)
def test_address_seen_through_trusted_proxies(settings, proxies: int, direct: str, forwarded: str, address: str):
    settings.TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=direct)

    assert client_address(request) == address


@pytest.mark.parametrize(
    ("direct", "key"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("", "unknown"),
    ],
)
def test_key_joins_what_one_subscriber_holds(settings, direct: str, key: str):
    settings.TRUSTED_PROXIES = 0

    assert client_key(RequestFactory().get("/", REMOTE_ADDR=direct)) == key
