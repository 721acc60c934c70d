"""Who must show a second factor, and whether this session has (research/identity-security, section 5).

A mailed code is not one: the session's device has to be an authenticator, shown less than twelve hours ago and
used within the last half hour.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import Permission
from django.http import HttpRequest
from django.utils import timezone as clock
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.actions.sessions import fact, set_facts
from accounts.models import User

STRONG_FOR, IDLE = timedelta(hours=12), timedelta(minutes=30)
SEEN_GRAIN = timedelta(minutes=1)


def needs_strong_factor(user: User) -> bool:
    """Staff and everybody whose rights reach beyond single events; organizers where ORGANIZER_STRONG_FACTOR says so.

    One query at most. An event's own group holds rights on its subtree; a group with model permissions besides
    the admin's door belongs to the platform.
    """
    if user.is_superuser or user.is_staff or settings.ORGANIZER_STRONG_FACTOR:
        return True
    platform = Permission.objects.filter(group__user=user).exclude(codename="access_admin")
    return platform.exists()


def has_strong_factor(request: HttpRequest) -> bool:
    """Whether the second factor was shown in this session and still counts. No query beyond the session's own."""
    if not isinstance(getattr(request.user, "otp_device", None), TOTPDevice):
        return False
    now, shown = clock.now(), fact(request, "strong_at")
    used = fact(request, "strong_used_at") or shown
    return shown is not None and used is not None and shown > now - STRONG_FOR and used > now - IDLE


def note_use(request: HttpRequest) -> None:
    """The strong session was used: its half hour begins again. Written once a minute at most."""
    used = fact(request, "strong_used_at")
    if used is None or used < clock.now() - SEEN_GRAIN:
        set_facts(request, strong_used_at=clock.now().isoformat())
