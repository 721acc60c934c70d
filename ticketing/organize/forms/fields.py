"""Fields that several forms share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from notifications.errors import InvalidInput
from payments.money import Money, parse_money


class MoneyField(forms.CharField):
    """An amount typed as people write it; cleaned, it is minor units of the currency, or None where left empty."""

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(*args, max_length=20, widget=widget, **kwargs)
        self.currency = currency

    def prepare_value(self, value: Any) -> Any:
        """What is stored becomes what people type."""
        return Money(value, self.currency).amount if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_money(
                text.replace(",", ".") if text.count(",") == 1 and "." not in text else text, self.currency
            ).minor
        except InvalidInput as error:
            raise ValidationError(error.fields.get("amount", error.message)) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "")


class PercentField(forms.DecimalField):
    """A share typed in percent; cleaned, it is hundredths of a percent as the models keep it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(*args, min_value=0, max_value=100, decimal_places=2, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """What is stored becomes what people type."""
        return f"{value / 100:g}" if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)

    def clean(self, value: Any) -> Any:
        return int((super().clean(value) or 0) * 100)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial)) != str(data)


class MomentField(forms.DateTimeField):
    """A moment in the event's time zone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(*args, widget=widget, **kwargs)


def put_fields(form: forms.Form, fields: Mapping[str, str]) -> None:
    """Say each refusal beside its field where the form has it, else above."""
    for name, text in fields.items():
        form.add_error(name if name in form.fields else None, text)


OPTIONAL_NOTE = _("Only organizers read it.")
