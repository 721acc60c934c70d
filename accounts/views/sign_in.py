"""`/auth/…`: the two steps of signing in as pages, the link of the mail, and signing out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone as clock
from django.views.decorators.http import require_http_methods

from accounts import known_devices
from accounts.actions import addresses, challenges, proofs, sessions
from accounts.addresses import Address, read_either
from accounts.after_sign_in import HOME, destination_of
from accounts.challenge_lookup import current_challenge
from accounts.forms import AddressForm, CodeForm
from accounts.models import LoginChallenge
from accounts.models.sign_in import MOST_SENDS
from accounts.return_to import safe_return_to
from accounts.views.pages import private, put_error, show, with_retry
from accounts.visitors import visitor_of
from notifications.errors import DomainError

Purpose = LoginChallenge.Purpose


@private
@require_http_methods(["GET", "HEAD", "POST"])
def login_page(request: HttpRequest) -> HttpResponse:
    """Ask for the address; the answer to a good one is always the same."""
    return_to = safe_return_to(request.POST.get("next") or request.GET.get("next"))
    if request.method != "POST":
        if request.user.is_authenticated:
            return HttpResponseRedirect(return_to or HOME)
        return show(request, "login", {"form": AddressForm(), "next": return_to})
    form = AddressForm(request.POST)
    context = {"form": form, "next": return_to}
    if not form.is_valid():
        return show(request, "login", context, status=422)
    try:
        challenge = challenges.request_sign_in(
            read_either(form.cleaned_data["address"]), visitor=visitor_of(request), return_to=return_to
        )
    except DomainError as error:
        return with_retry(show(request, "login", context, status=put_error(form, error)), error)
    sessions.remember_challenge(request, challenge)
    return HttpResponseRedirect(reverse("auth_verify"))


@private
@require_http_methods(["GET", "HEAD", "POST"])
def verify_page(request: HttpRequest) -> HttpResponse:
    """Take the code. Everything that was for this browser's latest challenge."""
    challenge = current_challenge(request)
    if challenge is None:
        return show(request, "verify_over", {}, status=200 if request.method != "POST" else 410)
    if request.method != "POST":
        return show(request, "verify", verify_context(challenge, CodeForm()))
    form = CodeForm(request.POST)
    if not form.is_valid():
        return show(request, "verify", verify_context(challenge, form), status=422)
    try:
        proof = proofs.verify_code(challenge.public_id, code=form.cleaned_data["code"], name="", request=request)
    except DomainError as error:
        status = put_error(form, error)
        challenge.refresh_from_db()
        page = "verify" if challenge.consumed_at is None else "verify_over"
        return with_retry(show(request, page, verify_context(challenge, form), status=status), error)
    return enter(request, proof)


def verify_context(challenge: LoginChallenge, form: CodeForm) -> dict[str, Any]:
    """The page knows when another code may be asked for, so that it can count down."""
    waited = clock.now() - challenge.sent_at
    return {
        "form": form,
        "challenge": challenge,
        "wait_seconds": max(0, int((challenges.RESEND_AFTER - waited).total_seconds()) + 1),
        "sends_left": MOST_SENDS - challenge.sends,
        "is_login": challenge.purpose == Purpose.LOGIN,
        "is_mail": challenge.kind == "email",
        "has_code": bool(challenge.code_mac),
    }


@private
@require_http_methods(["POST"])
def resend_page(request: HttpRequest) -> HttpResponse:
    """Send another code; without JavaScript the page says how long to wait."""
    challenge = current_challenge(request)
    if challenge is None:
        return HttpResponseRedirect(reverse("auth_verify"))
    try:
        challenges.resend(challenge.public_id, visitor=visitor_of(request))
    except DomainError as error:
        form = CodeForm({})
        form.errors.clear()
        form.add_error(None, error.message)
        return with_retry(show(request, "verify", verify_context(challenge, form), status=error.status), error)
    return HttpResponseRedirect(f"{reverse('auth_verify')}?sent=1")


@private
@require_http_methods(["GET", "HEAD", "POST"])
def link_page(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail. Opening it shows whom it signs in; only the button does: mail scanners open links."""
    try:
        if request.method == "POST":
            return enter(request, proofs.verify_link(token, request=request))
        challenge = proofs.find_by_link(token, request=request)
    except DomainError as error:
        return show(request, "link_over", {"error": error}, status=error.status)
    context = {
        "challenge": challenge,
        "address": Address(challenge.kind, challenge.address).masked,
        "is_login": challenge.purpose == Purpose.LOGIN,
        "is_break_glass": challenge.purpose == Purpose.BREAK_GLASS,
    }
    return show(request, "link", context)


def enter(request: HttpRequest, proof: proofs.Proof) -> HttpResponse:
    """What follows a proof: the session, and where the person was going."""
    sessions.open_session(proof, request=request)
    return_to = proof.challenge.return_to
    if proof.challenge.purpose == Purpose.ADD_ADDRESS:
        addresses.note_added(proof, request=request)
        return HttpResponseRedirect(f"{HOME}?done=added")
    if proof.challenge.purpose == Purpose.STEP_UP:
        return HttpResponseRedirect(return_to or HOME)
    response = HttpResponseRedirect(destination_of(request, proof.user, return_to=return_to))
    known_devices.remember(response, request=request, user=proof.user)
    return response


@private
@require_http_methods(["GET", "HEAD", "POST"])
def logout_page(request: HttpRequest) -> HttpResponse:
    """A button; only sending it signs out."""
    if request.method == "POST":
        sessions.sign_out(request)
        return show(request, "signed_out", {})
    if not request.user.is_authenticated:
        return HttpResponseRedirect(reverse("auth_login"))
    return show(request, "logout", {})
