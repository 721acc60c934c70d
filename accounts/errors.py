"""Refusals of a code or a link. None of them says whether anybody has an account."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.errors import DomainError


class WrongCode(DomainError):
    """The digits do not match; some attempts are left."""

    code = "WRONG_CODE"
    status = 400

    def __init__(self, *, attempts_left: int) -> None:
        message = ngettext(
            "This code does not match. One attempt is left.",
            "This code does not match. %(left)d attempts are left.",
            attempts_left,
        ) % {"left": attempts_left}
        super().__init__(message, fields={"code": message})


class DigitsLocked(DomainError):
    """Too many wrong digits: only the link in the message signs in, or a new code."""

    code = "CODE_LOCKED"
    status = 409

    def __init__(self) -> None:
        message = _("There were too many wrong attempts. Use the link in the message, or ask for a new code.")
        super().__init__(message, fields={"code": message})


class ChallengeOver(DomainError):
    """Used, expired, or never there: all three look the same."""

    code = "CODE_EXPIRED"
    status = 410

    def __init__(self) -> None:
        message = _("This code or link has expired or was used already. Please ask for a new one.")
        super().__init__(message, fields={"code": message})


class AccountDisabled(DomainError):
    """Said only to somebody who has just proved the address."""

    code = "ACCOUNT_DISABLED"
    status = 403

    def __init__(self) -> None:
        super().__init__(_("This account has been closed. Please write to us if you think that this is a mistake."))


class FreshCodeRequired(DomainError):
    """The change asks for a code entered within the last minutes."""

    code = "FRESH_CODE_REQUIRED"
    status = 403

    def __init__(self) -> None:
        super().__init__(_("Please confirm first that it is you, with a new code."))


class StrongFactorRequired(DomainError):
    """The change asks for the authenticator or a recovery code."""

    code = "STRONG_FACTOR_REQUIRED"
    status = 403

    def __init__(self) -> None:
        super().__init__(_("Please enter a code of your authenticator first."))
