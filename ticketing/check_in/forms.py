"""Forms of the doors' pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from site_pages.models import EventPage, SessionPage
from ticketing.check_in.selectors import LogFilter, categories_opening
from ticketing.choices import ScanResult
from ticketing.models import CheckInList, TicketCategory


class ListForm(forms.Form):
    """A door."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("What people at the door call it."))
    categories = forms.MultipleChoiceField(
        label=_("Lets in"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: everybody with a ticket that admits in person."),
    )
    session = forms.ChoiceField(
        label=_("Only for a session"), required=False, help_text=_("Then only tickets that open it pass.")
    )
    allows_exit = forms.BooleanField(
        label=_("People are scanned out, too"), required=False, help_text=_("They may then come in again.")
    )

    def __init__(self, *args: Any, event: EventPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event_categories = {str(one.public_id): one for one in categories_opening(event.pk)}
        self.event_sessions = {
            str(one.public_id): one for one in SessionPage.objects.descendant_of(event).order_by("starts_at", "title")
        }
        choices = [(key, one.name) for key, one in self.event_categories.items()]
        self.fields["categories"].choices = choices  # type: ignore[attr-defined]
        sessions = [("", _("no session: the whole event")), *((k, s.title) for k, s in self.event_sessions.items())]
        self.fields["session"].choices = sessions  # type: ignore[attr-defined]

    def chosen_categories(self) -> list[TicketCategory]:
        return [self.event_categories[key] for key in self.cleaned_data["categories"]]

    def put_into(self, check_in_list: CheckInList) -> CheckInList:
        """What was entered, on the list; `save_list` stores it."""
        check_in_list.name = self.cleaned_data["name"]
        check_in_list.allows_exit = self.cleaned_data["allows_exit"]
        check_in_list.session = self.event_sessions.get(self.cleaned_data["session"])
        return check_in_list


def initial_of(check_in_list: CheckInList) -> dict[str, Any]:
    """The list as its form shows it."""
    return {
        "name": check_in_list.name,
        "categories": [str(category.public_id) for category in check_in_list.categories.all()],
        "session": str(check_in_list.session.public_id) if check_in_list.session else "",
        "allows_exit": check_in_list.allows_exit,
    }


class LogForm(forms.Form):
    """What of the log is wanted. Nothing that does not fit hides scans: it is left out."""

    q = forms.CharField(required=False, max_length=100, label=_("Name, number or device"))
    list = forms.UUIDField(required=False)
    result = forms.ChoiceField(required=False, choices=[("", _("every result")), *ScanResult.choices])
    conflicts = forms.BooleanField(required=False, label=_("only conflicts"))

    def wanted(self) -> LogFilter:
        self.is_valid()
        given = self.cleaned_data
        return LogFilter(
            list_id=given.get("list"),
            result=given.get("result", ""),
            only_conflicts=given.get("conflicts", False),
            search=given.get("q", ""),
        )
