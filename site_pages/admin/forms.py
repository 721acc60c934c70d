"""Forms for records that belong to an event: which event that is, and slugs that nobody has to write."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.permissions import policy_registry

from accounts.models import User
from accounts.selectors import organized_event_ids
from site_pages.models import EventPage, Speaker


def free_slug(model: type[models.Model], text: str, *, keep: int | None = None) -> str:
    """A slug made from `text` that no other row has; `keep` is the row it is for."""
    base = slugify(text, allow_unicode=True)[:100] or "record"
    others = model._default_manager.exclude(pk=keep).filter(slug__startswith=base)
    taken = set(others.values_list("slug", flat=True))
    candidates = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(slug for slug in candidates if slug not in taken)


class EventRecordForm(WagtailAdminModelForm):
    """Offers an organizer only events of their own; with one event there is nothing to choose."""

    event_field: ClassVar[str] = "home_event"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.for_user is not None and not policy_registry.get(self.instance).edits_all(self.for_user):
            self._limit_events(self.for_user)

    def _limit_events(self, user: User) -> None:
        events = EventPage.objects.filter(pk__in=organized_event_ids(user)).order_by("-starts_at")
        only = events[0].pk if len(events) == 1 else None
        if only and getattr(self.instance, f"{self.event_field}_id") in {None, only}:
            setattr(self.instance, f"{self.event_field}_id", only)
            self.fields.pop(self.event_field, None)
        elif self.event_field in self.fields:
            label, help_text = self.fields[self.event_field].label, self.fields[self.event_field].help_text
            self.fields[self.event_field] = forms.ModelChoiceField(events, label=label, help_text=help_text)


class SpeakerForm(EventRecordForm):
    """The slug may stay empty; it is made from the name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Part of the speaker's address. Empty: made from the name.")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("slug") and "slug" not in self.errors:
            slug = free_slug(Speaker, cleaned.get("name", ""), keep=self.instance.pk)
            cleaned["slug"] = self.instance.slug = slug
        return cleaned


class TrackForm(EventRecordForm):
    """A track belongs to one event."""

    event_field = "event"
