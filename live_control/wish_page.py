"""`/events/<event>/sessions/<session>/recording-wish/`: asking to be told when the recording can be watched.

The form stands in the session's page between its end and its recording (recording_wait.py), and here once more where
something about it was wrong.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.visitors import visitor_of
from live_control.actions.wishes import wish_from_page
from live_control.wish_forms import WishForm, empty_form
from notifications.errors import DomainError, TooManyRequests
from site_pages.addresses import path_of
from site_pages.models import EventPage, SessionPage
from ticketing.selectors import session_at


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wish_page(request: HttpRequest, event_slug: str, session_slug: str) -> HttpResponse:
    """Ask; 404 where no recording is announced, and to the session's page where there is one already."""
    session, event = read_session(request, event_slug, session_slug)
    if session.has_recording:
        return HttpResponseRedirect(path_of(session))
    if request.method != "POST":
        return show(request, session, event, form=empty_form(request))
    form = WishForm(request.POST, auto_id="wish_%s")
    if not form.is_valid():
        return show(request, session, event, form=form, status=422)
    try:
        wish_from_page(session, form.cleaned_data["email"], network=visitor_of(request).network)
    except DomainError as error:
        form.add_error(None, error.message)
        response = show(request, session, event, form=form, status=error.status)
        if isinstance(error, TooManyRequests):
            response["Retry-After"] = str(error.retry_after)
        return response
    return show(request, session, event, form=None, email=form.cleaned_data["email"])


def read_session(request: HttpRequest, event_slug: str, session_slug: str) -> tuple[SessionPage, EventPage]:
    """The session at this address, if this visitor may read its page and it announces a recording; else 404."""
    found = session_at(event_slug, session_slug)
    if found is None or found[0].is_cancelled or not (found[0].is_recorded or found[0].has_recording):
        raise Http404
    if not all(one.accept_request(request) for one in found[0].get_view_restrictions()):
        raise Http404
    return found


def show(
    request: HttpRequest,
    session: SessionPage,
    event: EventPage,
    *,
    form: WishForm | None,
    email: str = "",
    status: int = 200,
) -> HttpResponse:
    """The form, or where we shall write to."""
    context = {
        "page": session,
        "session": session,
        "event": event,
        "session_path": path_of(session),
        "wish_path": request.path,
        "form": form,
        "email": email,
    }
    response = render(request, "live_control/wish/page.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
