"""`/api/organizer/events…`: events with photo galleries, their price, payment and lifecycle (spec 5).

Whoever is signed in with a proved address makes events and owns them. Scopes: `moderate-photos` sees, `write` changes
what costs nothing, `manage-photos` (owner) everything else. A right that is missing and an event that is not there
look the same.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone as clock
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from accounts.api_keys import Principal
from accounts.authentication import Caller, OrganizerAuth
from gallery.actions.change import change_gallery, fee_of, needs_owner
from gallery.actions.create import Key, Wish, create_gallery
from gallery.actions.lifecycle import archive_gallery, close_gallery
from gallery.actions.orders import pay_order
from gallery.api import organizer_event_schemas as schemas
from gallery.api.gallery_of import EVENT, gallery_of
from gallery.api.organizer_event_shapes import event_json, payment_json, quote_json
from gallery.models import Gallery
from gallery.own_galleries import own_galleries, shown
from gallery.own_orders import order_of, own_payment
from gallery.proposals import PRICED_FIELDS, Plan, check_capacity
from gallery.rules import EDIT, MANAGE, MODERATE
from notifications.errors import InvalidInput, NotAllowed
from payments.models import Payment
from payments.money import Money

router = Router(tags=["Photo galleries"], auth=OrganizerAuth())
Json = dict[str, Any]
EVENTS, PAYMENT = "/organizer/events", "/organizer/payments/{payment_id}"
LONGEST_KEY = 255
ONE: Any = {200: schemas.OrganizerEventOut, **schemas.REFUSALS}
MADE: Any = {201: schemas.OrganizerEventOut, 202: schemas.GalleryPaymentOut, **schemas.REFUSALS}
CHANGED: Any = {200: schemas.OrganizerEventOut, 202: schemas.GalleryPaymentOut, **schemas.REFUSALS}
PAID: Any = {200: schemas.GalleryPaymentOut, **schemas.REFUSALS}


@router.get(EVENTS, response={200: schemas.OrganizerEventsOut, **schemas.REFUSALS})
def list_own_events(request: HttpRequest, page: Query[schemas.GalleryPageIn]) -> Json:
    """Your events with galleries, the latest first."""
    caller = caller_of(request)
    if isinstance(caller, Principal) and not {MODERATE, MANAGE} & set(caller.key.scopes):
        raise NotAllowed(_("This key may not see photo galleries."))
    rows, next_cursor = own_galleries(caller, cursor=page.cursor, limit=page.limit)
    return {"items": [event_json(one) for one in shown(rows, caller=caller)], "next_cursor": next_cursor}


@router.post(EVENTS + "/quote", response={200: schemas.GalleryQuoteOut, **schemas.REFUSALS})
def quote(request: HttpRequest, given: schemas.GalleryQuoteIn) -> Json:
    """What these settings cost, by the server's own tariff; with `event_id`, what is due for changing that event."""
    wanted = {name: getattr(given, name) for name in PRICED_FIELDS}
    if given.event_id is None:
        today = clock.now().date()
        plan = Plan(today, today, **wanted)
        check_capacity(plan)
        fee = plan.fee()
        return quote_json(fee, total=fee.money, paid=Money(0, fee.currency))
    gallery = gallery_of(request, given.event_id, scope=MANAGE)
    plan = replace(Plan.of(gallery), **wanted)
    check_capacity(plan)
    total = fee_of(gallery, plan)
    return quote_json(plan.fee(), total=total, paid=Money(gallery.paid_fee, total.currency))


@router.post(EVENTS, response=MADE)
def create_own_event(request: HttpRequest, given: schemas.GalleryEventIn, response: HttpResponse) -> Status:
    """Make an event: the draft of its mini-site and its gallery.

    201 where it costs nothing. Else 202: the event comes into being when the payment settles; a payment that fails
    leaves none, and is tried again by `POST /organizer/payments/{payment_id}/retry` or by sending this again.
    With an `Idempotency-Key` (255 characters, kept for a day) the same request makes one event, however often it comes.
    """
    caller = caller_of(request)
    require_creator(caller)
    plan = Plan(
        given.event_date,
        given.end_date or given.event_date,
        given.max_guests,
        given.max_uploads_per_guest,
        given.compression_mode.value,
    )
    wish = Wish(given.name, plan, given.pin or "", given.cover_image, given.show_on_site)
    made = create_gallery(wish, by=caller.user, key=key_of(request), provider=given.provider)
    response["Cache-Control"] = "no-store"
    if isinstance(made, Payment):
        return Status(202, payment_json(made, order_of(made)))
    return Status(201, one_json(made, caller))


@router.get(EVENT, response=ONE)
def get_own_event(request: HttpRequest, event_id: UUID) -> Json:
    """One event with its settings, fees and times."""
    return one_json(visible_gallery(request, event_id), caller_of(request))


@router.patch(EVENT, response=CHANGED)
def change_own_event(
    request: HttpRequest, event_id: UUID, given: schemas.GalleryChangeIn, response: HttpResponse
) -> Status:
    """Change what is sent. Once it has opened, anything but `name` and `pin` is refused: EVENT_SETTINGS_LOCKED.

    202 where dearer settings wait for their money, after credit; what costs nothing counts at once, also then.
    Guests who have joined stay in when the PIN changes.
    """
    settings = given.model_dump(exclude_unset=True)
    provider = settings.pop("provider", "")
    gallery = gallery_of(request, event_id, scope=MANAGE if needs_owner(settings) else EDIT)
    caller = caller_of(request)
    payment = change_gallery(gallery, settings, by=caller.user, provider=provider)
    response["Cache-Control"] = "no-store"
    if payment is not None:
        return Status(202, payment_json(payment, order_of(payment)))
    return Status(200, one_json(gallery, caller))


@router.post(EVENT + "/close", response=ONE)
def close_own_event(request: HttpRequest, event_id: UUID) -> Json:
    """Take no photos any more. Doing it again changes nothing."""
    gallery = gallery_of(request, event_id, scope=MANAGE)
    close_gallery(gallery)
    return one_json(gallery, caller_of(request))


@router.post(EVENT + "/archive", response=ONE)
def archive_own_event(request: HttpRequest, event_id: UUID) -> Json:
    """Close it to guests altogether; its photos are deleted at `purge_at`. Doing it again changes nothing."""
    gallery = gallery_of(request, event_id, scope=MANAGE)
    archive_gallery(gallery)
    return one_json(gallery, caller_of(request))


@router.get(PAYMENT, response=PAID)
def get_own_payment(request: HttpRequest, payment_id: UUID) -> Json:
    """What became of a payment: `status` is that of what it is for, `event_id` the event once there is one."""
    payment, order = own_payment(caller_of(request), payment_id)
    return payment_json(payment, order)


@router.post(PAYMENT + "/retry", response={202: schemas.GalleryPaymentOut, **schemas.REFUSALS})
def retry_own_payment(
    request: HttpRequest, payment_id: UUID, given: schemas.GalleryRetryIn, response: HttpResponse
) -> Status:
    """Pay what was not paid, within a week: a new payment, or the one under way. Else ORDER_OVER."""
    _payment, order = own_payment(caller_of(request), payment_id)
    payment = pay_order(order, provider=given.provider)
    response["Cache-Control"] = "no-store"
    return Status(202, payment_json(payment, order_of(payment)))


def caller_of(request: HttpRequest) -> Caller:
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return caller


def require_creator(caller: Caller) -> None:
    """A person may; a key needs the scope, and to be for all events of its maker. Raises NotAllowed."""
    if isinstance(caller, Principal) and (MANAGE not in caller.key.scopes or caller.event_ids):
        raise NotAllowed(_("This key may not create events."))


def key_of(request: HttpRequest) -> Key | None:
    """The request's Idempotency-Key, if it has one. Raises InvalidInput for one that is no key."""
    key = request.headers.get("Idempotency-Key", "")
    if not key.isprintable() or len(key) > LONGEST_KEY:
        raise InvalidInput(_("The Idempotency-Key is too long or not text."))
    return Key(key, hashlib.sha256(request.body).hexdigest()) if key else None


def visible_gallery(request: HttpRequest, event_id: UUID) -> Gallery:
    """For whoever may see it at all; a key that may only make and pay sees what it made. Raises NotFound."""
    caller = caller_of(request)
    is_payer = isinstance(caller, Principal) and MODERATE not in caller.key.scopes
    return gallery_of(request, event_id, scope=MANAGE if is_payer else MODERATE)


def one_json(gallery: Gallery, caller: Caller) -> Json:
    return event_json(shown([gallery], caller=caller)[0])
