"""`/organizer/events/<slug>/check-in/`: the scanner, its service worker, the lists, and the log of scans."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.views.pages import put_error
from notifications.errors import DomainError
from site_pages.models import EventPage
from site_pages.organizer.paging import other_parameters, page_of
from site_pages.organizer.registry import DOOR, ORGANIZERS
from site_pages.organizer.workspace import Workspace, organizer_view, show
from ticketing.actions.lists import delete_list, ensure_list, save_list
from ticketing.check_in.forms import ListForm, LogForm, initial_of
from ticketing.check_in.selectors import LogFilter, doors_of, first_entries, scan_log
from ticketing.check_in.shell import JSQR, NOBLE, SHELL
from ticketing.check_in.words import page_words
from ticketing.models import CheckInList

FOLDER = "ticketing/check_in"


@organizer_view("check-in", roles=DOOR)
@require_safe
def scanner(request: HttpRequest, workspace: Workspace) -> HttpResponse:
    """The page for the phone at the door. It reads everything else through the API, and keeps working without it."""
    get_token(request)
    slug = workspace.event.slug
    page = {
        "event": str(workspace.event.public_id),
        "api": f"/api/organizer/events/{workspace.event.public_id}/",
        "cookie": settings.CSRF_COOKIE_NAME,
        "worker": reverse("check_in:worker", args=[slug]),
        "jsqr": static(JSQR),
        "noble": static(NOBLE),
        "words": page_words(),
    }
    may_organize = workspace.role in ORGANIZERS
    return show(request, workspace, f"{FOLDER}/scanner", {"page": page, "may_organize": may_organize})


@organizer_view("check-in", roles=DOOR)
@require_safe
def worker(request: HttpRequest, workspace: Workspace) -> HttpResponse:
    """The page's service worker: served beside the page, so that its reach ends with the page."""
    script = SHELL.script(page=reverse("check_in:scanner", args=[workspace.event.slug]))
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@organizer_view("check-in", roles=DOOR)
@require_safe
def lists(request: HttpRequest, workspace: Workspace) -> HttpResponse:
    """The doors with their counts."""
    ensure_list(workspace.event)
    context = {"doors": doors_of(workspace.event.pk), "may_organize": workspace.role in ORGANIZERS}
    return show(request, workspace, f"{FOLDER}/lists", context)


@organizer_view("check-in", roles=ORGANIZERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_list(request: HttpRequest, workspace: Workspace) -> HttpResponse:
    """Make a list."""
    return edited(request, workspace, CheckInList(event=workspace.event))


@organizer_view("check-in", roles=ORGANIZERS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_list(request: HttpRequest, workspace: Workspace, list_id: UUID) -> HttpResponse:
    """Change a list."""
    return edited(request, workspace, list_in(workspace.event, list_id))


@organizer_view("check-in", roles=ORGANIZERS)
@require_POST
def remove_list(request: HttpRequest, workspace: Workspace, list_id: UUID) -> HttpResponse:
    """Delete a list at which nobody was scanned."""
    found = list_in(workspace.event, list_id)
    try:
        delete_list(found)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The list “%(name)s” was deleted.") % {"name": found.name})
    return redirect("check_in:lists", workspace.event.slug)


@organizer_view("check-in", roles=DOOR)
@require_safe
def log(request: HttpRequest, workspace: Workspace) -> HttpResponse:
    """Every scan, the latest first. Ten queries whatever the length."""
    event = workspace.event
    form = LogForm(request.GET)
    scans = page_of(request, scan_log(event.pk, form.wanted()))
    firsts = first_entries(list(scans))
    context = {
        "form": form,
        "page_of": scans,
        "rows": [(scan, firsts.get(scan.pk)) for scan in scans],
        "lists": CheckInList.objects.for_event(event.pk),
        "conflict_count": scan_log(event.pk, LogFilter(only_conflicts=True)).count(),
        "query": other_parameters(request.GET),
        "is_filtered": any(value for name, value in request.GET.items() if name != "page"),
    }
    return show(request, workspace, f"{FOLDER}/log", context)


def edited(request: HttpRequest, workspace: Workspace, check_in_list: CheckInList) -> HttpResponse:
    """The form of a list, and what comes of sending it."""
    is_new = check_in_list.pk is None
    initial = {} if is_new else initial_of(check_in_list)
    form = ListForm(request.POST if request.method == "POST" else None, event=workspace.event, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                save_list(form.put_into(check_in_list), categories=form.chosen_categories())
            except DomainError as error:
                status = put_error(form, error)
            else:
                messages.success(request, _("Saved."))
                return redirect("check_in:lists", workspace.event.slug)
    context = {"form": form, "list_id": None if is_new else check_in_list.public_id}
    return show(request, workspace, f"{FOLDER}/list", context, status=status)


def list_in(event: EventPage, list_id: UUID) -> CheckInList:
    found = CheckInList.objects.for_event(event.pk).filter(public_id=list_id).select_related("event", "session").first()
    if found is None:
        raise Http404
    return found
