"""Forms about vouchers."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from notifications.errors import InvalidInput
from payments.money import Money, parse_money
from ticketing.actions.voucher_batches import LETTERS, MOST_CODES
from ticketing.choices import Discount
from ticketing.models import TicketCategory, Voucher
from ticketing.organize.forms.fields import MomentField


class VoucherForm(forms.ModelForm):
    """One voucher. `amount` is a percentage or money, as the discount says."""

    amount = forms.CharField(
        label=_("Value"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    valid_from = MomentField(label=_("Valid from"), required=False)
    valid_until = MomentField(label=_("Valid until"), required=False)

    class Meta:
        model = Voucher
        fields: ClassVar[list[str]] = [
            "code",
            "note",
            "discount",
            "amount",
            "max_uses",
            "valid_from",
            "valid_until",
            "categories",
            "unlocks_hidden",
            "reserves_seats",
        ]
        widgets: ClassVar[dict[str, Any]] = {"categories": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.fields["amount"].help_text = _("Percent, or an amount in %(currency)s.") % {"currency": currency}
        self.initial["amount"] = self._typed()
        categories = self.fields["categories"]
        categories.queryset = TicketCategory.objects.for_event(self.instance.event_id)  # type: ignore[attr-defined]

    def _typed(self) -> str:
        if self.instance.discount in {Discount.AMOUNT, Discount.FIXED}:
            return Money(self.instance.value, self.currency).amount
        return str(self.instance.value) if self.instance.value else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        try:
            self.instance.value = self._value(data.get("discount") or "", (data.get("amount") or "").strip())
        except ValidationError as error:
            self.add_error("amount", error)
        if data.get("reserves_seats") and not data.get("max_uses"):
            self.add_error("max_uses", _("To keep seats, say for how many tickets."))
        if data.get("reserves_seats") and not data.get("categories"):
            self.add_error("categories", _("To keep seats, say of which categories."))
        start, end = data.get("valid_from"), data.get("valid_until")
        if start and end and end <= start:
            self.add_error("valid_until", _("The end comes after the beginning."))
        return data

    def _value(self, discount: str, typed: str) -> int:
        """Percent or minor units. Raises ValidationError."""
        if discount == Discount.NONE:
            return 0
        if discount == Discount.PERCENT:
            number = typed.removesuffix("%").strip()
            if not number.isdecimal() or not 0 <= int(number) <= 100:
                raise ValidationError(_("Enter a percentage from 0 to 100."))
            return int(number)
        try:
            return parse_money(typed.replace(",", "."), self.currency).minor
        except InvalidInput as error:
            raise ValidationError(error.fields.get("amount", error.message)) from error


class VoucherBatchForm(VoucherForm):
    """Many vouchers alike; the codes are drawn."""

    number = forms.IntegerField(label=_("How many codes"), min_value=1, max_value=MOST_CODES, initial=20)
    begins = forms.RegexField(
        r"^[A-Za-z0-9\-]*$",
        label=_("Codes begin with"),
        required=False,
        max_length=40 - LETTERS,
        help_text=_("Letters, digits and hyphens, like PRESS-; the rest is drawn."),
    )

    class Meta(VoucherForm.Meta):
        fields: ClassVar[list[str]] = [name for name in VoucherForm.Meta.fields if name != "code"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("code", None)
        self.order_fields(["number", "begins"])
        self.fields["max_uses"].help_text = _("Tickets for each code. Empty: unlimited.")
