"""What the pages of the room share: never kept by any cache, errors beside the field, people who must be signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from notifications.errors import DomainError, TooManyRequests

View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """Kept nowhere, and its address is told to nobody else.

    `same-origin` and not `no-referrer`: under that one browsers send `Origin: null` with the page's own form.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "same-origin"
        return response

    return answer


def signed_in_only(view: View) -> View:
    """Others sign in first and come back."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_login(request.get_full_path() if request.method == "GET" else reverse("account"))
        return view(request, *args, **kwargs)

    return private(answer)


def to_login(return_to: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('auth_login')}?{urlencode({'next': return_to})}")


def person(request: HttpRequest) -> User:
    """Whoever is signed in; the view let nobody else in."""
    return cast("User", request.user)


def show(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, f"accounts/{template}.html", context, status=status)


def put_error(form: forms.Form, error: DomainError) -> int:
    """Say the refusal beside its field, or above the form; returns the status."""
    placed = False
    for name, text in error.fields.items():
        if name in form.fields:
            form.add_error(name, text)
            placed = True
    if not placed:
        form.add_error(None, error.message)
    return error.status


def with_retry(response: HttpResponse, error: DomainError) -> HttpResponse:
    if isinstance(error, TooManyRequests):
        response["Retry-After"] = str(error.retry_after)
    return response
