"""`/account/strong…`: the second factor of staff: showing it, setting it up, taking it away."""

from __future__ import annotations

import base64
import io
from typing import Any

import qrcode
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice
from qrcode.image.svg import SvgPathImage

from accounts.actions import strong
from accounts.actions.sessions import is_fresh, note_strong_factor
from accounts.forms import StrongCodeForm
from accounts.models import RecoveryCode
from accounts.strong_factor import has_strong_factor
from accounts.views.pages import person, put_error, show, signed_in_only, with_retry
from notifications.errors import DomainError

ADMIN_HOME = "/cms/"
# The gate signs where somebody was going, so that no link from outside can name a page of the admin.
NEXT_SALT = "foyer.admin-next"


def signed_next(path: str) -> str:
    """The admin's address, signed and short enough for `return_to`."""
    signed = signing.dumps(path, salt=NEXT_SALT, compress=True)
    return signed if len(signed) <= 400 else signing.dumps(ADMIN_HOME, salt=NEXT_SALT)


def read_next(request: HttpRequest) -> str:
    """The address that the gate signed; the admin's front page for anything else."""
    raw = request.POST.get("to") or request.GET.get("to") or ""
    try:
        path: str = signing.loads(raw, salt=NEXT_SALT, max_age=24 * 3600)
    except signing.BadSignature:
        return ADMIN_HOME
    return path


@signed_in_only
@require_GET
def admin_page(request: HttpRequest) -> HttpResponse:
    """On the way into the admin after signing in; the gate asks for the second factor where it must."""
    return HttpResponseRedirect(read_next(request))


@signed_in_only
@require_http_methods(["GET", "HEAD", "POST"])
def prove_page(request: HttpRequest) -> HttpResponse:
    """Ask for a code of the authenticator, or a recovery code; then on to where the person was going."""
    if strong.strong_device_of(person(request)) is None:
        return HttpResponseRedirect(f"{reverse('account_strong_enrol')}?to={request.GET.get('to', '')}")
    form = StrongCodeForm(request.POST or None)
    context = {"form": form, "to": request.POST.get("to") or request.GET.get("to", ""), "debug": settings.DEBUG}
    if request.method != "POST":
        return show(request, "strong_prove", context)
    if not form.is_valid():
        return show(request, "strong_prove", context, status=422)
    try:
        device = strong.prove_strong_factor(person(request), code=form.cleaned_data["code"])
    except DomainError as error:
        return with_retry(show(request, "strong_prove", context, status=put_error(form, error)), error)
    note_strong_factor(request, device)
    return HttpResponseRedirect(read_next(request) if context["to"] else reverse("account_strong"))


@signed_in_only
@require_GET
def strong_page(request: HttpRequest) -> HttpResponse:
    """Whether there is an authenticator, how many recovery codes are left, and what can be done."""
    user = person(request)
    context = {
        "device": strong.strong_device_of(user),
        "codes_left": RecoveryCode.objects.filter(user=user, used_at=None).count(),
        "is_strong": has_strong_factor(request),
    }
    return show(request, "strong", context)


@signed_in_only
@require_http_methods(["GET", "HEAD", "POST"])
def enrol_page(request: HttpRequest) -> HttpResponse:
    """Show the QR code and take the first code of the app.

    A first authenticator wants a fresh code of the address; replacing one wants the one that is there.
    """
    user = person(request)
    to = request.POST.get("to") or request.GET.get("to", "")
    if strong.strong_device_of(user) is not None and not has_strong_factor(request):
        return HttpResponseRedirect(reverse("account_strong_prove"))
    if strong.strong_device_of(user) is None and not is_fresh(request):
        return HttpResponseRedirect(f"{reverse('account_confirm')}?next={reverse('account_strong_enrol')}")
    form = StrongCodeForm(request.POST or None)
    if request.method != "POST":
        return show(request, "strong_enrol", enrol_context(strong.begin_enrolment(user), form, to))
    try:
        code = form.cleaned_data["code"] if form.is_valid() else ""
        device, codes = strong.finish_enrolment(user, code=code)
    except DomainError as error:
        context = enrol_context(strong.pending_enrolment(user), form, to)
        return with_retry(show(request, "strong_enrol", context, status=put_error(form, error)), error)
    note_strong_factor(request, device)
    return show(request, "strong_codes", {"codes": codes, "next": read_next(request)})


def enrol_context(device: TOTPDevice, form: StrongCodeForm, to: str) -> dict[str, Any]:
    secret = base64.b32encode(device.bin_key).decode().rstrip("=")
    return {"form": form, "to": to, "qr": qr_image(device.config_url), "secret": secret}


def qr_image(text: str) -> str:
    """A QR code as the address of an image."""
    buffer = io.BytesIO()
    qrcode.make(text, image_factory=SvgPathImage, border=1).save(buffer)
    return "data:image/svg+xml;base64," + base64.b64encode(buffer.getvalue()).decode()


@signed_in_only
@require_POST
def new_codes(request: HttpRequest) -> HttpResponse:
    """Ten new recovery codes, shown once; the old ones end. Wants the factor."""
    if not has_strong_factor(request):
        return HttpResponseRedirect(reverse("account_strong_prove"))
    codes = strong.make_recovery_codes(person(request))
    return show(request, "strong_codes", {"codes": codes, "next": reverse("account_strong")})


@signed_in_only
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Take the authenticator away; wants a code of it in the same form."""
    form = StrongCodeForm(request.POST)
    code = form.cleaned_data["code"] if form.is_valid() else ""
    try:
        strong.prove_strong_factor(person(request), code=code)
    except DomainError as error:
        user = person(request)
        put_error(form, error)
        context = {"device": strong.strong_device_of(user), "form": form, "is_strong": has_strong_factor(request)}
        codes_left = RecoveryCode.objects.filter(user=user, used_at=None).count()
        return with_retry(show(request, "strong", context | {"codes_left": codes_left}, status=error.status), error)
    strong.remove_strong_factor(person(request))
    return HttpResponseRedirect("/account/?done=strong")
