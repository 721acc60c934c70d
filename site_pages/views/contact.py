"""`/events/<event>/contact/`: the form, its errors, and the thanks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from accounts.client_ip import client_key
from notifications.errors import InvalidInput, TooManyRequests
from site_pages.contact import receive_contact_message
from site_pages.forms import ContactForm
from site_pages.models import ContactPage
from site_pages.selectors import event_of


def contact(request: HttpRequest, page: ContactPage) -> HttpResponse:
    """GET shows the form, POST sends it and redirects to the thanks; on an error everything typed stays."""
    if request.method != "POST":
        return answer(request, page, form=ContactForm(), status=200)
    form = ContactForm(request.POST)
    if form.is_trapped:
        return thanks(request)
    if not form.is_valid():
        return answer(request, page, form=form, status=422)
    return send(request, page, form=form)


def send(request: HttpRequest, page: ContactPage, *, form: ContactForm) -> HttpResponse:
    """Hand a valid form to the action."""
    event = event_of(page)
    assert event is not None, "by the tree rules a contact page is inside an event"
    fields = {name: form.cleaned_data[name] for name in ("name", "email", "subject", "text")}
    try:
        receive_contact_message(event, client=client_key(request), **fields)
    except InvalidInput as error:
        for name, text in error.fields.items():
            form.add_error(name, text)
        return answer(request, page, form=form, status=422)
    except TooManyRequests as error:
        form.add_error(None, error.message)
        response = answer(request, page, form=form, status=429)
        response["Retry-After"] = str(error.retry_after)
        return response
    return thanks(request)


def thanks(request: HttpRequest) -> HttpResponse:
    """The same for a trapped bot, which learns nothing."""
    return HttpResponseRedirect(f"{request.path}?sent=1")


def answer(request: HttpRequest, page: ContactPage, *, form: ContactForm, status: int) -> TemplateResponse:
    """The page with its form; personal, so no shared cache keeps it."""
    context = page.get_context(request) | {"form": form, "sent": request.GET.get("sent") == "1"}
    response = TemplateResponse(request, page.get_template(request), context, status=status)
    response["Cache-Control"] = "private, no-cache"
    return response
