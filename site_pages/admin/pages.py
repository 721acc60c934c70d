"""Listings and views of events and sessions in the admin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import ExplorableIndexView, IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet, PageViewSet
from wagtail.models import Page, get_page_models

from site_pages.admin.copy import SitePageCopyView
from site_pages.admin.create import OnceCreateView
from site_pages.admin.edit import TellingEditView
from site_pages.admin.session_filters import EventFilterSet, SessionFilterSet
from site_pages.models import EventPage, SessionPage, SessionSpeaker
from site_pages.models.base import SitePage


def describe_sessions(sessions: Iterable[SessionPage]) -> None:
    """Attach what the columns show: event, local times, speakers. Four queries for any number of sessions."""
    listed = list(sessions)
    prefetch_related_objects(listed, "room", "track")
    events = {event.path: event for event in EventPage.objects.filter(path__in={page.event_path for page in listed})}
    names: dict[int, list[str]] = defaultdict(list)
    speakers = SessionSpeaker.objects.filter(session__in=[page.pk for page in listed]).order_by("sort_order")
    for session_id, name in speakers.values_list("session_id", "speaker__name"):
        names[session_id].append(name)
    for page in listed:
        event = events[page.event_path]
        page.event_title = event.title
        page.speaker_names = ", ".join(names[page.pk])
        page.local_start = page.starts_at and page.starts_at.astimezone(event.zone)
        page.local_end = page.ends_at and page.ends_at.astimezone(event.zone)


class TimeColumn(Column):
    """Start and end in the event's own zone, which is named."""

    cell_template_name = "site_pages/admin/columns/time.html"


class DescribedMixin:
    """Describes the sessions that are listed or exported."""

    def get_table(self, object_list: Iterable[SessionPage], **kwargs: Any) -> Any:
        describe_sessions(object_list)
        return super().get_table(object_list, **kwargs)  # type: ignore[misc]


class SessionIndexView(DescribedMixin, IndexView):
    """Sessions of all events of the person."""


class SessionExplorableView(DescribedMixin, ExplorableIndexView):
    """Sessions below one schedule page."""


SESSION_COLUMNS = [
    BulkActionsColumn("bulk_actions"),
    PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title"),
    TimeColumn("local_start", label=_("Time"), sort_key="starts_at"),
    Column("room", label=_("Room"), accessor="room.name"),
    Column("track", label=_("Track"), accessor="track.name"),
    Column("speakers", label=_("Speakers"), accessor="speaker_names"),
    PageStatusColumn("status", label=_("Status"), sort_key="live", width="10%"),
]
SESSION_EXPORT = (
    "title",
    "event_title",
    "local_start",
    "local_end",
    "get_session_type_display",
    "room",
    "track",
    "speaker_names",
    "live",
    "full_url",
)
SESSION_HEADINGS = {
    "event_title": _("Event"),
    "local_start": _("Starts (local time)"),
    "local_end": _("Ends (local time)"),
    "get_session_type_display": _("Type"),
    "speaker_names": _("Speakers"),
    "full_url": _("Address"),
}
EVENT_COLUMNS = [
    BulkActionsColumn("bulk_actions"),
    PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title"),
    TimeColumn(
        "event_time",
        label=_("Starts"),
        accessor=lambda event: event.starts_at.astimezone(event.zone),
        sort_key="starts_at",
    ),
    Column("city", label=_("City"), sort_key="city"),
    Column("category", label=_("Category"), accessor="get_category_display"),
    Column("event_status", label=_("Stands"), accessor="status"),
    PageStatusColumn("status", label=_("Status"), sort_key="live", width="10%"),
]
EVENT_EXPORT = ("title", "starts_at", "ends_at", "timezone", "city", "category", "format", "status", "full_url")


class SitePageViewSet(PageViewSet):
    """Every page of the site: a new one is made once, concurrent editors are told, copies are whole."""

    add_view_class = OnceCreateView
    edit_view_class = TellingEditView
    copy_view_class = SitePageCopyView


class SessionPageViewSet(SitePageViewSet):
    """Sessions, also as the explorer shows them below a schedule."""

    model = SessionPage
    index_view_class = SessionExplorableView
    ordering = "starts_at"
    columns: ClassVar[list[Any]] = SESSION_COLUMNS
    filterset_class = SessionFilterSet
    list_export = SESSION_EXPORT
    export_headings = SESSION_HEADINGS
    export_filename = "sessions"


class EventPageViewSet(SitePageViewSet):
    """Events, also as the explorer shows them below the list of events."""

    model = EventPage
    ordering = "-starts_at"
    columns: ClassVar[list[Any]] = EVENT_COLUMNS
    filterset_class = EventFilterSet
    list_export = EVENT_EXPORT
    export_filename = "events"


class SessionListing(PageListingViewSet):
    """Menu entry: all sessions of the person's events."""

    name = "sessions"
    model = SessionPage
    index_view_class = SessionIndexView
    icon = "comment"
    menu_label = _("Sessions")
    menu_order = 120
    add_to_admin_menu = True
    ordering = "starts_at"
    columns: ClassVar[list[Any]] = [
        *SESSION_COLUMNS[:2],
        Column("event", label=_("Event"), accessor="event_title"),
        *SESSION_COLUMNS[2:],
    ]
    filterset_class = SessionFilterSet
    list_export = SESSION_EXPORT
    export_headings = SESSION_HEADINGS
    export_filename = "sessions"


class EventListing(PageListingViewSet):
    """Menu entry: the person's events."""

    name = "events"
    model = EventPage
    icon = "date"
    menu_label = _("Events")
    menu_order = 110
    add_to_admin_menu = True
    ordering = "-starts_at"
    columns: ClassVar[list[Any]] = EVENT_COLUMNS
    filterset_class = EventFilterSet
    list_export = EVENT_EXPORT
    export_filename = "events"


def page_viewsets() -> list[Any]:
    """One viewset per page type of the site, and the two flat listings."""
    own: dict[type[Page], type[SitePageViewSet]] = {SessionPage: SessionPageViewSet, EventPage: EventPageViewSet}
    types = [model for model in get_page_models() if issubclass(model, SitePage)]
    return [own.get(model, SitePageViewSet)(model=model) for model in types] + [SessionListing(), EventListing()]
