"""The messages of the room: codes, and notices of what changed on an account.

Known and unknown addresses get the same message, so that nothing tells who has an account.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.addresses import Address
from accounts.models import AddressKind, LoginChallenge, User
from notifications.actions import queue_mail, queue_sms
from notifications.mails import Mail
from notifications.sms import Sms
from notifications.theme import MailTheme

Purpose = LoginChallenge.Purpose


def spaced(code: str) -> str:
    """As people read it: 123 456."""
    return f"{code[:3]} {code[3:]}"


def send_secrets(challenge: LoginChallenge, *, code: str, link_token: str) -> None:
    """Queue the code and link in the caller's transaction. `code` is empty where only the link signs in."""
    dedupe_key = f"code:{challenge.public_id}:{challenge.sends}"
    link = settings.BASE_URL + reverse("auth_link", args=[link_token])
    if challenge.kind == AddressKind.EMAIL:
        queue_mail(code_mail(challenge, code=code, link=link, dedupe_key=dedupe_key))
    else:
        queue_sms(
            Sms(
                to=challenge.address,
                text=sms_text(code=code, link=link),
                dedupe_key=dedupe_key,
                expires_at=challenge.expires_at,
                is_secret=True,
            )
        )


def sms_text(*, code: str, link: str) -> str:
    """The last line lets a phone fill the code in by itself (WebOTP: domain and code, bound to each other)."""
    host = urlsplit(settings.BASE_URL).hostname
    if not code:
        return _("%(site)s: open this to sign in: %(link)s") % {"site": settings.WAGTAIL_SITE_NAME, "link": link}
    first = _("%(code)s is your %(site)s code. It is good for 5 minutes.") % {
        "code": spaced(code),
        "site": settings.WAGTAIL_SITE_NAME,
    }
    return f"{first}\n\n@{host} #{code}"


def code_mail(challenge: LoginChallenge, *, code: str, link: str, dedupe_key: str) -> Mail:
    subjects = {
        Purpose.LOGIN: _("Your code to sign in"),
        Purpose.STEP_UP: _("Your code to confirm a change"),
        Purpose.ADD_ADDRESS: _("Confirm this address"),
    }
    return Mail(
        to=challenge.address,
        subject=subjects[Purpose(challenge.purpose)],
        template="accounts/mail/code",
        theme=MailTheme(),
        context={"code": spaced(code), "has_code": bool(code), "link": link, "challenge": challenge},
        dedupe_key=dedupe_key,
        is_secret=True,
        expires_at=challenge.expires_at,
    )


def tell_owner(user: User, *, subject: str, template: str, **context: Any) -> None:
    """Tell a person by mail what changed on their account. Who has only a phone gets a short message."""
    tell_address(address_to_tell(user), subject=subject, template=template, name=user.name, **context)


def tell_address(address: Address | None, *, subject: str, template: str, **context: Any) -> None:
    """The same to one address; nothing for somebody without any."""
    if address is None:
        return
    if address.kind == AddressKind.PHONE:
        queue_sms(Sms(to=address.value, text=f"{settings.WAGTAIL_SITE_NAME}: {subject}"))
        return
    account_url = settings.BASE_URL + reverse("account")
    queue_mail(
        Mail(
            to=address.value,
            subject=subject,
            template=f"accounts/mail/{template}",
            theme=MailTheme(),
            context={"account_url": account_url, **context},
        )
    )


def address_to_tell(user: User) -> Address | None:
    """The primary mail address, else the phone."""
    if user.email:
        return Address(AddressKind.EMAIL, user.email)
    return Address(AddressKind.PHONE, user.phone) if user.phone else None
