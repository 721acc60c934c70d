"""Setting up what is sold: the shop, its categories, shared quotas and questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max, ProtectedError, Sum
from django.utils.translation import gettext as _

from notifications.errors import Conflict, InvalidInput
from payments.money import EXPONENTS, LARGEST
from ticketing.actions.catalogue import changing_catalogue, held_by, set_quantity
from ticketing.actions.entitlements import grant_for_tickets, revoke, scopes_of
from ticketing.choices import Discount
from ticketing.models import Entitlement, OrderLine, Question, Quota, SeatClaim, Shop, Ticket, TicketCategory, Voucher
from ticketing.signals import tickets_closed

if TYPE_CHECKING:
    from site_pages.models import EventPage, SessionPage


# Not the version: whoever opened the form may have an old one.
SHOP_FIELDS = [field.name for field in Shop._meta.concrete_fields if field.name not in {"id", "catalogue_version"}]


@dataclass(frozen=True, slots=True)
class Opens:
    """What a category opens besides its own event: sessions where it does not open all, and other events."""

    sessions: Sequence[SessionPage] = ()
    other_events: Sequence[EventPage] = ()


def save_shop(shop: Shop, *, former_currency: str) -> None:
    """Store the shop's settings. With another currency the amounts stay as people wrote them.

    Raises InvalidInput for a new currency once something was ordered.
    """
    with changing_catalogue(shop.event_id):
        if shop.currency != former_currency:
            _change_currency(shop, former_currency)
        shop.save(update_fields=SHOP_FIELDS)


def _change_currency(shop: Shop, former: str) -> None:
    """400.00 EUR become 400.00 KES; the exponent may differ."""
    if OrderLine.objects.filter(category__event_id=shop.event_id).exists():
        text = _("Tickets have been ordered in %(currency)s; the currency stays.") % {"currency": former}
        raise InvalidInput(text, fields={"currency": text})
    step = EXPONENTS[shop.currency] - EXPONENTS[former]
    for category in TicketCategory.objects.for_event(shop.event_id):
        category.currency, category.price = shop.currency, _rescaled(category.price, step)
        category.save(update_fields=["currency", "price"])
    for voucher in Voucher.objects.filter(event_id=shop.event_id, discount__in=(Discount.AMOUNT, Discount.FIXED)):
        voucher.value = _rescaled(voucher.value, step)
        voucher.save(update_fields=["value"])


def _rescaled(minor: int, step: int) -> int:
    moved = minor * 10**step if step >= 0 else minor // 10**-step
    if moved > LARGEST:
        text = _("A price is too large for this currency.")
        raise InvalidInput(text, fields={"currency": text})
    return moved


def save_category(category: TicketCategory, *, quantity: int | None, opens: Opens) -> TicketCategory:
    """Store a category, new or changed; tickets that exist open from now on what it opens.

    Raises InvalidInput for a quantity below what is sold.
    """
    with changing_catalogue(category.event_id):
        if category.pk is None:
            last = TicketCategory.objects.for_event(category.event_id).aggregate(last=Max("position"))["last"]
            category.position = 0 if last is None else last + 1
        category.save()
        category.sessions.set([] if category.grants_full_event_access else opens.sessions)
        category.other_events.set(opens.other_events if category.grants_full_event_access else [])
        set_quantity(category, quantity)
        _renew_rights(category)
        tickets_closed.send(sender=TicketCategory, event_id=category.event_id)
    return category


def _renew_rights(category: TicketCategory) -> None:
    """Make what valid tickets of the category open equal what it opens now."""
    tickets = list(Ticket.objects.live().filter(category=category))
    if not tickets:
        return
    scopes = set(scopes_of({category.pk})[category.pk])
    live = Entitlement.objects.live().filter(ticket__in=tickets)
    revoke([row for row in live if (row.event_id, row.session_id) not in scopes])
    grant_for_tickets(category.event_id, tickets)


def restore_category(category: TicketCategory) -> None:
    """Put a withdrawn category on sale again."""
    with changing_catalogue(category.event_id):
        TicketCategory.objects.filter(pk=category.pk).update(is_withdrawn=False)
    category.is_withdrawn = False


def shift_category(category: TicketCategory, *, by: int) -> None:
    """Move the category so many places down its event's list, or up with a negative number."""
    with transaction.atomic():
        ordered = list(TicketCategory.objects.for_event(category.event_id).select_for_update())
        at = ordered.index(category)
        ordered.insert(max(0, min(at + by, len(ordered) - 1)), ordered.pop(at))
        for position, one in enumerate(ordered):
            one.position = position
        TicketCategory.objects.bulk_update(ordered, ["position"])


def save_quota(quota: Quota, *, categories: Sequence[TicketCategory]) -> Quota:
    """Store a shared quota. What its categories have sold or hold already counts against it.

    Raises InvalidInput for a size below that.
    """
    with changing_catalogue(quota.event_id):
        wanted = quota.size
        if quota.pk is None:
            quota.save()
        quota.claims.filter(order__isnull=False).delete()
        claims = [SeatClaim(quota=quota, order_id=order, seats=seats) for order, seats in held_by(categories).items()]
        kept = quota.claims.aggregate(sum=Sum("seats"))["sum"] or 0
        used = kept + sum(claim.seats for claim in claims)
        if used > wanted:
            text = _("%(used)d are sold or held already.") % {"used": used}
            raise InvalidInput(text, fields={"size": text})
        SeatClaim.objects.bulk_create(claims)
        quota.categories.set(categories)
        Quota.objects.filter(pk=quota.pk).update(name=quota.name, size=wanted, used=used)
        tickets_closed.send(sender=Quota, event_id=quota.event_id)
    quota.refresh_from_db()
    return quota


def delete_quota(quota: Quota) -> None:
    """Delete a shared quota: its categories are no longer capped together."""
    with changing_catalogue(quota.event_id):
        quota.claims.all().delete()
        quota.delete()
        tickets_closed.send(sender=Quota, event_id=quota.event_id)


def save_question(question: Question, *, categories: Sequence[TicketCategory]) -> Question:
    """Store a question. Raises Conflict for another kind of answer once somebody has answered."""
    with changing_catalogue(question.event_id):
        former = Question.objects.filter(pk=question.pk).values_list("kind", flat=True).first()
        if former is not None and former != question.kind and question.answers.exists():
            text = _("This has been answered; ask a new question instead.")
            raise InvalidInput(text, fields={"kind": text})
        question.save()
        question.categories.set(categories)
    return question


def delete_question(question: Question) -> None:
    """Delete a question that nobody answered. Raises Conflict; such a one is no longer asked instead."""
    try:
        with changing_catalogue(question.event_id):
            question.delete()
    except ProtectedError as error:
        raise Conflict(_("This has been answered. Stop asking it instead; the answers stay.")) from error


def is_untouched(category: TicketCategory) -> bool:
    """Whether nobody has ever ordered it, so that it can be deleted. One query."""
    return not OrderLine.objects.filter(category=category).exists()
