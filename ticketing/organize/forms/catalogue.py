"""Forms about what is sold."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.selectors import owned_event_ids
from site_pages.models import EventPage, SessionPage
from ticketing.models import Question, Quota, Shop, TicketCategory
from ticketing.organize.forms.fields import MomentField, MoneyField, PercentField


class CategoryForm(forms.ModelForm):
    """A category as collaborators edit it; owners also set what it costs and how many there are."""

    sale_starts_at = MomentField(label=_("Sale starts"), required=False, help_text=_("Empty: at once."))
    sale_ends_at = MomentField(label=_("Sale ends"), required=False, help_text=_("Empty: with the event."))

    class Meta:
        model = TicketCategory
        fields: ClassVar[list[str]] = [
            "name",
            "description",
            "grants_full_event_access",
            "sessions",
            "other_events",
            "admits",
            "visibility",
            "sale_starts_at",
            "sale_ends_at",
            "min_per_order",
            "max_per_order",
        ]
        widgets: ClassVar[dict[str, Any]] = {
            "sessions": forms.CheckboxSelectMultiple,
            "other_events": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        event = self.instance.event
        chosen = self.instance.other_events.values("pk") if self.instance.pk else []
        own = EventPage.objects.filter(pk__in=owned_event_ids(user)).exclude(pk=event.pk)
        already = EventPage.objects.filter(pk__in=chosen)
        sessions, others = self.fields["sessions"], self.fields["other_events"]
        sessions.queryset = SessionPage.objects.for_event(event).order_by("starts_at", "pk")  # type: ignore[attr-defined]
        others.queryset = (own | already).order_by("starts_at", "pk")  # type: ignore[attr-defined]
        if not (own | already).exists():
            del self.fields["other_events"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("grants_full_event_access") and not data.get("sessions"):
            self.add_error("sessions", _("Choose the sessions that it opens, or let it open the whole event."))
        return data


class PricedCategoryForm(CategoryForm):
    """For owners."""

    price = MoneyField(label=_("Price"), currency="EUR", help_text=_("0 makes it free."))
    quantity = forms.IntegerField(
        label=_("Quantity"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        help_text=_("Empty: no limit of its own."),
    )

    class Meta(CategoryForm.Meta):
        pass

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        price = self.fields["price"]
        price.currency = self.instance.currency  # type: ignore[attr-defined]
        price.label = _("Price in %(currency)s") % {"currency": self.instance.currency}
        price.initial = self.instance.price
        own = getattr(self.instance, "own_quota", None) if self.instance.pk else None
        self.fields["quantity"].initial = own.size if own else None
        self.order_fields(["name", "description", "price", "quantity"])

    def clean_price(self) -> int:
        price = self.cleaned_data["price"]
        self.instance.price = price
        return int(price)


class QuotaForm(forms.ModelForm):
    """Seats that several categories share."""

    class Meta:
        model = Quota
        fields: ClassVar[list[str]] = ["name", "size", "categories"]
        widgets: ClassVar[dict[str, Any]] = {"categories": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        categories = self.fields["categories"]
        categories.queryset = TicketCategory.objects.for_event(self.instance.event_id)  # type: ignore[attr-defined]
        categories.required = True


class QuestionForm(forms.ModelForm):
    """A question; its answers to choose from one on each line."""

    choices = forms.CharField(
        label=_("Answers to choose from"),
        required=False,
        widget=forms.Textarea,
        help_text=_("One on each line; only for “one of several” and “some of several”."),
    )

    class Meta:
        model = Question
        fields: ClassVar[list[str]] = ["text", "help_text", "kind", "choices", "is_required", "categories", "is_asked"]
        widgets: ClassVar[dict[str, Any]] = {"categories": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["choices"] = "\n".join(self.instance.choices)
        categories = self.fields["categories"]
        categories.queryset = TicketCategory.objects.for_event(self.instance.event_id)  # type: ignore[attr-defined]

    def clean_choices(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["choices"].splitlines()]
        choices = list(dict.fromkeys(line for line in lines if line))
        if len(choices) > 50 or any(len(choice) > 200 for choice in choices):
            raise ValidationError(_("At most 50 answers of at most 200 characters."))
        return choices

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") in {"choice", "choices"} and data.get("choices") == []:
            self.add_error("choices", _("Give at least one answer to choose."))
        return data


class ShopForm(forms.ModelForm):
    """How the event sells."""

    cancel_until = MomentField(
        label=_("Buyers may cancel until"),
        required=False,
        help_text=_("Empty: only organizers cancel. Paid tickets are refunded in full."),
    )

    class Meta:
        model = Shop
        fields: ClassVar[list[str]] = [
            "currency",
            "hold_minutes",
            "allows_transfer",
            "cancel_until",
            "waiting_list",
            "offer_hours",
            "terms_url",
            "seller",
            "seller_tax_id",
            "tax_name",
            "tax_rate",
        ]

    terms_url = forms.URLField(label=_("Terms of sale"), required=False, assume_scheme="https")
    tax_rate = PercentField(
        label=_("Tax in percent"), required=False, help_text=_("Prices include it. 0: invoices name none.")
    )
