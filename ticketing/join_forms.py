"""What is asked for at the door of a session online."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from notifications.errors import InvalidInput
from ticketing.visitors import LONGEST_NAME, checked_name


class NameForm(forms.Form):
    """The name of a guest."""

    use_required_attribute = False
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("Others in the session see it."),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Enter a name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def clean_name(self) -> str:
        try:
            return checked_name(self.cleaned_data["name"])
        except InvalidInput as error:
            raise ValidationError(error.message) from None


class TicketForm(forms.Form):
    """A ticket's number and the address it was mailed to."""

    use_required_attribute = False
    number = forms.CharField(
        label=_("Ticket number"),
        max_length=40,
        error_messages={"required": _("Enter the number on your ticket.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "ticket-number",
            }
        ),
    )
    email = forms.CharField(
        label=_("E-mail address"),
        help_text=_("The one that the ticket was sent to."),
        max_length=254,
        error_messages={"required": _("Enter the address that the ticket was sent to.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
