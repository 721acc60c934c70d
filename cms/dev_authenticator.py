"""`/dev/authenticator/`: stands for the phone of the demo's editor; not there unless DEBUG."""

from __future__ import annotations

import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from cms.demo.accounts import AUTHENTICATOR_KEY
from notifications.views import development_only


@development_only
def authenticator(request: HttpRequest) -> HttpResponse:
    """The codes that are good now."""
    devices = TOTPDevice.objects.filter(key=AUTHENTICATOR_KEY).select_related("user")
    entries = [(device.user.email, f"{current_code(device):06d}") for device in devices]
    left = 30 - int(time.time()) % 30
    response = render(request, "cms/dev_authenticator.html", {"entries": entries, "left": left})
    response["Refresh"] = str(left)
    return response


def current_code(device: TOTPDevice) -> int:
    """The next one after the code that was used last, which is not taken twice."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time() if totp.t() > device.last_t else (device.last_t + 1) * device.step
    code: int = totp.token()
    return code
