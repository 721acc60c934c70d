"""The second factor of staff: an authenticator app (TOTP) and recovery codes (research, section 5).

A mailed code is not a second factor. Enrolling wants a fresh one besides; taking the factor away wants the factor.
"""

from __future__ import annotations

import secrets

import django_otp
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import transaction
from django.utils import timezone as clock
from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.budgets import Budget, spend
from accounts.messages import tell_owner
from accounts.models import RecoveryCode, User
from notifications.errors import InvalidInput

CODES_PER_PERSON = 10
# Letters and digits without those that look alike: ten of them are 49 random bits.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
CODE_LENGTH = 10
# 49 random bits times this many rounds: about 30 ms a check, out of reach for whoever copies the table.
HASHER, ROUNDS = PBKDF2PasswordHasher(), 100_000
RECOVERY_TRIES = Budget("recovery-code", limit=10, seconds=3600)
TOTP_TRIES = Budget("totp", limit=30, seconds=3600)


def strong_device_of(user: User) -> TOTPDevice | None:
    """The person's confirmed authenticator."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def begin_enrolment(user: User) -> TOTPDevice:
    """An authenticator that counts once its first code was entered; an earlier unfinished one is replaced."""
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user, confirmed=False).delete()
        return TOTPDevice.objects.create(user=user, name="authenticator", confirmed=False)


def pending_enrolment(user: User) -> TOTPDevice:
    """The unfinished authenticator, made where there is none."""
    return TOTPDevice.objects.filter(user=user, confirmed=False).first() or begin_enrolment(user)


def finish_enrolment(user: User, *, code: str) -> tuple[TOTPDevice, list[str]]:
    """Confirm the authenticator by its first code; returns it and the recovery codes, shown this once.

    The caller has asked for a fresh code, or for the old factor where there is one. Raises InvalidInput.
    """
    pending = pending_enrolment(user)
    spend([(TOTP_TRIES, str(user.pk))])
    with transaction.atomic():
        device = django_otp.verify_token(user, pending.persistent_id, only_digits(code))
        if device is not None:
            TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
            device.confirmed = True
            device.save(update_fields=["confirmed"])
            codes = make_recovery_codes(user)
            tell_owner(user, subject=_("An authenticator was added to your account"), template="strong_added")
    if device is None:
        raise wrong_code()
    return device, codes


def make_recovery_codes(user: User) -> list[str]:
    """Ten new codes in place of the old ones; returns them, known only now."""
    codes = [
        "".join(secrets.choice(ALPHABET) for _position in range(CODE_LENGTH)) for _number in range(CODES_PER_PERSON)
    ]
    with transaction.atomic():
        RecoveryCode.objects.filter(user=user).delete()
        hashes = [HASHER.encode(code, HASHER.salt(), iterations=ROUNDS) for code in codes]
        RecoveryCode.objects.bulk_create(RecoveryCode(user=user, code_hash=code_hash) for code_hash in hashes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def prove_strong_factor(user: User, *, code: str) -> TOTPDevice:
    """Check a code of the authenticator, or a recovery code, which is used up. Raises InvalidInput, TooManyRequests."""
    device = strong_device_of(user)
    if device is None:
        raise wrong_code()
    if len(only_digits(code)) == 6 and not any(character.isalpha() for character in code):
        spend([(TOTP_TRIES, str(user.pk))])
        verified = django_otp.verify_token(user, device.persistent_id, only_digits(code))
    else:
        spend([(RECOVERY_TRIES, str(user.pk))])
        verified = device if use_recovery_code(user, code=code) else None
    if verified is None:
        raise wrong_code()
    return device


def use_recovery_code(user: User, *, code: str) -> bool:
    """Whether this is an unused code of the person; it is used then, and they are told."""
    plain = "".join(character for character in code.lower() if character.isalnum())
    with transaction.atomic():
        for row in RecoveryCode.objects.select_for_update().filter(user=user, used_at=None):
            if HASHER.verify(plain, row.code_hash):
                row.used_at = clock.now()
                row.save(update_fields=["used_at"])
                tell_owner(user, subject=_("A recovery code was used"), template="recovery_used")
                return True
    return False


def remove_strong_factor(user: User) -> None:
    """Take authenticator and recovery codes away. The caller has just proved the factor."""
    with transaction.atomic():
        forget_strong_factors(user)


def forget_strong_factors(user: User) -> None:
    """The same within the caller's transaction; the owner is told."""
    TOTPDevice.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    tell_owner(user, subject=_("The authenticator was removed from your account"), template="strong_removed")


def only_digits(code: str) -> str:
    return "".join(character for character in code if character.isascii() and character.isdigit())[:8]


def wrong_code() -> InvalidInput:
    message = _("This code does not match. Wait for the next one and try again.")
    return InvalidInput(message, fields={"code": message})
