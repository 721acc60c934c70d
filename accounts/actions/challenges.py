"""Asking for a code: the first half of signing in, and of every change that wants a fresh proof (spec 2)."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from accounts.addresses import Address
from accounts.errors import ChallengeOver
from accounts.limits import charge_request, digits_are_off
from accounts.macs import address_key, mac, new_code, new_link_token
from accounts.messages import send_secrets
from accounts.models import AddressKind, LoginChallenge, User
from accounts.models.sign_in import MOST_ATTEMPTS, MOST_SENDS
from accounts.visitors import Visitor
from notifications.errors import Conflict, TooManyRequests

MAIL_LIFE, SMS_LIFE = timedelta(minutes=10), timedelta(minutes=5)
RESEND_AFTER = timedelta(seconds=60)
BREAK_GLASS_LIFE = timedelta(minutes=15)
Purpose = LoginChallenge.Purpose


def request_sign_in(address: Address, *, visitor: Visitor, return_to: str) -> LoginChallenge:
    """Send a code to whoever asks. The same for known and unknown addresses: no account is looked at here.

    Raises TooManyRequests when the address or the network has used up its budget.
    """
    return _start(LoginChallenge(purpose=Purpose.LOGIN, return_to=return_to), address=address, visitor=visitor)


def request_proof(user: User, *, address: Address, purpose: str, visitor: Visitor, return_to: str) -> LoginChallenge:
    """Send a signed-in person a code: to confirm a change, or to prove an address that they add."""
    challenge = LoginChallenge(purpose=purpose, user=user, return_to=return_to)
    return _start(challenge, address=address, visitor=visitor)


def _start(challenge: LoginChallenge, *, address: Address, visitor: Visitor) -> LoginChallenge:
    challenge.kind, challenge.address = address.kind, address.value
    challenge.address_key = address_key(address.kind, address.value)
    challenge.network, challenge.device_label = visitor.network, visitor.device_label
    with transaction.atomic():
        _send(challenge)
        charge_request(address, address_key=challenge.address_key, network=visitor.network)
    return challenge


def resend(public_id: str, *, visitor: Visitor) -> LoginChallenge:
    """Send a new code and link in place of the old ones; wrong attempts stay counted.

    Raises ChallengeOver, TooManyRequests before a minute has passed, Conflict after three messages.
    """
    with transaction.atomic():
        challenge = LoginChallenge.objects.open(clock.now()).select_for_update().filter(public_id=public_id).first()
        if challenge is None:
            raise ChallengeOver
        wait = challenge.sent_at + RESEND_AFTER - clock.now()
        if wait > timedelta():
            raise TooManyRequests(_("Please wait a moment before you ask again."), retry_after=int(wait.seconds) + 1)
        if challenge.sends >= MOST_SENDS:
            raise Conflict(_("We have sent you several codes already. Please start again."), code="TOO_MANY_CODES")
        challenge.sends += 1
        _send(challenge)
        address = Address(challenge.kind, challenge.address)
        charge_request(address, address_key=challenge.address_key, network=visitor.network)
    return challenge


def _send(challenge: LoginChallenge) -> None:
    """Give the challenge a new code and link, store it and queue the message."""
    now = clock.now()
    is_locked = challenge.attempts >= MOST_ATTEMPTS or digits_are_off(challenge.address_key)
    code, link_token = "" if is_locked else new_code(), new_link_token()
    challenge.code_mac = code_mac(challenge, code) if code else ""
    challenge.link_mac = mac("link", link_token)
    challenge.sent_at = now
    challenge.expires_at = now + (MAIL_LIFE if challenge.kind == AddressKind.EMAIL else SMS_LIFE)
    challenge.save()
    send_secrets(challenge, code=code, link_token=link_token)


def code_mac(challenge: LoginChallenge, code: str) -> str:
    """Bound to challenge and address: the same digits elsewhere have another MAC."""
    return mac("code", challenge.public_id, challenge.address, code)


def make_break_glass_link(user: User) -> str:
    """A link for somebody who lost their second factor; returns its secret part. Only for the command line."""
    token = new_link_token()
    now = clock.now()
    address = user.email or user.phone or ""
    LoginChallenge.objects.create(
        purpose=Purpose.BREAK_GLASS,
        user=user,
        kind=AddressKind.EMAIL if user.email else AddressKind.PHONE,
        address=address,
        address_key=address_key("break-glass", address),
        link_mac=mac("link", token),
        network="command line",
        device_label="command line",
        sent_at=now,
        expires_at=now + BREAK_GLASS_LIFE,
    )
    return token
