"""Forms about one order and its tickets."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from payments.money import Money
from ticketing.models import Order, Ticket
from ticketing.organize.forms.fields import MoneyField


class HolderForm(forms.Form):
    """A person: whose order it is, or who gets a ticket."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), max_length=254)


class NameForm(forms.Form):
    name = forms.CharField(label=_("Attendee's name"), max_length=200)


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Note"), max_length=2000, required=False, widget=forms.Textarea, help_text=_("Only organizers read it.")
    )


class TicketsForm(forms.Form):
    """Some of an order's tickets."""

    tickets = forms.MultipleChoiceField(label=_("Tickets"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, tickets: Sequence[Ticket], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_number = {ticket.number: ticket for ticket in tickets}
        self.fields["tickets"].choices = [(t.number, _label(t)) for t in tickets]  # type: ignore[attr-defined]

    def chosen(self) -> list[Ticket]:
        return [self.by_number[number] for number in self.cleaned_data["tickets"]]


class RefundForm(TicketsForm):
    """Which tickets go, how much comes back, and why. The key makes sending twice count once."""

    amount = MoneyField(label=_("Amount"), currency="EUR", required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=200, required=False, help_text=_("The buyer's bank may show it.")
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, order: Order, most: int, tickets: Sequence[Ticket], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"key": uuid.uuid4()})
        super().__init__(*args, tickets=tickets, **kwargs)
        self.fields["tickets"].required = False
        self.fields["tickets"].help_text = _("They are cancelled with it. None: money goes back, the tickets stay.")
        if not tickets:  # all of them are cancelled already: only money is left to go back
            del self.fields["tickets"]
        amount = self.fields["amount"]
        amount.currency = order.currency  # type: ignore[attr-defined]
        amount.help_text = _("Empty: what the tickets cost. At most %(most)s can go back.") % {
            "most": Money(most, order.currency)
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("tickets") and data.get("amount") is None and not self.errors:
            raise ValidationError(_("Choose tickets, or enter an amount."))
        return data


class AmountForm(forms.Form):
    """Money that came or went by other means."""

    amount = MoneyField(label=_("Amount"), currency="EUR")
    note = forms.CharField(
        label=_("How"), max_length=200, required=False, help_text=_("Like “bank transfer of 3 May”.")
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].currency = currency  # type: ignore[attr-defined]


class ReturnForm(AmountForm):
    """Money that an organizer has returned outside Foyer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["note"]


def _label(ticket: Ticket) -> str:
    parts = [ticket.attendee_name, ticket.category.name, ticket.number, str(Money(ticket.price, ticket.order.currency))]
    return " · ".join(part for part in parts if part)
