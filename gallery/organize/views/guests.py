"""Who has joined, and closing the gallery for a device."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gallery.guest_list import ORDER, with_uploads
from gallery.models import Gallery, GuestSession
from gallery.organize.addresses import address_of
from gallery.organize.views.none import with_gallery
from gallery.rules import MODERATING_ROLES
from notifications.errors import NotFound
from site_pages.organizer.form_pages import do_at_once
from site_pages.organizer.paging import other_parameters, page_of
from site_pages.organizer.workspace import Workspace, organizer_view, show

Change = Callable[[Gallery, UUID], GuestSession]


@organizer_view("photos", roles=MODERATING_ROLES)
@require_safe
@with_gallery
def guests(request: HttpRequest, workspace: Workspace, gallery: Gallery) -> HttpResponse:
    """The latest first; searched by name. Two queries of its own."""
    words = request.GET.get("q", "").strip()[:60]
    found = with_uploads(GuestSession.objects.filter(gallery=gallery)).order_by(*ORDER)
    if words:
        found = found.filter(display_name__icontains=words)
    context = {
        "gallery": gallery,
        "tab": "guests",
        "page_of": page_of(request, found),
        "words": words,
        "query": other_parameters(request.GET),
    }
    return show(request, workspace, "gallery/organize/guests", context)


@organizer_view("photos", roles=MODERATING_ROLES)
@require_POST
@with_gallery
def change_guest(
    request: HttpRequest, workspace: Workspace, gallery: Gallery, guest_id: UUID, change: Change
) -> HttpResponse:
    """Close the gallery for this device, or open it again; back to where the button was."""
    try:
        changed = change(gallery, guest_id)
    except NotFound as error:
        raise Http404 from error
    name = changed.display_name or _("This guest")
    said = _("%(name)s may send photos again.") if changed.is_active else _("%(name)s cannot send photos any more.")
    return do_at_once(request, lambda: said % {"name": name}, back=back_to(request, workspace))


def back_to(request: HttpRequest, workspace: Workspace) -> str:
    """The list as it was searched and turned to."""
    here = address_of("guests", workspace.event)
    wanted = request.POST.get("back", "")
    is_own = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith(f"{here}?")
    return wanted if is_own else here
