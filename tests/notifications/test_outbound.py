"""Addresses that must not be called (attack list, row 9)."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address

import httpx
import pytest

from notifications.outbound import Answer, Refused, check_url, is_public, new_client, post
from tests.fakes.webhook_receiver import WebhookReceiver

INSIDE = "the address is not on the public internet"


def call(url: str) -> Answer:
    async def once() -> Answer:
        async with new_client() as client:
            return await post(client, url, body=b"{}", headers={})

    return asyncio.run(once())


@pytest.fixture
def _guarded(settings) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = False


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",  # noqa: S104 - refused, not listened on
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "168.63.129.16",
        "192.0.0.192",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
    ],
)
def test_inside_address_is_not_public(address: str):
    assert is_public(ip_address(address)) is False


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_outside_address_is_public(address: str):
    assert is_public(ip_address(address)) is True


@pytest.mark.usefixtures("_guarded")
@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f000001", "127.1", "169.254.169.254"],
)
def test_call_into_the_own_network_is_refused_in_every_spelling(host: str):
    answer = call(f"https://{host}/hook")

    assert (answer.status, answer.error) == (None, INSIDE)


@pytest.mark.usefixtures("_guarded")
@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://example.org/", "the address must begin with https://"),
        ("file:///etc/passwd", "the address must begin with https://"),
        ("https://user:word@example.org/", "the address must name a host and hold no user name or password"),
        ("https:///nothing", "the address must name a host and hold no user name or password"),
    ],
)
def test_address_that_is_no_https_address_is_refused(url: str, reason: str):
    with pytest.raises(Refused, match=reason):
        check_url(httpx.URL(url))


class Resolver:
    """A name server whose answer changes with every question, as a rebinding attacker's does."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    def __call__(self, host: str, port: int, *args: object, **kwargs: object) -> list[tuple[object, ...]]:
        addresses = self.answers.pop(0)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]


@pytest.mark.usefixtures("_guarded")
def test_name_with_one_inside_address_among_others_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(socket, "getaddrinfo", Resolver(["93.184.216.34", "10.0.0.1"]))

    assert call("https://rebind.example.org/").error == INSIDE


def test_name_is_resolved_once_and_the_connection_goes_there_with_the_name_kept(
    settings, monkeypatch: pytest.MonkeyPatch
):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with WebhookReceiver() as receiver:
        port = receiver.server.server_port
        resolver = Resolver(["127.0.0.1"])
        monkeypatch.setattr(socket, "getaddrinfo", resolver)

        answer = call(f"http://receiver.example.org:{port}/hook")

    assert (answer.status, resolver.answers) == (200, [])
    assert receiver.received[0].headers["host"] == f"receiver.example.org:{port}"


def test_tls_asks_for_the_name_at_the_checked_address(settings, monkeypatch: pytest.MonkeyPatch):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as pool:
        monkeypatch.setattr(socket, "getaddrinfo", Resolver(["127.0.0.1"]))
        hello = pool.submit(first_bytes, server)

        answer = call(f"https://receiver.example.org:{server.getsockname()[1]}/hook")

    assert b"receiver.example.org" in hello.result(timeout=5)
    assert answer.error == "no connection (ConnectError)"


def first_bytes(server: socket.socket) -> bytes:
    connection, _ = server.accept()
    with connection:
        return connection.recv(4096)


def test_redirect_is_not_followed(settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with WebhookReceiver() as target, WebhookReceiver(status=307, extra_headers={"Location": target.url}) as first:
        answer = call(first.url)

    assert (answer.status, answer.is_success, target.received) == (307, False, [])


@pytest.mark.usefixtures("_guarded")
def test_name_without_an_address_is_refused(monkeypatch: pytest.MonkeyPatch):
    def unknown(*args: object, **kwargs: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    assert call("https://nowhere.example.org/").error == "the host's name has no address"
