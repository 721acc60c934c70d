"""`/account/`: name, addresses, sessions, one's own data, and leaving."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions import addresses, profile, sessions
from accounts.addresses import Address, read_either
from accounts.data_export import as_json, as_zip
from accounts.errors import FreshCodeRequired
from accounts.forms import AddressForm, ProfileForm
from accounts.messages import address_to_tell
from accounts.panels import render_panels
from accounts.return_to import safe_return_to
from accounts.selectors import access_tokens_of, addresses_of, sessions_of
from accounts.session_store import FACTS
from accounts.strong_factor import needs_strong_factor
from accounts.views.pages import person, put_error, show, signed_in_only, with_retry
from notifications.errors import DomainError

HOME = "/account/"


def account_context(request: HttpRequest) -> dict[str, Any]:
    """Everything on the page. A fixed number of queries besides the panels' own."""
    user = person(request)
    return {
        "profile_form": ProfileForm(initial={"name": user.name, "organization": user.organization}),
        "address_form": AddressForm(),
        "addresses": addresses_of(user),
        "sessions": sessions_of(user),
        "current_session": request.session.get(FACTS, {}).get("public_id"),
        "tokens": access_tokens_of(user),
        "panels": render_panels(request),
        "needs_strong_factor": needs_strong_factor(user),
        "done": request.GET.get("done", ""),
    }


@signed_in_only
@require_http_methods(["GET", "HEAD", "POST"])
def account_page(request: HttpRequest) -> HttpResponse:
    """The page; sending its first form changes name and organization."""
    if request.method != "POST":
        return show(request, "account", account_context(request))
    form = ProfileForm(request.POST)
    if form.is_valid():
        profile.update_profile(person(request), **form.cleaned_data)
        return done("profile")
    return show(request, "account", {**account_context(request), "profile_form": form}, status=422)


def done(what: str) -> HttpResponse:
    return HttpResponseRedirect(f"{HOME}?done={what}")


def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Ask for a fresh code where that is what is missing, else say on the page what is wrong."""
    if isinstance(error, FreshCodeRequired):
        return HttpResponseRedirect(reverse("account_confirm"))
    context = account_context(request) | {"refusal": error.message}
    return with_retry(show(request, "account", context, status=error.status), error)


@signed_in_only
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_page(request: HttpRequest) -> HttpResponse:
    """Send a code to the person's own address, so that they may change what matters."""
    return_to = safe_return_to(request.POST.get("next") or request.GET.get("next")) or HOME
    to = address_to_tell(person(request))
    context: dict[str, Any] = {"next": return_to, "address": to.value if to else ""}
    if request.method != "POST":
        return show(request, "confirm", context)
    try:
        challenge = addresses.begin_step_up(person(request), request=request, return_to=return_to)
    except DomainError as error:
        return with_retry(show(request, "confirm", context | {"refusal": error.message}, status=error.status), error)
    sessions.remember_challenge(request, challenge)
    return HttpResponseRedirect(reverse("auth_verify"))


@signed_in_only
@require_POST
def add_address(request: HttpRequest) -> HttpResponse:
    """Send a code to a further address; entering it adds the address."""
    form = AddressForm(request.POST)
    if not form.is_valid():
        return show(request, "account", account_context(request) | {"address_form": form}, status=422)
    try:
        address = read_either(form.cleaned_data["address"])
        challenge = addresses.begin_adding(person(request), address=address, request=request)
    except FreshCodeRequired as error:
        return refused(request, error)
    except DomainError as error:
        status = put_error(form, error)
        return show(request, "account", account_context(request) | {"address_form": form}, status=status)
    sessions.remember_challenge(request, challenge)
    return HttpResponseRedirect(reverse("auth_verify"))


def posted_address(request: HttpRequest) -> Address:
    return Address(request.POST.get("kind", ""), request.POST.get("value", ""))


@signed_in_only
@require_POST
def make_primary(request: HttpRequest) -> HttpResponse:
    try:
        addresses.make_primary(person(request), public_value=posted_address(request), request=request)
    except DomainError as error:
        return refused(request, error)
    return done("primary")


@signed_in_only
@require_POST
def remove_address(request: HttpRequest) -> HttpResponse:
    try:
        addresses.remove_address(person(request), public_value=posted_address(request), request=request)
    except DomainError as error:
        return refused(request, error)
    return done("removed")


@signed_in_only
@require_POST
def end_session(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Sign one browser or program out."""
    try:
        sessions.end_session(person(request), public_id=public_id)
    except DomainError as error:
        return refused(request, error)
    return done("ended")


@signed_in_only
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign everything out but this browser."""
    sessions.end_other_sessions(person(request), request=request)
    return done("ended")


@signed_in_only
@require_GET
def export_data(request: HttpRequest, form: str) -> HttpResponse:
    """Everything the platform holds about the person, as one JSON file or as an archive with their files."""
    user = person(request)
    kind, content = ("application/zip", as_zip(user)) if form == "zip" else ("application/json", as_json(user))
    headers = {"Content-Disposition": f'attachment; filename="foyer-account.{form}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


@signed_in_only
@require_http_methods(["GET", "HEAD", "POST"])
def delete_page(request: HttpRequest) -> HttpResponse:
    """Ask once more, then delete the account."""
    if request.method != "POST":
        return show(request, "delete", {})
    try:
        profile.delete_account(person(request), request=request)
    except FreshCodeRequired:
        return HttpResponseRedirect(f"{reverse('account_confirm')}?next={reverse('account_delete')}")
    except DomainError as error:
        return show(request, "delete", {"refusal": error.message}, status=error.status)
    logout(request)
    return show(request, "deleted", {})
