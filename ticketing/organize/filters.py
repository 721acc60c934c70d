"""The filters above the lists: what they find is what page and export show.

What cannot be understood filters nothing and says so.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone as clock
from django.utils.translation import gettext_lazy as _

from site_pages.models import EventPage
from ticketing.choices import OrderSource, OrderState, TicketState
from ticketing.models import TicketCategory
from ticketing.organize.order_list import SORTS, OrderQuery, find_orders, with_ticket_counts
from ticketing.organize.ticket_list import TicketQuery, find_tickets
from ticketing.querysets import OrderQuerySet, TicketQuerySet

# Carts are not listed, so nobody looks for them.
ORDER_STATES = [choice for choice in OrderState.choices if choice[0] != OrderState.DRAFT]


class BareForm(forms.Form):
    """Fields without the frame that a form's own page gives them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
            field.widget.attrs.setdefault("class", "bare")
            field.widget.attrs.setdefault("aria-label", field.label)


class OrderFilterForm(BareForm):
    """Above the list of orders."""

    q = forms.CharField(
        label=_("Number, name, e-mail or ticket"),
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Number, name, e-mail or ticket")}),
    )
    state = forms.ChoiceField(label=_("State"), choices=[("", _("Any state")), *ORDER_STATES])
    category = forms.ModelChoiceField(
        TicketCategory.objects.none(), label=_("Category"), to_field_name="public_id", empty_label=_("Any category")
    )
    source = forms.ChoiceField(label=_("Came in by"), choices=[("", _("Any way in")), *OrderSource.choices])
    placed_from = forms.DateField(label=_("Placed from"), widget=forms.DateInput(attrs={"type": "date"}))
    placed_to = forms.DateField(label=_("Placed until"), widget=forms.DateInput(attrs={"type": "date"}))
    sort = forms.ChoiceField(choices=[(sort, sort) for sort in SORTS], widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *, event: EventPage) -> None:
        super().__init__(data)
        self.event = event
        self.fields["category"].queryset = TicketCategory.objects.for_event(event.pk)  # type: ignore[attr-defined]

    def query(self) -> OrderQuery:
        """What was asked for, days being days of the event's zone."""
        self.is_valid()
        data = self.cleaned_data
        category, last = data.get("category"), data.get("placed_to")
        return OrderQuery(
            words=data.get("q") or "",
            state=data.get("state") or "",
            source=data.get("source") or "",
            category=category.public_id if category else None,
            placed_from=self._midnight(data.get("placed_from")),
            placed_before=self._midnight(last + timedelta(days=1)) if last else None,
            sort=data.get("sort") or SORTS[0],
        )

    def found(self) -> OrderQuerySet:
        """Those orders, with `ticket_count`."""
        return with_ticket_counts(find_orders(self.event.pk, self.query()))

    def _midnight(self, day: Any) -> datetime | None:
        return clock.make_aware(datetime.combine(day, time.min), self.event.zone) if day else None


class TicketFilterForm(BareForm):
    """Above the list of attendees."""

    q = forms.CharField(
        label=_("Name, e-mail or number"),
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name, e-mail or number")}),
    )
    state = forms.ChoiceField(label=_("State"), choices=[("", _("Any state")), *TicketState.choices])
    category = forms.ModelChoiceField(
        TicketCategory.objects.none(), label=_("Category"), to_field_name="public_id", empty_label=_("Any category")
    )
    presence = forms.ChoiceField(
        label=_("At the door"),
        choices=[("", _("Here or not")), ("in", _("has been in")), ("never", _("not seen yet"))],
    )

    def __init__(self, data: QueryDict, *, event: EventPage) -> None:
        super().__init__(data)
        self.event = event
        self.fields["category"].queryset = TicketCategory.objects.for_event(event.pk)  # type: ignore[attr-defined]

    def query(self) -> TicketQuery:
        self.is_valid()
        data = self.cleaned_data
        category = data.get("category")
        return TicketQuery(
            words=data.get("q") or "",
            state=data.get("state") or "",
            category=category.public_id if category else None,
            presence=data.get("presence") or "",
        )

    def found(self) -> TicketQuerySet:
        """Those tickets, with category, order and `has_been_in`."""
        return find_tickets(self.event.pk, self.query()).select_related("category", "order")
