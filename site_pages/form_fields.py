"""Form fields for times in an event's own zone, and for the zone itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone as clock
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput


class ZonedDateTimeField(forms.DateTimeField):
    """Shows and reads wall-clock time in `zone`, gives UTC.

    `kept` is the stored moment, used while the clock on the wall stays the same, so that an hour
    which happens twice is not moved by saving.
    """

    widget = AdminDateTimeInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.zone = ZoneInfo("UTC")
        self.kept: datetime | None = None

    def in_zone(self, zone: ZoneInfo, *, kept: datetime | None) -> None:
        """Set the zone of this form's copy of the field, and name it to the editor."""
        self.zone, self.kept = zone, kept
        self.help_text = _("Local time of the event (%(zone)s).") % {"zone": zone.key.replace("_", " ")}

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime) and clock.is_aware(value):
            return self._on_the_wall(value)
        return value

    def to_python(self, value: Any) -> datetime | None:
        if isinstance(value, datetime) and clock.is_aware(value):
            return value
        with clock.override(UTC):
            read = super().to_python(value)
        if read is None:
            return None
        wall = read.replace(tzinfo=None)
        if self.kept is not None and self._on_the_wall(self.kept).replace(second=0, microsecond=0) == wall:
            return self.kept
        moment = wall.replace(tzinfo=self.zone).astimezone(UTC)
        if self._on_the_wall(moment) != wall:
            message = _("The clocks skip this hour in %(zone)s.")
            raise ValidationError(message, code="skipped_hour", params={"zone": self.zone.key})
        return moment

    def _on_the_wall(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone).replace(tzinfo=None)


def zone_choices() -> list[tuple[str, Any]]:
    """Every place of the IANA database, by continent; UTC first."""
    continents: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(available_timezones()):
        continent, _slash, place = name.partition("/")
        if place and continent not in {"Etc", "SystemV", "US", "posix", "right"}:
            continents.setdefault(continent, []).append((name, place.replace("_", " ").replace("/", ", ")))
    return [("UTC", "UTC"), *((continent, places) for continent, places in continents.items())]


class ZoneField(forms.ChoiceField):
    """A time zone by continent and place; an unlisted name that is stored already may stay."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=zone_choices, **kwargs)

    def keep(self, name: str) -> None:
        listed = {value for _label, places in zone_choices()[1:] for value, _place in places} | {"UTC"}
        if name and name not in listed:
            self.choices = [*zone_choices(), (name, name)]
