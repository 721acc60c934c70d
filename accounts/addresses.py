"""Addresses as people type them, and the one form in which they are stored, compared and written to.

What is refused here is never written to: mail goes to the stored form only, so a look-alike of an address
cannot take over its account (research/identity-security, section 3, "Normalisation").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import idna
import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from phonenumbers import PhoneNumberType

from accounts.models import AddressKind
from notifications.errors import InvalidInput

LONGEST = 254
UNFIT = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\ufeff]")
# Numbers that cost their caller, or that nobody reads a message on.
REFUSED_TYPES = frozenset(
    {
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.UAN,
        PhoneNumberType.VOICEMAIL,
        PhoneNumberType.PAGER,
    }
)


@dataclass(frozen=True, slots=True)
class Address:
    """An e-mail address or phone number in its stored form."""

    kind: str
    value: str

    @property
    def masked(self) -> str:
        """Enough to recognise one's own, too little to learn another's: `a…@example.org`, `+49 … 42`."""
        if self.kind == AddressKind.EMAIL:
            local, _at, domain = self.value.partition("@")
            return f"{local[:1]}…@{domain}"
        return f"{self.value[:3]} … {self.value[-2:]}"


def read_email(raw: str) -> Address:
    """The address in its stored form. Raises InvalidInput with the field `email`."""
    text = raw.strip()
    local, _at, domain = text.rpartition("@")
    message = _("This is not an e-mail address we can write to.")
    if UNFIT.search(text) or len(text) > LONGEST:
        raise InvalidInput(message, fields={"email": message})
    try:
        stored = f"{local.lower()}@{idna.encode(domain.lower(), uts46=True).decode('ascii')}"
        validate_email(stored)
    except (ValueError, ValidationError):
        raise InvalidInput(message, fields={"email": message}) from None
    return Address(AddressKind.EMAIL, stored)


def read_phone(raw: str) -> Address:
    """The number as E.164. Raises InvalidInput with the field `phone`.

    A number without a country code is read in PHONE_REGION where that is set.
    """
    try:
        number = phonenumbers.parse(raw.strip()[:40], settings.PHONE_REGION or None)
    except phonenumbers.NumberParseException:
        raise wrong_phone(_("Enter the number with its country code, like +49 30 123456.")) from None
    if not phonenumbers.is_valid_number(number):
        raise wrong_phone(_("There is no such number. Please check it, with its country code."))
    if phonenumbers.number_type(number) in REFUSED_TYPES:
        raise wrong_phone(_("No code can be sent to this kind of number."))
    if settings.SMS_COUNTRIES and phonenumbers.region_code_for_number(number) not in settings.SMS_COUNTRIES:
        raise wrong_phone(_("No codes are sent to numbers of this country. Please use your e-mail address."))
    return Address(AddressKind.PHONE, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def wrong_phone(message: str) -> InvalidInput:
    return InvalidInput(message, fields={"phone": message})


def read_address(*, email: str = "", phone: str = "") -> Address:
    """Whichever of the two was given. Raises InvalidInput for none, both, or one that does not fit."""
    if bool(email.strip()) == bool(phone.strip()):
        message = _("Give an e-mail address or a phone number.")
        raise InvalidInput(message, fields={"phone" if email.strip() else "email": message})
    return read_email(email) if email.strip() else read_phone(phone)


def read_either(raw: str) -> Address:
    """One field for both: text with an @ is an e-mail address. Raises InvalidInput with the field `address`."""
    try:
        return read_email(raw) if "@" in raw or not re.search(r"\d", raw) else read_phone(raw)
    except InvalidInput as error:
        raise InvalidInput(error.message, fields={"address": error.message}) from None
