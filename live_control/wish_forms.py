"""What is asked for by somebody who wants to hear of a recording."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.addresses import read_email
from notifications.errors import InvalidInput

if TYPE_CHECKING:
    from django.http import HttpRequest


class WishForm(forms.Form):
    """Where to write to."""

    use_required_attribute = False
    email = forms.CharField(
        label=_("E-mail address"),
        max_length=254,
        error_messages={"required": _("Enter your e-mail address.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self) -> str:
        try:
            return read_email(self.cleaned_data["email"]).value
        except InvalidInput as error:
            raise ValidationError(error.message) from None


def empty_form(request: HttpRequest) -> WishForm:
    """With the address of whoever is signed in."""
    email = request.user.email if request.user.is_authenticated else None
    return WishForm(initial={"email": email or ""}, auto_id="wish_%s")
