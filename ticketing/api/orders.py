"""`/api/events/{slug}/tickets`, `/api/orders…` and `/api/me/tickets`: buying without Foyer's own pages."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router, Status

from accounts.authentication import PersonAuth, bearer_in
from accounts.models import User
from accounts.selectors import verified_emails
from notifications.errors import DomainError, InvalidInput, NotAllowed, NotFound
from payments.selectors import payment_address
from site_pages.addresses import absolute
from site_pages.api.answers import has_current
from site_pages.models import EventPage
from ticketing import limits
from ticketing.actions import audit
from ticketing.actions.checkout import PlacedOrder, Placement, place
from ticketing.actions.idempotency import Key, read_key, stored_answer
from ticketing.actions.payment import cancel_unpaid, pay_order
from ticketing.api import order_schemas as schemas
from ticketing.api.order_json import my_ticket_json, order_json, shop_json, whole_order_json
from ticketing.choices import OrderSource
from ticketing.codes import signing_keys
from ticketing.counter import public_event
from ticketing.errors import SoldOut
from ticketing.links import is_order_secret, is_waiting_secret, order_secret
from ticketing.models import Order, WaitingListEntry
from ticketing.numbers import as_order_number
from ticketing.selection import Basket
from ticketing.selectors import tickets_of
from ticketing.storefront import FRESH_SECONDS

router = Router(tags=["Tickets"])
asked_by_person = PersonAuth()
Json = dict[str, Any]


def buyer_of(request: HttpRequest) -> User | None:
    """For ninja's `auth=`: an access token, a session with its CSRF token, or anybody.

    A guest's order uses no right of theirs, so any page may send it; only JSON is read, which another site's form
    cannot send. Raises SignInRequired, NotAllowed.
    """
    if bearer_in(request) or request.user.is_authenticated:
        return asked_by_person(request).user
    if request.content_type != "application/json":
        raise NotAllowed("Send JSON.", code="CSRF_FAILED")
    return None


def guest_or_person(request: HttpRequest) -> bool:
    """Ninja takes a falsy answer for a refusal, so a guest is said otherwise."""
    request.buyer = buyer_of(request)  # type: ignore[attr-defined]
    return True


@router.get("/events/{slug}/tickets", response={200: schemas.TicketsOut, **schemas.REFUSALS})
def list_tickets(request: HttpRequest, slug: str) -> HttpResponse:
    """What the event sells and how much of it is left, a second old at most."""
    key = f"tickets-api:{hashlib.blake2b(slug.encode(), digest_size=12).hexdigest()}"
    kept: tuple[str, bytes] | None = cache.get(key)
    if kept is None:
        shown = schemas.TicketsOut(**shop_json(public_event(slug))).model_dump(mode="json")
        body = JsonResponse(shown, encoder=DjangoJSONEncoder).content
        kept = (f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"', body)
        cache.set(key, kept, FRESH_SECONDS)
    etag, body = kept
    is_current = has_current(request, etag)
    response = HttpResponse(status=304) if is_current else HttpResponse(body, content_type="application/json")
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response


@router.post("/orders", auth=guest_or_person, response={201: schemas.PlacedOrder, **schemas.REFUSALS})
def create_order(request: HttpRequest, given: schemas.OrderIn, response: HttpResponse) -> Status:
    """Order in one request: finished at once where it costs nothing, else waiting for its money.

    With an `Idempotency-Key` (255 characters, kept for a day) the same request sent again makes no second order: it
    is answered with the first one, as it stands then.
    """
    buyer: User | None = request.buyer  # type: ignore[attr-defined]
    key = key_of(request, given, buyer)
    response["Cache-Control"] = "no-store"
    try:
        refuse_sold_out(given)
        limits.limit(request, limits.ORDERS)
        placed = placed_by(given, buyer, key)
    except DomainError:
        # Whatever stands in the way now: what was done under this key before is told again.
        stored = stored_answer(key) if key else None
        if stored is None:
            raise
        order = made_before(stored)
        return Status(201, with_secret(order, order_json(order)))
    return Status(201, with_secret(placed.order, whole_order_json(placed.order, placed.lines, placed.tickets)))


def key_of(request: HttpRequest, given: schemas.OrderIn, buyer: User | None) -> Key | None:
    """The request's key, within what its caller sent before: by account, or by the buyer's address, hashed."""
    email = given.buyer.email.strip().lower().encode()
    scope = f"user:{buyer.pk}" if buyer else f"guest:{hashlib.blake2b(email, digest_size=16).hexdigest()}"
    return read_key(scope, request.headers.get("Idempotency-Key", ""), request.body)


def placed_by(given: schemas.OrderIn, buyer: User | None, key: Key | None) -> PlacedOrder:
    event = public_event(given.event)
    basket = Basket(given.wishes(), given.voucher, offer_in(given, event))
    try:
        return place(
            event,
            basket,
            buyer=given.buyer.as_buyer(buyer.pk if buyer else None),
            attendees=given.as_attendees(),
            placement=Placement(OrderSource.API, key=key),
        )
    except SoldOut as error:
        remember_sold_out(given, error)
        raise


def made_before(stored: Json) -> Order:
    """The order of the first request. Only its number was kept: neither secrets nor codes.

    Raises NotFound for one that has gone to another buyer since, whose link is nobody else's.
    """
    order = Order.objects.select_related("event").filter(number=stored["number"], link_version=1).first()
    if order is None:
        raise NotFound("There is no such order.")
    return order


def with_secret(order: Order, shown: Json) -> Json:
    return {**shown, "secret": order_secret(order)}


@router.get("/orders/{number}", response={200: schemas.OrderOut, **schemas.REFUSALS})
def get_order(request: HttpRequest, number: str, response: HttpResponse) -> Json:
    """An order, for its owner or with `Order-Secret`. A wrong secret and a wrong number look the same."""
    response["Cache-Control"] = "private, no-store"
    return order_json(order_for(request, number))


@router.post("/orders/{number}/pay", auth=guest_or_person, response={200: schemas.PaymentOut, **schemas.REFUSALS})
def pay(request: HttpRequest, number: str, given: schemas.PayIn) -> Json:
    """Start paying; a former attempt is given up. The seats are kept until the provider's session is over."""
    payment = pay_order(order_for(request, number), provider=given.provider)
    return {"url": absolute(payment_address(payment)), "provider": payment.provider, "deadline": payment.deadline}


@router.post("/orders/{number}/cancel", auth=guest_or_person, response={200: schemas.OrderOut, **schemas.REFUSALS})
def cancel(request: HttpRequest, number: str) -> Json:
    """Give up an order that is not paid; its seats go back at once."""
    order = order_for(request, number)
    cancel_unpaid(order, by=audit.buyer())
    order.refresh_from_db()
    return order_json(order)


@router.get("/me/tickets", auth=asked_by_person, response={200: schemas.MyTickets, **schemas.REFUSALS})
def my_tickets(request: HttpRequest, response: HttpResponse) -> Json:
    """The tickets in the name of the person's proved addresses."""
    response["Cache-Control"] = "private, no-store"
    tickets = tickets_of(request.auth.user)  # type: ignore[attr-defined]
    signing_keys({ticket.event_id for ticket in tickets if ticket.is_live})  # all events' keys in one query
    return {"items": [my_ticket_json(ticket) for ticket in tickets]}


def order_for(request: HttpRequest, number: str) -> Order:
    """The order, for whoever has its secret or has proved its buyer's address. Raises NotFound alike for all others."""
    limits.limit(request, limits.SECRETS)
    order = Order.objects.select_related("event").filter(number=as_order_number(number)).first()
    if order is not None:
        secret = request.headers.get("Order-Secret", "")
        if (secret and is_order_secret(order, secret)) or is_owner(request, order):
            return order
    raise NotFound("There is no such order.")


def is_owner(request: HttpRequest, order: Order) -> bool:
    if not bearer_in(request) and not request.user.is_authenticated:
        return False
    user = asked_by_person(request).user
    return order.user_id == user.pk or bool(order.buyer_email and order.buyer_email in verified_emails({user.pk}))


def offer_in(given: schemas.OrderIn, event: EventPage) -> WaitingListEntry | None:
    """The waiting-list entry whose seats are kept for whoever sends its secret. Raises InvalidInput."""
    if given.offer is None:
        return None
    entry = WaitingListEntry.objects.filter(public_id=given.offer.id, event=event).first()
    if entry is None or not is_waiting_secret(entry, given.offer.secret):
        raise InvalidInput("There is no such offer.", fields={"offer": "There is no such offer."})
    return entry


def refuse_sold_out(given: schemas.OrderIn) -> None:
    """What was sold out a moment ago is refused without the database: the crowd comes when nothing is left.

    Raises SoldOut.
    """
    if given.voucher or given.offer:
        return
    found = cache.get_many([sold_out_key(line.category) for line in given.lines])
    if found:
        raise SoldOut(next(iter(found.values())))


def remember_sold_out(given: schemas.OrderIn, error: SoldOut) -> None:
    """Only of one category asked for alone and singly: nobody with a smaller wish is refused by it."""
    alone = len(given.lines) == 1 and given.lines[0].quantity == 1
    if alone and not given.voucher and not given.offer:
        cache.set(sold_out_key(given.lines[0].category), error.message, FRESH_SECONDS)


def sold_out_key(category: UUID) -> str:
    return f"sold-out:{category}"
