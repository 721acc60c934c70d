"""Orders, the tickets in them, and the seats they hold."""

import secrets
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone as clock
from django.utils.translation import gettext_lazy as _

from payments.money import Money
from ticketing.choices import (
    LIVE_TICKETS,
    OPEN_STATES,
    SETTLED_STATES,
    EmailStatus,
    OrderSource,
    OrderState,
    TicketState,
)
from ticketing.models.catalogue import CURRENCIES, Question, Quota, TicketCategory, Voucher
from ticketing.models.waiting import WaitingListEntry
from ticketing.numbers import new_order_number, new_ticket_number
from ticketing.querysets import OrderQuerySet, TicketQuerySet
from ticketing.storage import answer_path, answer_storage


class Order(models.Model):
    """What somebody bought or was given. Stays, without the person, when an account is deleted (spec 3)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=12, unique=True, default=new_order_number, editable=False)
    link_version = models.PositiveSmallIntegerField(default=1, editable=False)
    event = models.ForeignKey("site_pages.EventPage", on_delete=models.PROTECT, related_name="orders")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="orders"
    )
    buyer_email = models.EmailField(_("buyer's e-mail"), blank=True)
    buyer_name = models.CharField(_("buyer's name"), max_length=200, blank=True)
    invoice_to = models.TextField(_("invoice to"), blank=True, max_length=500)
    buyer_tax_id = models.CharField(_("buyer's tax number"), max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=OrderState.choices, default=OrderState.DRAFT)
    source = models.CharField(_("came in by"), max_length=10, choices=OrderSource.choices, default=OrderSource.SHOP)
    voucher = models.ForeignKey(Voucher, on_delete=models.SET_NULL, null=True, blank=True, related_name="orders")
    voucher_code = models.CharField(max_length=40, blank=True, editable=False)
    # Uses of the voucher that this order holds; given back with the tickets they were for.
    voucher_uses = models.PositiveSmallIntegerField(default=0, editable=False)
    waiting_entry = models.ForeignKey(
        WaitingListEntry, on_delete=models.SET_NULL, null=True, blank=True, related_name="orders"
    )
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES)
    total = models.BigIntegerField(_("total"), default=0)
    paid = models.BigIntegerField(_("received"), default=0)
    refunded = models.BigIntegerField(_("returned"), default=0)
    note = models.TextField(_("note"), blank=True, max_length=2000, help_text=_("Only organizers read it."))
    created_at = models.DateTimeField(_("placed"), default=clock.now, editable=False)
    # While seats are held and nothing is settled; empty afterwards.
    expires_at = models.DateTimeField(_("kept until"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    # The CMS lists these rows; it need not look up on every save where they are used.
    wagtail_reference_index_ignore = True

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["event", "-created_at"], name="order_of_event"),
            models.Index(fields=["event", "state"], name="order_state"),
            models.Index(fields=["buyer_email"], name="order_buyer"),
            models.Index(fields=["expires_at"], condition=Q(state__in=OPEN_STATES), name="order_expiry"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(total__gte=0, paid__gte=0, refunded__gte=0), name="order_sums"),
            models.CheckConstraint(condition=Q(refunded__lte=F("paid")), name="order_refund_within_paid"),
            models.CheckConstraint(
                condition=~Q(state__in=OPEN_STATES) | Q(expires_at__isnull=False), name="order_open_expires"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=SETTLED_STATES) | Q(settled_at__isnull=False), name="order_settled_at"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def money(self) -> Money:
        return Money(self.total, self.currency)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED_STATES


class OrderLine(models.Model):
    """So many tickets of one category, at the prices of that moment (minor units, per ticket)."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    category = models.ForeignKey(TicketCategory, on_delete=models.PROTECT, related_name="order_lines")
    name = models.CharField(max_length=120)
    quantity = models.PositiveSmallIntegerField()
    list_price = models.BigIntegerField()
    price = models.BigIntegerField()
    tax_rate = models.PositiveIntegerField(default=0)
    with_voucher = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", "category"], name="one_line_per_category"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, price__gte=0, list_price__gte=0), name="order_line_amounts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"

    @property
    def total(self) -> int:
        return self.price * self.quantity


def new_seed() -> bytes:
    """What makes a ticket's code its own."""
    return secrets.token_bytes(8)


class Ticket(models.Model):
    """One attendee's. A handed-over one keeps its row; its `successor` opens the doors."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=14, unique=True, default=new_ticket_number, editable=False)
    event = models.ForeignKey("site_pages.EventPage", on_delete=models.PROTECT, related_name="tickets")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="tickets")
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="tickets")
    category = models.ForeignKey(TicketCategory, on_delete=models.PROTECT, related_name="tickets")
    attendee_name = models.CharField(_("attendee"), max_length=200, blank=True)
    attendee_email = models.EmailField(_("attendee's e-mail"), blank=True)
    state = models.CharField(_("state"), max_length=12, choices=TicketState.choices, default=TicketState.VALID)
    email_status = models.CharField(_("e-mail"), max_length=12, choices=EmailStatus.choices, default=EmailStatus.ACTIVE)
    # Minor units of the order's currency; what a refund of this ticket returns.
    price = models.BigIntegerField(default=0)
    seed = models.BinaryField(max_length=8, default=new_seed, editable=False)
    predecessor = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="successor"
    )
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = TicketQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["event", "state"], name="ticket_of_event"),
            models.Index(fields=["attendee_email"], name="ticket_attendee"),
        ]
        constraints = [models.CheckConstraint(condition=Q(price__gte=0), name="ticket_price")]

    def __str__(self) -> str:
        return self.number

    @property
    def is_live(self) -> bool:
        """Opens doors, once its order is settled."""
        return self.issued_at is not None and self.state in LIVE_TICKETS


class Answer(models.Model):
    """What an attendee answered; kept with the ticket. `value` fits the question's kind."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    value = models.JSONField(null=True)
    file = models.FileField(storage=answer_storage, upload_to=answer_path, blank=True, max_length=255)

    class Meta:
        ordering = ["question__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["ticket", "question"], name="one_answer_per_question")]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.question_id}"


class SeatClaim(models.Model):
    """Seats of one quota held by an order, a voucher or an offer: the rows whose sum is the quota's `used`."""

    quota = models.ForeignKey(Quota, on_delete=models.CASCADE, related_name="claims")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, null=True, related_name="claims")
    voucher = models.ForeignKey(Voucher, on_delete=models.RESTRICT, null=True, related_name="claims")
    waiting_entry = models.ForeignKey(WaitingListEntry, on_delete=models.RESTRICT, null=True, related_name="claims")
    seats = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["quota_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", "quota"], name="one_claim_per_order_and_quota"),
            models.UniqueConstraint(fields=["voucher", "quota"], name="one_claim_per_voucher_and_quota"),
            models.UniqueConstraint(fields=["waiting_entry", "quota"], name="one_claim_per_entry_and_quota"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="claim_holds_seats"),
            models.CheckConstraint(
                condition=Q(order__isnull=False, voucher__isnull=True, waiting_entry__isnull=True)
                | Q(order__isnull=True, voucher__isnull=False, waiting_entry__isnull=True)
                | Q(order__isnull=True, voucher__isnull=True, waiting_entry__isnull=False),
                name="claim_has_one_holder",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seats} of {self.quota_id}"
