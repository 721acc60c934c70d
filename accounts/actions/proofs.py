"""Proving an address by code or link: the second half of signing in, one flow for pages and API (spec 2).

The row is locked, and the attempt is stored before the comparison, so that neither parallel guesses nor
parallel correct submits gain anything (docs/locking.md; tests/races/test_sign_in.py).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from accounts.actions.strong import forget_strong_factors
from accounts.addresses import Address
from accounts.errors import AccountDisabled, ChallengeOver, DigitsLocked, WrongCode
from accounts.limits import count_wrong_code, digits_are_off, forgive, refuse_guessing
from accounts.macs import is_mac_of, macs
from accounts.models import AddressDevice, LoginChallenge, User
from accounts.models.sign_in import MOST_ATTEMPTS
from accounts.selectors import person_at
from accounts.signals import signed_in
from accounts.visitors import visitor_of
from notifications.errors import Conflict, DomainError

Purpose = LoginChallenge.Purpose


@dataclass(frozen=True, slots=True)
class Proof:
    """Somebody has just proved an address."""

    user: User
    device: AddressDevice | None  # none after a break-glass link, which proves no address
    challenge: LoginChallenge
    created: bool


def verify_code(public_id: str, *, code: str, name: str, request: HttpRequest) -> Proof:
    """Prove the challenge's address with its six digits; spaces and dashes are ignored.

    Raises WrongCode, DigitsLocked, ChallengeOver, AccountDisabled, TooManyRequests; Conflict for an address of
    somebody else.
    """
    digits = "".join(character for character in code if character.isdecimal())[:12]
    network = visitor_of(request).network
    refuse_guessing(network)
    with transaction.atomic():
        challenge = LoginChallenge.objects.select_for_update(of=("self",)).filter(public_id=public_id).first()
        if challenge is None or not may_use(challenge, request):
            raise ChallengeOver
        refusal = try_code(challenge, digits=digits, network=network)
        # A refusal is raised after the commit: the attempt it cost stays counted.
        result = refusal or settle(challenge, name=name, request=request)
    if isinstance(result, DomainError):
        raise result
    return result


def try_code(challenge: LoginChallenge, *, digits: str, network: str) -> DomainError | None:
    """Count the attempt, then compare. Returns why the code is refused, or None where it is right."""
    if challenge.attempts >= MOST_ATTEMPTS or not challenge.code_mac or digits_are_off(challenge.address_key):
        return DigitsLocked()
    challenge.attempts += 1
    challenge.save(update_fields=["attempts"])
    if is_mac_of(challenge.code_mac, "code", challenge.public_id, challenge.address, digits):
        return None
    count_wrong_code(challenge, network=network)
    left = MOST_ATTEMPTS - challenge.attempts
    return WrongCode(attempts_left=left) if left else DigitsLocked()


def find_by_link(token: str, *, request: HttpRequest) -> LoginChallenge:
    """The open challenge of a link, to show whom it signs in. Changes nothing. Raises ChallengeOver."""
    challenge = LoginChallenge.objects.open(clock.now()).filter(link_mac__in=macs("link", token)).first()
    if challenge is None or not may_use(challenge, request):
        raise ChallengeOver
    return challenge


def verify_link(token: str, *, request: HttpRequest) -> Proof:
    """Prove the address with the link's token, also when the digits are locked. Raises like verify_code."""
    with transaction.atomic():
        challenges = LoginChallenge.objects.select_for_update(of=("self",))
        challenge = challenges.filter(link_mac__in=macs("link", token)).first()
        if challenge is None or not may_use(challenge, request):
            raise ChallengeOver
        result = settle(challenge, name="", request=request)
    if isinstance(result, DomainError):
        raise result
    return result


def may_use(challenge: LoginChallenge, request: HttpRequest) -> bool:
    """Still open, and, where it confirms something on an account, asked by the person signed in to it."""
    if challenge.consumed_at is not None or challenge.expires_at <= clock.now():
        return False
    return challenge.purpose in {Purpose.LOGIN, Purpose.BREAK_GLASS} or challenge.user_id == request.user.pk


def settle(challenge: LoginChallenge, *, name: str, request: HttpRequest) -> Proof | DomainError:
    """Use the challenge up and do what it was for."""
    challenge.consumed_at = clock.now()
    challenge.save(update_fields=["consumed_at"])
    forgive(challenge)
    if challenge.purpose == Purpose.BREAK_GLASS:
        return _break_glass(challenge)
    address = Address(challenge.kind, challenge.address)
    lock_address(challenge.address_key)
    owner = person_at(address)
    if challenge.user is not None and owner is not None and owner != challenge.user:
        return Conflict(_("This address belongs to another account. Sign in with it there."), code="ADDRESS_TAKEN")
    created = owner is None and challenge.user is None
    user = challenge.user or owner or create_person(address)
    if not user.is_active:
        return AccountDisabled()
    if name and not user.name:
        user.name = name[:200]
        user.save(update_fields=["name"])
    device = own_address(user, address)
    signed_in.send(sender=User, user=user, addresses=[(address.kind, address.value)], request=request)
    return Proof(user, device, challenge, created)


def lock_address(address_key: str) -> None:
    """Nobody else proves this address until the transaction ends: a new address makes one account, not two."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [address_key])


def create_person(address: Address) -> User:
    """An account for an address that nobody had; made only now that it is proved."""
    if address.kind == "email":
        return User.objects.create_user(address.value)
    return User.objects.create_user(None, phone=address.value)


def own_address(user: User, address: Address) -> AddressDevice:
    """The person's device for this address; made, and primary where it is the first of its kind, when new."""
    devices = AddressDevice.objects.of_user(user.pk)
    device = devices.at(address.kind, address.value).first()
    if device is not None:
        return device
    stored = getattr(user, address.kind)
    is_primary = stored in {None, address.value} and not devices.filter(kind=address.kind, is_primary=True).exists()
    if is_primary and stored is None:
        setattr(user, address.kind, address.value)
        user.save(update_fields=[address.kind])
    return AddressDevice.objects.create(
        user=user, name=address.kind, kind=address.kind, value=address.value, is_primary=is_primary
    )


def _break_glass(challenge: LoginChallenge) -> Proof | DomainError:
    user = challenge.user
    assert user is not None, "a constraint gives every break-glass link its person"
    if not user.is_active:
        return AccountDisabled()
    forget_strong_factors(user)
    return Proof(user, None, challenge, created=False)
