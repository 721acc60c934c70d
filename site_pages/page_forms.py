"""The editor's forms of events and sessions. Drafts may be saved incomplete; publishing asks for everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from site_pages.event_dates import refusal_of
from site_pages.form_fields import ZonedDateTimeField, ZoneField

if TYPE_CHECKING:
    from site_pages.models import EventPage


class EventPageForm(WagtailAdminPageForm):
    """Times are read in the zone that is sent with them."""

    starts_at = ZonedDateTimeField(label=_("Starts"))
    ends_at = ZonedDateTimeField(label=_("Ends"))
    timezone = ZoneField(label=_("Time zone"), help_text=_("All times of the mini-site are shown in it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        times = shown_times(self)
        if zone_field := self.fields.get("timezone"):
            zone_field.keep(self.instance.timezone)
        sent = self.data.get(self.add_prefix("timezone"), "")
        zone = ZoneInfo(sent if sent in available_timezones() else self.instance.timezone)
        for name in times:
            self.fields[name].in_zone(zone, kept=getattr(self.instance, name))
        self._leave_to_owners()

    def clean_timezone(self) -> str:
        return self.cleaned_data["timezone"] or self.instance.timezone

    def _leave_to_owners(self) -> None:
        """Cancelling an event and scheduling its end on the site are for its owners (spec 2)."""
        if self.for_user is None or self.instance.pk is None:
            return
        if not self.instance.permissions_for_user(self.for_user).owns():
            for name in {"is_cancelled", "expire_at"} & set(self.fields):
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Only an owner of the event changes this.")


class SessionPageForm(WagtailAdminPageForm):
    """Times in the event's zone; rooms of its venue and tracks of its own."""

    starts_at = ZonedDateTimeField(label=_("Starts"), required=False)
    ends_at = ZonedDateTimeField(label=_("Ends"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = self._find_event()
        if self.event is None:
            return
        for name in shown_times(self):
            self.fields[name].in_zone(self.event.zone, kept=getattr(self.instance, name))
        if rooms := self.fields.get("room"):
            rooms.queryset = rooms.queryset.filter(venue_id=self.event.venue_id)
            if not self.event.venue_id:
                rooms.help_text = _("Rooms appear here once the event has a venue.")
        if tracks := self.fields.get("track"):
            tracks.queryset = tracks.queryset.filter(event=self.event)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.event is not None and not self.is_deferred_validation:
            # A draft may be anywhere; whatever publishes refuses it too (event_dates.py).
            refusal = refusal_of(cleaned.get("starts_at"), cleaned.get("ends_at"), event=self.event)
            for name, message in refusal.items():
                self.add_error(name, message)
        return cleaned

    def _find_event(self) -> EventPage | None:
        """The event above: two levels up from the session, one up from the schedule page it is created in."""
        if self.parent_page is not None:
            event: EventPage = self.parent_page.get_parent().specific
            return event
        return self.instance.get_parent().get_parent().specific if self.instance.pk else None


def shown_times(form: WagtailAdminPageForm) -> list[str]:
    """The form's time fields.

    Wagtail's API v3 makes a form of the sent fields only; declared ones that it did not ask for must go, or
    they would be missed in what was sent.
    """
    for name in ("starts_at", "ends_at", "timezone"):
        if name in form.fields and name not in form._meta.fields:
            del form.fields[name]
    return [name for name in ("starts_at", "ends_at") if name in form.fields]
