"""What settings cost, as the pages show it and before anybody pays it."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from gallery.actions.change import fee_of
from gallery.models import Gallery
from gallery.proposals import Plan, faults_in_capacity
from payments.money import Money
from payments.selectors import ProviderInfo, providers_for


@dataclass(frozen=True, slots=True)
class Part:
    """A line of the price; `name` is the part's in the API's quote."""

    name: str
    label: str
    money: Money


@dataclass(frozen=True, slots=True)
class Price:
    """`due` is to be paid now, `credit` is what is left of what was paid."""

    parts: tuple[Part, ...]
    total: Money
    paid: Money
    due: Money
    credit: Money
    providers: tuple[ProviderInfo, ...]

    @property
    def mark(self) -> str:
        """What somebody has seen who agrees to it; the page's script writes the same (static/js/gallery/price.js)."""
        return f"{self.due.amount} {self.due.currency}"


def price_of(plan: Plan, gallery: Gallery | None = None) -> Price | None:
    """The price of a plan, or of changing this gallery to it; None for numbers that no gallery can have.

    One query. Raises Conflict as `fee_of`.
    """
    if faults_in_capacity(plan):
        return None
    fee = plan.fee()
    total = fee_of(gallery, plan) if gallery else fee.money
    paid = gallery.paid_fee if gallery else 0
    currency = total.currency
    return Price(
        parts=parts_of(plan),
        total=total,
        paid=Money(paid, currency),
        due=Money(max(0, total.minor - paid), currency),
        credit=Money(max(0, paid - total.minor), currency),
        providers=tuple(providers_for(None, currency)),
    )


def parts_of(plan: Plan) -> tuple[Part, ...]:
    """What the price is made of, by the tariff of today."""
    fee, tariff = plan.fee(), settings.GALLERY_TARIFF
    return (
        Part("guests", _("Guests beyond %(free)d") % {"free": tariff.free_guests}, Money(fee.guests, fee.currency)),
        Part("images", _("Photos beyond %(free)d each") % {"free": tariff.free_shots}, Money(fee.shots, fee.currency)),
        Part("raw", _("Originals instead of smaller photos"), Money(fee.raw, fee.currency)),
    )
