"""Requests and answers of the express lane, without Django's: who asks, what was sent, errors of the one family."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.utils.translation import gettext as _

from live_control.errors import TicketOver
from live_control.stream.frames import compact
from live_control.stream.tickets import SCHEME, StreamTicket, read_ticket
from notifications.errors import DomainError, InvalidInput, NotAllowed, TooManyRequests

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
MOST_BYTES = 16_384
BUSY_SECONDS = 1


class WrongMethod(DomainError):
    """This address is asked otherwise."""

    code = "METHOD_NOT_ALLOWED"
    status = 405

    def __init__(self, allowed: str) -> None:
        super().__init__(_("This address takes %(method)s only.") % {"method": allowed})
        self.allowed = allowed


class Request:
    """What was asked; the body is read when somebody wants it."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self.scope, self.receive = scope, receive
        self.path: str = scope["path"]

    def header(self, name: bytes) -> str:
        return next((value.decode("latin-1") for key, value in self.scope["headers"] if key == name), "")

    def check(self, method: str) -> None:
        """Raises WrongMethod, and NotAllowed for a page of another site."""
        if self.scope["method"] != method:
            raise WrongMethod(method)
        origin = self.header(b"origin")
        if origin and not is_own_origin(origin, self.header(b"host")):
            raise NotAllowed(_("Only pages of this site may ask for this."))

    def ticket_of_address(self) -> StreamTicket:
        """A browser's stream can send no header of its own; its ticket is in the address. Raises TicketOver."""
        given = parse_qs(self.scope["query_string"].decode("latin-1")).get("ticket", [""])[0]
        return read_ticket(given) if given else self.ticket()

    def ticket(self) -> StreamTicket:
        """Raises TicketOver."""
        scheme, _space, given = self.header(b"authorization").partition(" ")
        if scheme.lower() != SCHEME.lower() or not given:
            raise TicketOver(_("This page's ticket is not valid. Please join again."))
        return read_ticket(given.strip())

    def last_event_id(self) -> int:
        """The version of the board that the page has; -1 for none."""
        given = self.header(b"last-event-id")
        return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else -1

    async def json(self) -> Any:
        """Raises InvalidInput."""
        body, is_whole = b"", False
        while not is_whole:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise InvalidInput(_("The request ended too early."))
            body += message.get("body", b"")
            is_whole = not message.get("more_body", False)
            if len(body) > MOST_BYTES:
                raise InvalidInput(_("That is too long."))
        try:
            return json.loads(body)
        except (ValueError, RecursionError) as error:
            raise InvalidInput(_("The body must be JSON.")) from error


def is_own_origin(origin: str, host: str) -> bool:
    """BASE_URL's, or whatever allowed name the page itself was asked by."""
    if origin == settings.BASE_URL:
        return True
    domain, _port = split_domain_port(host)
    return urlsplit(origin).netloc == host and validate_host(domain, settings.ALLOWED_HOSTS)


async def answer(send: Send, status: int, data: Any = None, *extra: tuple[bytes, bytes]) -> None:
    """JSON, or nothing."""
    body = b"" if data is None else compact(data).encode()
    headers = [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"), *extra]
    if body:
        headers += [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def refuse(send: Send, error: DomainError) -> None:
    extra: list[tuple[bytes, bytes]] = []
    if isinstance(error, WrongMethod):
        extra.append((b"allow", error.allowed.encode()))
    if isinstance(error, TooManyRequests):
        extra.append((b"retry-after", str(error.retry_after).encode()))
    elif error.status == 503:
        extra.append((b"retry-after", str(BUSY_SECONDS).encode()))
    await answer(send, error.status, error.as_json(), *extra)
