"""Pages that are one form: shown, sent, refused beside the field with everything typed kept, or done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from accounts.views.pages import put_error, with_retry
from notifications.errors import DomainError
from site_pages.organizer.workspace import Workspace, show


@dataclass(frozen=True, slots=True)
class FormPage:
    """What stands around the form. `back` is where the way back and a done form lead; `danger` cannot be undone."""

    title: str
    back: str
    back_label: str
    submit: str
    lead: str = ""
    danger: bool = False
    template: str = "organizer/form_page"


def answer_form(
    request: HttpRequest,
    workspace: Workspace,
    form: forms.Form | forms.ModelForm,
    *,
    page: FormPage,
    act: Callable[[dict[str, Any]], str],
) -> HttpResponse:
    """Show the form, or do what was sent. `act` returns the sentence that says so, or raises a DomainError."""
    status, refusal = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = act(form.cleaned_data)
            except DomainError as error:
                status, refusal = put_error(form, error), error  # type: ignore[arg-type]
            else:
                messages.success(request, done)
                return HttpResponseRedirect(page.back)
    response = show(request, workspace, page.template, {"form": form, "form_page": page}, status=status)
    return with_retry(response, refusal) if refusal else response


def do_at_once(request: HttpRequest, act: Callable[[], str], *, back: str) -> HttpResponse:
    """A button without a form: done or refused, the next page says so."""
    try:
        messages.success(request, act())
    except DomainError as error:
        messages.error(request, error.message)
    return HttpResponseRedirect(back)
