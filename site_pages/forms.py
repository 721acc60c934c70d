"""Forms of the public pages."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from site_pages.models import ContactMessage


class ContactForm(forms.ModelForm):
    """A message to an event's organizers. `website` is a honeypot: people do not see it, simple bots fill it."""

    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    class Meta:
        model = ContactMessage
        fields: ClassVar[list[str]] = ["name", "email", "subject", "text"]
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "text": forms.Textarea(attrs={"rows": 8}),
        }

    @property
    def is_trapped(self) -> bool:
        """The honeypot was filled."""
        return bool(self.data.get(self.add_prefix("website")))
