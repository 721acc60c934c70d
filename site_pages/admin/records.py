"""The menu group "Programme": speakers, sponsors, organizations, venues, tracks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import NumberColumn, UpdatedAtColumn
from wagtail.permissions import policy_registry, register_permission_policy
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from accounts.selectors import organized_event_ids
from site_pages.admin import choosers
from site_pages.admin.columns import ColorColumn, RoomsColumn
from site_pages.admin.filters import SpeakerFilterSet, TrackFilterSet, record_filters
from site_pages.admin.forms import EventRecordForm, SpeakerForm, TrackForm
from site_pages.admin.people import person_of
from site_pages.admin.policies import EDITING, EventRecordPolicy
from site_pages.admin.widgets import ColorInput
from site_pages.models import Organization, Speaker, Sponsor, Track, Venue
from site_pages.selectors import event_ids_showing

SHARED_HELP = _(
    "One record serves every event. Organizers of the event that manages it may edit it; "
    "all others may use it. What the person does at an event is said there."
)


class OneRecordMixin:
    """Wagtail's snippet views ask for the right on the type; this asks for it on the very record."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if "pk" in kwargs:
            record = get_object_or_404(self.model, pk=kwargs["pk"])  # type: ignore[attr-defined]
            policy = policy_registry.get(record)
            if not policy.user_has_permission_for_instance(request.user, "change", record):
                raise PermissionDenied
        super().setup(request, *args, **kwargs)  # type: ignore[misc]


class EventRecordViewSet(SnippetViewSet):
    """What the five have in common."""

    list_per_page = 50
    counted: ClassVar[str] = ""

    def construct_view(self, view_class: type[View], **kwargs: Any) -> Any:
        guarded = type(view_class.__name__, (OneRecordMixin, view_class), {})
        return super().construct_view(guarded, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        policy = policy_registry.get_by_type(self.model)
        records: QuerySet[Model] = policy.instances_user_has_permission_for(request.user, "change")
        return records.annotate(uses=Count(self.counted, distinct=True)) if self.counted else records


class SpeakerViewSet(EventRecordViewSet):
    """Speakers."""

    model = Speaker
    icon = "user"
    counted = "session_speakers"
    list_display = (
        "name",
        "headline",
        "organization",
        NumberColumn("uses", label=_("Sessions")),
        "home_event",
        UpdatedAtColumn(),
    )
    list_export = ("name", "slug", "headline", "organization", "email", "website", "uses", "home_event", "updated_at")
    export_headings: ClassVar[dict[str, Any]] = {"uses": _("Sessions")}
    export_filename = "speakers"
    filterset_class = SpeakerFilterSet
    chooser_viewset_class = choosers.SpeakerChooser
    edit_handler = ObjectList(
        [
            HelpPanel(SHARED_HELP),
            FieldRowPanel([FieldPanel("name"), FieldPanel("slug")]),
            FieldRowPanel([FieldPanel("headline"), FieldPanel("organization")]),
            FieldPanel("photo"),
            FieldPanel("bio"),
            FieldPanel("email"),
            MultiFieldPanel(
                [
                    FieldPanel("website"),
                    FieldRowPanel([FieldPanel("github"), FieldPanel("linkedin")]),
                    FieldRowPanel([FieldPanel("x"), FieldPanel("mastodon")]),
                ],
                heading=_("Links"),
            ),
            FieldPanel("home_event"),
        ],
        base_form_class=SpeakerForm,
    )


class SponsorViewSet(EventRecordViewSet):
    """Sponsors."""

    model = Sponsor
    icon = "pick"
    counted = "event_sponsors"
    list_display = ("name", "link", NumberColumn("uses", label=_("Events")), "home_event", UpdatedAtColumn())
    list_export = ("name", "link", "uses", "home_event", "updated_at")
    export_headings: ClassVar[dict[str, Any]] = {"uses": _("Events")}
    export_filename = "sponsors"
    filterset_class = record_filters(Sponsor)
    chooser_viewset_class = choosers.SponsorChooser
    edit_handler = ObjectList(
        [
            HelpPanel(SHARED_HELP),
            FieldRowPanel([FieldPanel("name"), FieldPanel("link")]),
            FieldPanel("logo"),
            FieldPanel("description"),
            FieldPanel("home_event"),
        ],
        base_form_class=EventRecordForm,
    )


class OrganizationViewSet(EventRecordViewSet):
    """Organizations."""

    model = Organization
    icon = "group"
    list_display = ("name", "link", "home_event", UpdatedAtColumn())
    list_export = ("name", "link", "home_event", "updated_at")
    export_filename = "organizations"
    filterset_class = record_filters(Organization)
    chooser_viewset_class = choosers.OrganizationChooser
    edit_handler = SponsorViewSet.edit_handler


class VenueViewSet(EventRecordViewSet):
    """Venues with their rooms."""

    model = Venue
    icon = "site"
    list_display = ("name", "city", RoomsColumn("rooms", label=_("Rooms")), "home_event", UpdatedAtColumn())
    list_export = ("name", "address", "city", "country", "map_link", "home_event", "updated_at")
    export_filename = "venues"
    filterset_class = record_filters(Venue)
    chooser_viewset_class = choosers.VenueChooser
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("address"),
            FieldRowPanel([FieldPanel("city"), FieldPanel("country")]),
            FieldPanel("map_link"),
            FieldPanel("image"),
            InlinePanel(
                "rooms",
                [
                    FieldRowPanel([FieldPanel("name"), FieldPanel("capacity")]),
                    FieldPanel("accessibility_notes"),
                ],
                heading=_("Rooms"),
                label=_("room"),
                help_text=_("In the order of the schedule's columns."),
            ),
            FieldPanel("travel"),
            FieldPanel("accessibility"),
            FieldPanel("home_event"),
        ],
        base_form_class=EventRecordForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        return super().get_queryset(request).prefetch_related("rooms")


class TrackViewSet(EventRecordViewSet):
    """Tracks of one event each."""

    model = Track
    icon = "list-ul"
    counted = "sessions"
    list_display = (
        "name",
        ColorColumn("color", label=_("Colour")),
        NumberColumn("uses", label=_("Sessions")),
        "event",
        UpdatedAtColumn(),
    )
    list_export = ("name", "color", "event", "uses")
    export_headings: ClassVar[dict[str, Any]] = {"uses": _("Sessions")}
    export_filename = "tracks"
    filterset_class = TrackFilterSet
    chooser_viewset_class = choosers.TrackChooser
    edit_handler = ObjectList(
        [
            FieldPanel("event"),
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("color", widget=ColorInput()), FieldPanel("sort_order")]),
        ],
        base_form_class=TrackForm,
    )


class ProgrammeGroup(SnippetViewSetGroup):
    """The menu entry."""

    items = (SpeakerViewSet, SponsorViewSet, OrganizationViewSet, VenueViewSet, TrackViewSet)
    menu_label = _("Programme")
    menu_icon = "calendar-alt"
    menu_order = 150


def register_policies() -> None:
    """Before anything asks for one: Wagtail keeps the first answer."""
    for shared in (Speaker, Sponsor, Organization, Venue):
        policy = EventRecordPolicy(shared, event_field="home_event", organizer_actions=EDITING)
        register_permission_policy(shared, policy)
    register_permission_policy(Track, EventRecordPolicy(Track, event_field="event", organizer_actions=EDITING))


def refuse_shared_deletion(request: HttpRequest, records: Iterable[Model]) -> HttpResponse | None:
    """Wagtail's hook before_delete_snippet: an organizer may not take a speaker out of somebody else's programme."""
    for record in records:
        policy = policy_registry.get(record)
        if not isinstance(policy, EventRecordPolicy) or policy.edits_all(person_of(request)):
            continue
        if event_ids_showing(record) - organized_event_ids(request.user):
            messages.error(request, _("%(record)s is used by another event and stays.") % {"record": record})
            return redirect(record.snippet_viewset.get_url_name("list"))  # type: ignore[attr-defined]
    return None
