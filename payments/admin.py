"""Payments and refunds in Wagtail's admin: for platform administrators, to read, and to act on what needs a person."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup
from wagtail_modeladmin.views import InspectView

from accounts.models import User
from accounts.rules import is_platform_admin
from notifications.errors import DomainError
from payments.actions import close_review, review_again
from payments.models import EventProvider, Payment, ProviderEvent, Refund
from payments.money import EXPONENTS
from payments.providers import provider_choices


class PlatformOnly(PermissionHelper):
    """Platform administrators read; nobody writes or deletes a record of money."""

    def user_can_list(self, user: User) -> bool:
        return is_platform_admin(user)

    def user_can_inspect_obj(self, user: User, obj: Model) -> bool:
        return is_platform_admin(user)

    def user_can_create(self, user: User) -> bool:
        return False

    def user_can_edit_obj(self, user: User, obj: Model) -> bool:
        return False

    def user_can_delete_obj(self, user: User, obj: Model) -> bool:
        return False


class PaymentView(InspectView):
    """One payment with its refunds and what its provider told, and what can be done about it."""

    page_title = gettext_lazy("Payment")

    def get_template_names(self) -> list[str]:
        return ["payments/admin/payment.html"]

    def get_page_subtitle(self) -> str:
        return str(self.instance.money)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        payment = self.instance
        events = ProviderEvent.objects.filter(provider=payment.provider, reference=payment.reference)
        more = {"payment": payment, "refunds": payment.refunds.select_related("requested_by"), "events": events[:50]}
        return super().get_context_data(**kwargs) | more

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if request.POST.get("action") == "close":
                note = request.POST.get("note", "").strip()[:200]
                close_review(self.instance, note=note or _("no note"), by=cast("User", request.user))
                messages.success(request, _("The payment waits for nobody any more."))
            else:
                payment = review_again(self.instance)
                words = _("The provider was asked. The payment: %(state)s.")
                messages.success(request, words % {"state": payment.get_state_display()})
        except DomainError as error:
            messages.error(request, error.message)
        return redirect(request.path)


class MoneyAdmin(ModelAdmin):
    """What both lists share."""

    inspect_view_enabled = True
    history_view_enabled = False
    permission_helper_class = PlatformOnly
    list_per_page = 50
    ordering = ("-created_at", "-pk")
    related: ClassVar[tuple[str, ...]]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        records: QuerySet[Any] = super().get_queryset(request)
        return records.select_related(*self.related)


class PaymentAdmin(MoneyAdmin):
    """The list; its filter by state shows what needs a person."""

    model = Payment
    menu_icon = "tasks"
    menu_label = gettext_lazy("Payments")
    base_url_path = "payments"
    related = ("event",)
    list_display = ("money_text", "state", "provider", "buyer_email", "event_title", "created_at", "problem")
    list_filter = ("state", "provider", "currency", "created_at")
    list_export = (
        *(
            "public_id",
            "reference",
            "provider_ref",
            "charge_ref",
            "provider",
            "state",
            "amount",
            "currency",
            "refund_requested",
        ),
        *("buyer_email", "event_title", "created_at", "confirmed_at", "problem"),
    )
    export_filename = "payments"
    search_fields = ("reference", "provider_ref", "charge_ref", "subject", "buyer_email", "buyer_name")
    inspect_view_class = PaymentView

    def money_text(self, payment: Payment) -> str:
        return str(payment.money)

    def event_title(self, payment: Payment) -> str:
        return payment.event.title if payment.event else ""

    money_text.short_description = gettext_lazy("amount")  # type: ignore[attr-defined]
    event_title.short_description = gettext_lazy("event")  # type: ignore[attr-defined]


class RefundAdmin(MoneyAdmin):
    """Money on its way back."""

    model = Refund
    menu_icon = "undo"
    menu_label = gettext_lazy("Refunds")
    base_url_path = "refunds"
    related = ("payment", "requested_by")
    list_display = ("money_text", "state", "buyer", "reason", "requested_by", "created_at", "done_at", "problem")
    list_filter = ("state", "created_at")
    search_fields = ("payment__reference", "payment__buyer_email", "reason", "provider_ref")
    inspect_view_fields = (
        *("public_id", "payment", "money", "state", "reason", "provider_ref", "requested_by", "created_at"),
        *("attempts", "next_query_at", "done_at", "problem"),
    )

    def money_text(self, refund: Refund) -> str:
        return str(refund.money)

    def buyer(self, refund: Refund) -> str:
        return refund.payment.buyer_email

    money_text.short_description = gettext_lazy("amount")  # type: ignore[attr-defined]
    buyer.short_description = gettext_lazy("buyer")  # type: ignore[attr-defined]


class PlatformChooses(PermissionHelper):
    """Platform administrators choose which providers an event offers; the accounts there are the platform's."""

    def user_can_list(self, user: User) -> bool:
        return is_platform_admin(user)

    def user_can_create(self, user: User) -> bool:
        return is_platform_admin(user)

    def user_can_edit_obj(self, user: User, obj: Model) -> bool:
        return is_platform_admin(user)

    def user_can_delete_obj(self, user: User, obj: Model) -> bool:
        return is_platform_admin(user)


class EventProviderForm(WagtailAdminModelForm):
    """Only currencies and providers that there are."""

    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=[(code, code) for code in sorted(EXPONENTS)])
    provider = forms.ChoiceField(label=gettext_lazy("Provider"), choices=provider_choices)


class EventProviderAdmin(ModelAdmin):
    """Which providers an event offers for a currency; without any, those of the platform."""

    model = EventProvider
    menu_icon = "cog"
    menu_label = gettext_lazy("Providers of events")
    base_url_path = "event-providers"
    list_display = ("event", "currency", "provider", "position")
    list_filter = ("currency", "provider")
    list_select_related: ClassVar[list[str]] = ["event"]
    ordering = ("event__title", "currency", "position")
    permission_helper_class = PlatformChooses
    edit_handler = ObjectList(
        [FieldPanel("event"), FieldPanel("currency"), FieldPanel("provider"), FieldPanel("position")],
        base_form_class=EventProviderForm,
    )


class PaymentsGroup(ModelAdminGroup):
    """The menu entry."""

    menu_label = gettext_lazy("Payments")
    menu_icon = "tasks"
    menu_order = 700
    items = (PaymentAdmin, RefundAdmin, EventProviderAdmin)
