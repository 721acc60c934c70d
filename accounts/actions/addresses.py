"""A person's addresses: adding, choosing the primary one, removing; each asks for a fresh code (spec 2).

Every change ends all other sessions of the person and is told to the address that was there before.
"""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.actions.challenges import request_proof
from accounts.actions.proofs import Proof
from accounts.actions.sessions import end_other_sessions, is_fresh
from accounts.addresses import Address
from accounts.errors import FreshCodeRequired
from accounts.messages import address_to_tell, tell_address
from accounts.models import AddressDevice, LoginChallenge, User
from accounts.visitors import visitor_of
from notifications.errors import Conflict, NotFound

MOST_ADDRESSES = 10


def begin_adding(user: User, *, address: Address, request: HttpRequest) -> LoginChallenge:
    """Send a code to an address that the person wants to add; entering it adds the address.

    Raises FreshCodeRequired, Conflict for one too many, TooManyRequests. Whose the address is besides is said
    only to somebody who proved it.
    """
    check_fresh(request)
    if AddressDevice.objects.of_user(user.pk).count() >= MOST_ADDRESSES:
        raise Conflict(_("An account has at most ten addresses. Remove one first."), code="TOO_MANY_ADDRESSES")
    return request_proof(
        user,
        address=address,
        purpose=LoginChallenge.Purpose.ADD_ADDRESS,
        visitor=visitor_of(request),
        return_to="/account/",
    )


def begin_step_up(user: User, *, request: HttpRequest, return_to: str) -> LoginChallenge:
    """Send a code to the person's own address, so that a change may follow. Raises TooManyRequests."""
    address = address_to_tell(user)
    if address is None:
        raise NotFound(_("There is no address to write to."))
    return request_proof(
        user,
        address=address,
        purpose=LoginChallenge.Purpose.STEP_UP,
        visitor=visitor_of(request),
        return_to=return_to,
    )


def note_added(proof: Proof, *, request: HttpRequest) -> None:
    """What follows once a new address was proved."""
    assert proof.device is not None, "adding an address proves one"
    with transaction.atomic():
        _tell_change(address_to_tell(proof.user), user=proof.user, change=_("An address was added"), value=proof.device)
        end_other_sessions(proof.user, request=request)


def make_primary(user: User, *, public_value: Address, request: HttpRequest) -> AddressDevice:
    """Write to this address from now on. Raises FreshCodeRequired, NotFound."""
    check_fresh(request)
    with transaction.atomic():
        device = _own(user, public_value)
        if device.is_primary:
            return device
        before = address_to_tell(user)
        devices = AddressDevice.objects.of_user(user.pk).filter(kind=device.kind)
        devices.exclude(pk=device.pk).update(is_primary=False)
        device.is_primary = True
        device.save(update_fields=["is_primary"])
        setattr(user, device.kind, device.value)
        user.save(update_fields=[device.kind])
        _tell_change(before, user=user, change=_("Your primary address was changed"), value=device)
        end_other_sessions(user, request=request)
    return device


def remove_address(user: User, *, public_value: Address, request: HttpRequest) -> None:
    """Take an address away. Raises FreshCodeRequired, NotFound; Conflict for the last one and the primary one."""
    check_fresh(request)
    with transaction.atomic():
        device = _own(user, public_value)
        others = AddressDevice.objects.of_user(user.pk).exclude(pk=device.pk)
        if not others.exists():
            raise Conflict(_("This is your only address; without it you could not sign in."), code="LAST_ADDRESS")
        if device.is_primary and others.filter(kind=device.kind).exists():
            raise Conflict(_("Make another address the primary one first."), code="PRIMARY_ADDRESS")
        before = address_to_tell(user)
        device.delete()
        if getattr(user, device.kind) == device.value:
            setattr(user, device.kind, None)
            user.save(update_fields=[device.kind])
        _tell_change(before, user=user, change=_("An address was removed"), value=device)
        end_other_sessions(user, request=request)


def check_fresh(request: HttpRequest) -> None:
    if not is_fresh(request):
        raise FreshCodeRequired


def _own(user: User, address: Address) -> AddressDevice:
    """The person's device for this address, with the person's row locked: changes of one account queue up."""
    User.objects.select_for_update().get(pk=user.pk)
    device = AddressDevice.objects.of_user(user.pk).at(address.kind, address.value).first()
    if device is None:
        raise NotFound(_("This address is not on your account."))
    return device


def _tell_change(to: Address | None, *, user: User, change: str, value: AddressDevice) -> None:
    masked = Address(value.kind, value.value).masked
    tell_address(to, subject=change, template="address_changed", name=user.name, change=change, masked=masked)
