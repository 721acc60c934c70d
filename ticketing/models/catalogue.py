"""What an event sells: its shop, categories, quotas, questions and vouchers."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from payments.money import EXPONENTS, LARGEST, Money
from ticketing.choices import Admits, Discount, QuestionKind, Visibility
from ticketing.querysets import CategoryQuerySet, QuestionQuerySet, QuotaQuerySet, VoucherQuerySet

CURRENCIES = [(code, code) for code in sorted(EXPONENTS)]
MOST_PER_ORDER = 100


class Shop(models.Model):
    """How one event sells. Made with the first look at its catalogue; the defaults suit most events."""

    event = models.OneToOneField("site_pages.EventPage", on_delete=models.CASCADE, related_name="shop")
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="EUR")
    hold_minutes = models.PositiveSmallIntegerField(
        _("minutes to finish an order"),
        default=15,
        validators=[MinValueValidator(5), MaxValueValidator(24 * 60)],
        help_text=_("Seats are kept for the buyer this long; slow ways of paying may ask for more."),
    )
    allows_transfer = models.BooleanField(_("tickets can be handed over"), default=True)
    cancel_until = models.DateTimeField(
        _("buyers may cancel until"),
        null=True,
        blank=True,
        help_text=_("Empty: only organizers cancel. Paid tickets are refunded in full."),
    )
    waiting_list = models.BooleanField(_("waiting list once sold out"), default=True)
    offer_hours = models.PositiveSmallIntegerField(
        _("hours to take an offer"), default=24, validators=[MinValueValidator(1), MaxValueValidator(24 * 14)]
    )
    terms_url = models.URLField(_("terms of sale"), blank=True)
    seller = models.TextField(
        _("seller"), blank=True, max_length=500, help_text=_("Name and address, as invoices carry them.")
    )
    seller_tax_id = models.CharField(_("seller's tax number"), max_length=60, blank=True)
    tax_name = models.CharField(_("name of the tax"), max_length=30, default="VAT")
    tax_rate = models.PositiveIntegerField(
        _("tax in the prices, in hundredths of a percent"),
        default=0,
        validators=[MaxValueValidator(10_000)],
        help_text=_("1900 means 19 %. Prices include it."),
    )
    # Raised by whatever changes what is sold, how or to whom (actions/catalogue.py); sales compare it.
    catalogue_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("ticket shop")
        verbose_name_plural = _("ticket shops")
        constraints = [
            models.CheckConstraint(condition=Q(tax_rate__lte=10_000), name="shop_tax_at_most_whole"),
            models.CheckConstraint(condition=Q(hold_minutes__range=(5, 1440)), name="shop_hold_minutes"),
        ]

    def __str__(self) -> str:
        return f"shop of event {self.event_id}"


class TicketCategory(models.Model):
    """A kind of ticket. One with tickets cannot be deleted, only withdrawn from sale (spec 3)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(
        "site_pages.EventPage", on_delete=models.CASCADE, related_name="ticket_categories", verbose_name=_("sold by")
    )
    other_events = models.ManyToManyField(
        "site_pages.EventPage",
        blank=True,
        related_name="+",
        verbose_name=_("also opens"),
        help_text=_("Other events that these tickets open as well."),
    )
    grants_full_event_access = models.BooleanField(_("opens the whole event"), default=True)
    sessions = models.ManyToManyField(
        "site_pages.SessionPage",
        blank=True,
        related_name="ticket_categories",
        verbose_name=_("opens these sessions"),
        help_text=_("Only where the ticket does not open the whole event."),
    )
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True, max_length=2000)
    price = models.BigIntegerField(_("price"), default=0, validators=[MinValueValidator(0)])
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="EUR")
    sale_starts_at = models.DateTimeField(_("sale starts"), null=True, blank=True)
    sale_ends_at = models.DateTimeField(_("sale ends"), null=True, blank=True)
    min_per_order = models.PositiveSmallIntegerField(_("fewest in an order"), default=1)
    max_per_order = models.PositiveSmallIntegerField(_("most in an order"), default=10)
    visibility = models.CharField(_("shown to"), max_length=10, choices=Visibility.choices, default=Visibility.PUBLIC)
    admits = models.CharField(_("admits"), max_length=10, choices=Admits.choices, default=Admits.BOTH)
    is_withdrawn = models.BooleanField(_("withdrawn from sale"), default=False)
    position = models.PositiveIntegerField(_("position"), default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("ticket category")
        verbose_name_plural = _("ticket categories")
        constraints = [
            models.CheckConstraint(condition=Q(price__range=(0, LARGEST)), name="category_price_in_range"),
            models.CheckConstraint(
                condition=Q(min_per_order__gte=1)
                & Q(max_per_order__gte=F("min_per_order"))
                & Q(max_per_order__lte=MOST_PER_ORDER),
                name="category_per_order",
            ),
            models.CheckConstraint(
                condition=Q(sale_starts_at__isnull=True)
                | Q(sale_ends_at__isnull=True)
                | Q(sale_ends_at__gt=F("sale_starts_at")),
                name="category_sale_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def money(self) -> Money:
        """What one costs, without a voucher."""
        return Money(self.price, self.currency)


class Quota(models.Model):
    """Seats that may be claimed, counted in `used`: changed by actions/claims.py alone (docs/locking.md).

    A quota with `own_category` is that category's quantity; others cap the categories they list together.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey("site_pages.EventPage", on_delete=models.CASCADE, related_name="quotas")
    own_category = models.OneToOneField(
        TicketCategory, on_delete=models.CASCADE, null=True, blank=True, editable=False, related_name="own_quota"
    )
    categories = models.ManyToManyField(
        TicketCategory, blank=True, related_name="quotas", verbose_name=_("caps these categories together")
    )
    name = models.CharField(_("name"), max_length=120, help_text=_("Like “Seats in the hall”."))
    size = models.PositiveIntegerField(_("seats"))
    used = models.PositiveIntegerField(_("claimed"), default=0, editable=False)

    objects = QuotaQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        constraints = [models.CheckConstraint(condition=Q(used__lte=F("size")), name="quota_never_oversold")]

    def __str__(self) -> str:
        return self.name

    @property
    def left(self) -> int:
        return self.size - self.used


class Question(models.Model):
    """Asked of every attendee, or of those with certain categories."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey("site_pages.EventPage", on_delete=models.CASCADE, related_name="ticket_questions")
    text = models.CharField(_("question"), max_length=200)
    help_text = models.CharField(_("help"), max_length=300, blank=True)
    kind = models.CharField(_("kind of answer"), max_length=10, choices=QuestionKind.choices, default=QuestionKind.TEXT)
    choices = ArrayField(
        models.CharField(max_length=200), blank=True, default=list, size=50, verbose_name=_("answers to choose from")
    )
    is_required = models.BooleanField(_("must be answered"), default=False)
    categories = models.ManyToManyField(
        TicketCategory, blank=True, related_name="questions", verbose_name=_("asked with"), help_text=_("Empty: all.")
    )
    is_asked = models.BooleanField(_("asked now"), default=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=("choice", "choices")) | ~Q(choices=[]), name="question_has_choices"
            )
        ]

    def __str__(self) -> str:
        return self.text


class Voucher(models.Model):
    """A code that changes prices, unlocks hidden categories or keeps seats for those who have it.

    One use is one ticket. `used` is counted like a quota's seats (docs/locking.md).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey("site_pages.EventPage", on_delete=models.CASCADE, related_name="vouchers")
    code = models.CharField(_("code"), max_length=40)
    note = models.CharField(_("note"), max_length=200, blank=True, help_text=_("Whom it is for, for you."))
    discount = models.CharField(_("discount"), max_length=10, choices=Discount.choices, default=Discount.PERCENT)
    # Percent, or minor units of the shop's currency.
    value = models.BigIntegerField(_("value"), default=0, validators=[MinValueValidator(0)])
    max_uses = models.PositiveIntegerField(_("uses"), null=True, blank=True, help_text=_("Tickets. Empty: unlimited."))
    used = models.PositiveIntegerField(_("used"), default=0, editable=False)
    valid_from = models.DateTimeField(_("valid from"), null=True, blank=True)
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    categories = models.ManyToManyField(
        TicketCategory,
        blank=True,
        related_name="vouchers",
        verbose_name=_("for these categories"),
        help_text=_("Empty: all."),
    )
    unlocks_hidden = models.BooleanField(_("unlocks hidden categories"), default=False)
    reserves_seats = models.BooleanField(
        _("keeps seats"), default=False, help_text=_("Seats for all its uses are taken out of sale now.")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = VoucherQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint("event", Upper("code"), name="voucher_code_once_in_event"),
            models.CheckConstraint(
                condition=Q(max_uses__isnull=True) | Q(used__lte=F("max_uses")), name="voucher_never_overused"
            ),
            models.CheckConstraint(
                condition=~Q(discount="percent") | Q(value__range=(0, 100)), name="voucher_percent_in_range"
            ),
            models.CheckConstraint(
                condition=Q(reserves_seats=False) | Q(max_uses__isnull=False), name="voucher_reserves_a_number"
            ),
        ]

    def __str__(self) -> str:
        return self.code
