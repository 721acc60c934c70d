"""Choosing shared records inside a form, and making a new one without leaving it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.permissions import policy_registry
from wagtail.snippets.views import chooser

from site_pages.admin.forms import EventRecordForm, SpeakerForm
from site_pages.models import Organization, Speaker, Sponsor, Venue


class ForUserMixin:
    """The creation form needs to know whose events to offer."""

    def get_creation_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_creation_form_kwargs()  # type: ignore[misc]
        return kwargs | {"for_user": self.request.user}  # type: ignore[attr-defined]


class ChooseView(ForUserMixin, chooser.ChooseView):
    """All records: any event may show any speaker."""


class ChooseResultsView(ForUserMixin, chooser.ChooseResultsView):
    """The list alone."""


class CreateView(ForUserMixin, chooser.SnippetCreateView):
    """The form of the second tab."""


class RecordChooserViewSet(chooser.SnippetChooserViewSet):
    """Chooses shared records; may create one."""

    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    create_view_class = CreateView


class SpeakerQuickForm(SpeakerForm):
    """What is needed to put somebody on a session; the rest can follow."""

    class Meta(WagtailAdminModelForm.Meta):
        model = Speaker
        fields = ("name", "headline", "organization", "email", "home_event")


class SponsorQuickForm(EventRecordForm):
    """Name and address of a sponsor."""

    class Meta(WagtailAdminModelForm.Meta):
        model = Sponsor
        fields = ("name", "link", "home_event")


class OrganizationQuickForm(EventRecordForm):
    """Name and address of an organization."""

    class Meta(WagtailAdminModelForm.Meta):
        model = Organization
        fields = ("name", "link", "home_event")


class VenueQuickForm(EventRecordForm):
    """Where a venue is; rooms are added in its own form."""

    class Meta(WagtailAdminModelForm.Meta):
        model = Venue
        fields = ("name", "address", "city", "country", "home_event")


class SpeakerChooser(RecordChooserViewSet):
    """Speakers."""

    creation_form_class = SpeakerQuickForm


class SponsorChooser(RecordChooserViewSet):
    """Sponsors."""

    creation_form_class = SponsorQuickForm


class OrganizationChooser(RecordChooserViewSet):
    """Organizations."""

    creation_form_class = OrganizationQuickForm


class VenueChooser(RecordChooserViewSet):
    """Venues."""

    creation_form_class = VenueQuickForm


class OwnRecordsMixin:
    """Only records that the person may edit: another event's tracks are nobody's business."""

    model_class: ClassVar[type[Model]]

    def get_object_list(self) -> QuerySet[Model]:
        return self._own()

    def get_object(self, pk: str) -> Model:
        return self._own().get(pk=pk)

    def get_objects(self, pks: list[str]) -> QuerySet[Model]:
        return self._own().filter(pk__in=pks)

    def _own(self) -> QuerySet[Model]:
        policy = policy_registry.get_by_type(self.model_class)
        own: QuerySet[Model] = policy.instances_user_has_permission_for(self.request.user, "change")  # type: ignore[attr-defined]
        return own


class OwnChooseView(OwnRecordsMixin, chooser.ChooseView):
    """The modal."""


class OwnChooseResultsView(OwnRecordsMixin, chooser.ChooseResultsView):
    """The list alone."""


class OwnChosenView(OwnRecordsMixin, chooser.SnippetChosenView):
    """One choice."""


class OwnChosenMultipleView(OwnRecordsMixin, chooser.SnippetChosenMultipleView):
    """Several choices."""


class TrackChooser(chooser.SnippetChooserViewSet):
    """Tracks of the person's own events."""

    choose_view_class = OwnChooseView
    choose_results_view_class = OwnChooseResultsView
    chosen_view_class = OwnChosenView
    chosen_multiple_view_class = OwnChosenMultipleView
