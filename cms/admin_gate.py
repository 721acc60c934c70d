"""The door of Wagtail's admin: a signed-in person, and for staff the second factor (research, section 5).

One place for every address under /cms/, previews and choosers included, whoever added it. Wagtail's own
password pages are not reached any more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponseForbidden, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from accounts.strong_factor import has_strong_factor, needs_strong_factor, note_use
from accounts.views.strong import ADMIN_HOME, signed_next

LOGIN = f"{ADMIN_HOME}login/"
# Drawings and words of the interface, which need nobody; and the way out.
OPEN = (f"{ADMIN_HOME}sprite", f"{ADMIN_HOME}jsi18n", f"{ADMIN_HOME}logout/")
PASSWORDS = (LOGIN, f"{ADMIN_HOME}password_reset")


class AdminGateMiddleware:
    """Sends everybody who is not through yet to the step that is missing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(ADMIN_HOME) or request.path_info.startswith(OPEN):
            return self.get_response(request)
        if not request.user.is_authenticated:
            to = signed_next(destination(request))
            return step(request, f"{reverse('auth_login')}?{urlencode({'next': f'/account/admin/?to={to}'})}")
        if request.path_info.startswith(PASSWORDS):
            return HttpResponseRedirect(ADMIN_HOME if may_enter(request) else "/account/")
        if needs_strong_factor(request.user):
            if not has_strong_factor(request):
                return step(request, f"{reverse('account_strong_prove')}?to={signed_next(destination(request))}")
            note_use(request)
        return self.get_response(request)


def may_enter(request: HttpRequest) -> bool:
    return cast("User", request.user).has_perm("wagtailadmin.access_admin")


def destination(request: HttpRequest) -> str:
    """Where to go afterwards: the page asked for; the front page after something that was sent, or the old login."""
    if request.method != "GET" or request.path_info.startswith(PASSWORDS):
        wanted = request.GET.get("next", "")
        return wanted if is_admin_page(wanted) else ADMIN_HOME
    return request.get_full_path()


def is_admin_page(path: str) -> bool:
    """A plain address inside the admin."""
    return path.startswith(ADMIN_HOME) and "\\" not in path and ".." not in path and path.isprintable()


def step(request: HttpRequest, url: str) -> HttpResponseBase:
    """A redirect; code of the admin, which would follow it silently, is told plainly."""
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        return HttpResponseForbidden("Sign in again to go on.", content_type="text/plain")
    return HttpResponseRedirect(url)
