"""Lists to take away."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from site_pages.organizer.workspace import Workspace, organizer_view
from ticketing.organize.exports import export_of
from ticketing.organize.files import as_csv, as_xlsx

FORMS = {"csv": as_csv, "xlsx": as_xlsx}


@organizer_view("orders")
@require_safe
def download(request: HttpRequest, workspace: Workspace, kind: str, form: str) -> HttpResponseBase:
    """`exports/attendees.csv`, and so on, searched, filtered and sorted as the address says."""
    export = export_of(workspace.event, kind, request.GET)
    if export is None or form not in FORMS:
        raise Http404
    return FORMS[form](export)
