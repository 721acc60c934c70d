"""Watches the whole run for what must never be told: attack 29, and spec 8's "private by default".

Every line that any test logs, as production would write it, and every answer that any test gets is searched for
the secrets made while that test ran and for other people's addresses. A test during which something leaked fails,
whatever else it is about. Its control: tests/security/test_leak_watch.py.
"""

from __future__ import annotations

import logging
import re
import secrets
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote_plus

import structlog
from django.conf import settings
from django.db.models import Model
from django.db.models.signals import post_save
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.functional import SimpleLazyObject, empty

from cms.logs import SHARED_PROCESSORS
from ticketing.links import order_secret, waiting_secret

CODES = 10**6
SHORTEST_KEY = 12
# Six digits, also as 123 456, that are no part of a number, an id, a colour or a fraction of a second.
CODE = re.compile(r"(?<![\w.#-])\d{3}[ \u00a0]?\d{3}(?![\w-])")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
KEY = re.compile(r"\bfoyer[a-z]?_\w{20,}")
# What a log may not hold whoever made it.
SHAPES = {
    "an address of a person": ADDRESS,
    "a phone number": re.compile(r"(?<![\w.:])\+\d{9,15}\b"),
    # Base 32; sixteen bytes in hexadecimal, like ids of requests, are no secret.
    "the secret of an order": re.compile(r"(?<![a-z0-9])(?=[a-f2-7]*[g-z])[a-z2-7]{32}(?![a-z0-9])"),
    "a ticket's code": re.compile(r"(?<![A-Z2-7])[A-Z2-7]{133}(?![A-Z2-7])"),
    "a sign-in link": re.compile(r"/auth/link/[\w-]{8,}"),
    "a key or token of the API": KEY,
    "the secret of a webhook": re.compile(r"\bwhsec_[\w+/=]{8,}"),
    "an authenticator's secret": re.compile(r"otpauth://"),
}
# Where addresses of people and other organizers' data are the content; who may go there is another test's business.
FOR_ORGANIZERS = ("/organizer/", "/admin/events/", "/cms/", "/api/organizer/", "/dev/")
# The provider that is only played: its pages know who pays, and their address is known to nobody else.
PLAYED_PROVIDER, ITS_TOKENS = "/payments/sandbox/", "payments.models.sandbox"
# Says where the code went: the address that the visitor gave with the request before.
ASKS_FOR_THE_CODE = "/auth/verify"
# Pages whose purpose it is to show what was mailed; they are only for development and for platform staff.
OUTBOXES = ("/dev/outbox", "/dev/authenticator", "/cms/outbox", "/cms/notifications")
# Whose rows hold the address of a person, and who may read it there.
PEOPLE: dict[str, tuple[str, Callable[[Any], str]]] = {
    "accounts.User": ("email", lambda user: key_of(user.pk)),
    "accounts.AddressDevice": ("value", lambda device: key_of(device.user_id)),
    "ticketing.Order": ("buyer_email", lambda order: watch.orders.setdefault(order.pk, order_secret(order))),
    "ticketing.Ticket": ("attendee_email", lambda ticket: watch.orders.get(ticket.order_id, NOBODY)),
    "ticketing.WaitingListEntry": ("email", waiting_secret),
    "ticketing.Entitlement": ("email", lambda _row: NOBODY),
    "site_pages.ContactMessage": ("email", lambda _row: NOBODY),
}
NOBODY = "nobody outside of the organizers' pages"


@dataclass
class Answer:
    """One answer and what its request carried: what it brought itself is no news to it."""

    path: str
    body: str
    carried: str = ""
    reader: str = ""  # as in `whose`
    session: str = ""


@dataclass
class Watch:
    """The secrets of the test that is running, and where they were seen."""

    tokens: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    # Each address with those who may read it: a person by key, or whoever carries one of these secrets.
    people: dict[str, set[str]] = field(default_factory=dict)
    orders: dict[int, str] = field(default_factory=dict)  # their secrets, by primary key
    typed: set[str] = field(default_factory=set)  # addresses given to sign in
    handed_over: set[str] = field(default_factory=set)
    leaks: list[str] = field(default_factory=list)

    def begin(self) -> None:
        for found in (self.tokens, self.codes, self.people, self.orders, self.typed, self.handed_over, self.leaks):
            found.clear()
        listen()

    def look_at_log(self, line: str) -> None:
        line = line.replace("\\n", "\n")
        kinds = [kind for kind, shape in SHAPES.items() if shape.search(line)]
        kinds += ["a token"] if any(token in line for token in tuple(self.tokens)) else []
        kinds += ["a code"] if self.codes & codes_in(line) else []
        kinds += ["a key of the platform"] if any(key in line for key in keys_of_the_platform()) else []
        self.leaks += [f"{kind} in the log: {line}" for kind in kinds]

    def look_at_answer(self, answer: Answer) -> None:
        """No answer tells a secret that its request did not carry. A key of the API is handed over, once."""
        told = {token for token in tuple(self.tokens) if token in answer.body and token not in answer.carried}
        if self.codes:
            told |= (self.codes & codes_in(answer.body)) - codes_in(answer.carried)
        told |= {key for key in keys_of_the_platform() if key in answer.body}
        if answer.session and answer.session in answer.body:
            told.add("its session")
        keys = {key for key in KEY.findall(answer.body) if key not in answer.carried}
        others = set() if answer.path.startswith((*FOR_ORGANIZERS, PLAYED_PROVIDER)) else self.others_in(answer)
        if len(others) == 1 and keys - self.handed_over:
            others = set()  # whoever is handed a token has just proved this address
        told |= others | (keys & self.handed_over)
        self.handed_over |= keys
        self.leaks += [f"{secret} in the answer of {answer.path}" for secret in sorted(told)]

    def others_in(self, answer: Answer) -> set[str]:
        """Addresses of people who neither read this answer nor were named by its request."""
        if answer.path.startswith("/auth/"):
            self.typed |= {address.lower() for address in ADDRESS.findall(answer.carried)}
        if not self.people or "@" not in answer.body:
            return set()
        found = self.people.keys() & {address.lower() for address in ADDRESS.findall(answer.body)}
        known = {address for address in found if address in answer.carried.lower()}
        known |= {address for address in found if answer.reader in self.people[address]}
        known |= {address for address in found if any(owner in answer.carried for owner in self.people[address])}
        return found - known - (self.typed if answer.path == ASKS_FOR_THE_CODE else set())


watch = Watch()


def codes_in(text: str) -> set[str]:
    return {code.replace(" ", "").replace("\u00a0", "") for code in CODE.findall(text)}


def keys_of_the_platform() -> set[str]:
    """What no log and no answer holds at any time; too short ones, which some tests set, are words."""
    payments, twilio, daily = settings.PAYMENTS, settings.TWILIO, settings.DAILY
    keys = {payments.pesapal.consumer_secret, payments.stripe.secret_key, payments.stripe.webhook_secret}
    keys |= {payments.paystack.secret_key, settings.EMAIL_HOST_PASSWORD, settings.OUTSIDE_JWT_SECRET}
    keys |= {twilio.auth_token, twilio.password} if twilio else set()
    keys |= {daily.api_key, daily.webhook_hmac} if daily else set()
    keys |= {settings.GALLERY_STORAGE.secret_key} if settings.GALLERY_STORAGE else set()
    keys |= {settings.SECRET_KEY, *settings.SIGN_IN_KEYS}
    return {key for key in keys if key and len(key) >= SHORTEST_KEY}


class WatchMiddleware:
    """Inside of compression and the session, so that bodies are readable."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        body_sent = request.body.decode(errors="replace") if is_small(request) else ""
        response = self.get_response(request)
        if request.path.startswith(OUTBOXES) or isinstance(response, FileResponse):
            return response
        carried = f"{request.get_full_path()} {body_sent} {request.headers}"
        told = Answer(request.path, "", f"{carried} {unquote_plus(carried)}", reader_of(request), session_of(request))
        if not isinstance(response, StreamingHttpResponse):
            headers = " ".join(value for name, value in response.items() if name != "Set-Cookie")
            told.body = f"{headers} {response.content.decode(errors='replace')}"
            watch.look_at_answer(told)
        elif not response.is_async:
            response.streaming_content = looking(told, response.streaming_content)
        return response


def looking(told: Answer, parts: Iterator[bytes]) -> Iterator[bytes]:
    """The same parts, each looked at when it leaves."""
    for part in parts:
        watch.look_at_answer(replace(told, body=part.decode(errors="replace")))
        yield part


def is_small(request: HttpRequest) -> bool:
    """Long bodies stay unread: that they are refused, or streamed, is what their tests are about."""
    length = request.headers.get("Content-Length") or "0"
    return len(length) < 6


def session_of(request: HttpRequest) -> str:
    return request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")


def reader_of(request: HttpRequest) -> str:
    """Whom this request is from, if anything asked for that: a query of ours would count in tests of queries."""
    caller = getattr(request, "auth", None)
    user = getattr(caller, "user", None) or request.__dict__.get("_cached_user") or request.__dict__.get("user")
    if user is None or (isinstance(user, SimpleLazyObject) and user._wrapped is empty):
        return ""
    return key_of(user.pk)


def key_of(user_id: int | None) -> str:
    return f"the person {user_id}"


class WatchHandler(logging.Handler):
    """Reads each line as production would write it, without the time, whose fraction looks like a code."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
        chain = [*SHARED_PROCESSORS, drop_time]
        render = [remove, drop_time, structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        self.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=chain, processors=render))

    def emit(self, record: logging.LogRecord) -> None:
        watch.look_at_log(self.format(record))


def drop_time(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    event.pop("timestamp", None)
    return event


HANDLER = WatchHandler()


def listen() -> None:
    """Also after the logging was configured anew (importing cms.asgi does), which takes every handler away."""
    if HANDLER not in logging.getLogger().handlers:
        logging.getLogger().addHandler(HANDLER)


def remember_person(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """Whose address was stored while this test ran."""
    if sender._meta.label in PEOPLE:
        name, whose = PEOPLE[sender._meta.label]
        address = str(getattr(instance, name) or "").lower()
        if "@" in address:
            watch.people.setdefault(address, set()).add(whose(instance))


def remember_secrets() -> None:
    """Note what the standard library's source of secrets gives; it gives the same as without us."""
    below, urlsafe = secrets.randbelow, secrets.token_urlsafe

    def randbelow(exclusive_upper_bound: int) -> int:
        number = below(exclusive_upper_bound)
        if exclusive_upper_bound == CODES:
            watch.codes.add(f"{number:06d}")
        return number

    def token_urlsafe(nbytes: int | None = None) -> str:
        token = urlsafe(nbytes)
        if sys._getframe(1).f_globals["__name__"] != ITS_TOKENS:
            watch.tokens.add(token)
        return token

    secrets.randbelow, secrets.token_urlsafe = randbelow, token_urlsafe


def start_watching() -> None:
    """Once per process, before Django builds its chain of middleware."""
    remember_secrets()
    post_save.connect(remember_person, dispatch_uid="leak watch")
    listen()
    inside = settings.MIDDLEWARE.index("django.contrib.sessions.middleware.SessionMiddleware") + 1
    settings.MIDDLEWARE.insert(inside, "tests.leaks.WatchMiddleware")
