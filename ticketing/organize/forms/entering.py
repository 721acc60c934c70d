"""Forms that make orders: sold by hand, and given away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ticketing.actions.after_sale import Holder
from ticketing.actions.entering import LONGEST_WAIT
from ticketing.actions.grants import MOST_GRANTED
from ticketing.answers import stored_email
from ticketing.catalogue import Item
from ticketing.models import TicketCategory
from ticketing.selection import MOST_TICKETS

# `Name <mail>`, `Name, mail` or `Name; mail`, as spreadsheets and address books give them.
LINE = re.compile(
    r"^\s*\"?(?P<name>[^<>\"]*?)\"?\s*(?:<(?P<in_brackets>[^<>]+)>|[,;\t]\s*(?P<plain>\S+@\S+))\s*[,;]?\s*$"
)


class ManualOrderForm(forms.Form):
    """Who orders, and how many of each category (`tickets_<public id>`)."""

    name = forms.CharField(label=_("Buyer's name"), max_length=200)
    email = forms.EmailField(label=_("Buyer's e-mail"), max_length=254)
    days = forms.IntegerField(
        label=_("Days to pay"),
        initial=7,
        min_value=1,
        max_value=LONGEST_WAIT.days,
        help_text=_("The buyer gets a mail with the way to pay; seats are kept this long."),
    )

    def __init__(self, *args: Any, items: Sequence[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            left = item.left
            note = "" if left is None else ngettext("%(left)d left", "%(left)d left", left) % {"left": left}
            self.fields[_name(item.category)] = forms.IntegerField(
                label=f"{item.category.name} · {item.category.money}",
                help_text=note,
                required=False,
                min_value=0,
                max_value=MOST_TICKETS,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "placeholder": "0"}),
            )
        self.order_fields([*(_name(item.category) for item in items), "name", "email", "days"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not self.quantities():
            raise ValidationError(_("Choose at least one ticket."))
        return data

    def quantities(self) -> dict[UUID, int]:
        """Chosen numbers by the categories' ids."""
        numbers = {item.category.public_id: self.cleaned_data.get(_name(item.category)) for item in self.items}
        return {public_id: number for public_id, number in numbers.items() if number}


class PaidOrderForm(ManualOrderForm):
    """For owners: the money may be there already."""

    is_paid = forms.BooleanField(
        label=_("Paid already"),
        required=False,
        help_text=_("By bank transfer or in cash: the tickets are sent at once."),
    )
    note = forms.CharField(label=_("How it was paid"), max_length=200, required=False)


class GrantForm(forms.Form):
    """A category, and people one on each line."""

    category = forms.ModelChoiceField(
        TicketCategory.objects.none(), label=_("Category"), to_field_name="public_id", empty_label=None
    )
    people = forms.CharField(
        label=_("People"),
        max_length=40_000,
        widget=forms.Textarea(attrs={"placeholder": "Ada Lovelace <ada@example.org>"}),
        help_text=_("One on each line: Name <e-mail>. Up to %(most)d at a time; each gets a ticket by mail.")
        % {"most": MOST_GRANTED},
    )

    def __init__(self, *args: Any, event_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = TicketCategory.objects.for_event(event_id)  # type: ignore[attr-defined]

    def clean_people(self) -> list[Holder]:
        lines = [line for line in self.cleaned_data["people"].splitlines() if line.strip()]
        if len(lines) > MOST_GRANTED:
            raise ValidationError(_("From 1 to %(most)d people at a time.") % {"most": MOST_GRANTED})
        holders, wrong = [], []
        for line in lines:
            holder = read_holder(line)
            if holder is None:
                wrong.append(line.strip()[:60])
            else:
                holders.append(holder)
        if wrong:
            raise ValidationError([_("Not a name with an address: %(line)s") % {"line": line} for line in wrong[:5]])
        return holders


def read_holder(line: str) -> Holder | None:
    """The person that a line names; None where it names none."""
    match = LINE.match(line)
    if match is None:
        return None
    name, email = " ".join(match["name"].split()), stored_email(match["in_brackets"] or match["plain"] or "")
    return Holder(name, email) if name and email else None


def _name(category: TicketCategory) -> str:
    return f"tickets_{category.public_id}"
