"""Making an event with a gallery, or a gallery for an event, and paying for it. Works without JavaScript, too."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone as clock
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.authentication import Person
from accounts.models import User
from accounts.strong_factor import has_strong_factor
from accounts.views.pages import person, put_error, signed_in_only, with_retry
from gallery.actions.create import Key, create_gallery
from gallery.actions.orders import UNSETTLED, name_of, pay_order, plan_of
from gallery.choices import Compression, OrderState
from gallery.models import Gallery, GalleryOrder
from gallery.organize.addresses import settings_path, share_path
from gallery.organize.cover_field import put_refusal, sent_with_cover
from gallery.organize.forms import GalleryForm
from gallery.organize.prices import Price, price_of
from gallery.own_orders import own_payment
from gallery.proposals import PLAN_FIELDS, Plan
from notifications.errors import DomainError, NotFound
from payments.models import Payment
from payments.selectors import payment_address, providers_for

Context = dict[str, Any]
CREATE = "gallery/organize/create.html"


@signed_in_only
@require_http_methods(["GET", "HEAD", "POST"])
def new_event(request: HttpRequest) -> HttpResponse:
    """The form with its price; free events are there at once, others are paid first."""
    user = person(request)
    form = form_for(request, user, initial_for(request, user))
    back = {"back": reverse("organizer:events"), "back_label": _("Your events")}
    words = {"title": _("New event"), "submit": _("Create event"), **back}

    def act() -> Gallery | Payment:
        return create_gallery(form.wish(), by=user, key=key_of(form), provider=chosen(form))

    return answer(request, form, act, lambda more, status: render(request, CREATE, words | more, status=status))


def form_for(request: HttpRequest, user: User, initial: Context) -> GalleryForm:
    sent, refusal = sent_with_cover(request, user)
    form = GalleryForm(sent, user=user, currency=settings.GALLERY_TARIFF.currency, initial=initial)
    put_refusal(form, refusal)
    return form


def answer(
    request: HttpRequest,
    form: GalleryForm,
    act: Callable[[], Gallery | Payment],
    draw: Callable[[Context, int], HttpResponse],
) -> HttpResponse:
    """Show the form, or do what was sent once its price has been seen; everything typed is kept."""
    status, refusal, asks = 200, None, False
    if request.method == "POST":
        status = 422
        if form.is_valid() and not (asks := is_unseen(form, price_of(form.plan()))):
            try:
                return go_on(request, act())
            except DomainError as error:
                status, refusal = put_error(form, error), error
    response = draw({"form": form, "price": shown_price(form), "asks": asks}, status)
    return with_retry(response, refusal) if refusal else response


def initial_for(request: HttpRequest, user: User) -> Context:
    """What an order says that was not paid (`?again=`), so that nothing has to be typed twice."""
    again = request.GET.get("again", "")
    orders = GalleryOrder.objects.filter(gallery=None, requested_by=user)
    order = orders.filter(public_id=again).first() if is_id(again) else None
    if order is None:
        return {}
    kept = {"name": name_of(order), "cover_image": order.proposal["cover_image"]}
    kept["show_on_site"] = order.proposal.get("show_on_site", False)
    return kept | {name: getattr(plan_of(order), name) for name in PLAN_FIELDS}


def is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def is_unseen(form: GalleryForm, price: Price | None) -> bool:
    """Whether it would cost what nobody has agreed to yet: then the page is shown once more, with the price."""
    return bool(price and price.due) and form.cleaned_data["price_seen"] != (price.mark if price else "")


def chosen(form: GalleryForm) -> str:
    return str(form.cleaned_data["provider"])


def key_of(form: GalleryForm) -> Key | None:
    """Two clicks on one button are one event; another wish from the same page is another one."""
    if not form.cleaned_data["page_key"]:
        return None
    told = (replace(form.wish(), cover_image=None), form.cover_mark)
    digest = hashlib.sha256(repr(told).encode()).hexdigest()
    return Key(f"page:{form.cleaned_data['page_key']}:{digest[:16]}", digest)


def shown_price(form: GalleryForm, gallery: Gallery | None = None) -> Price | None:
    """The price of what stands in the fields, whatever else is wrong with them."""
    values: Context = {}
    for name in ("max_guests", "max_uploads_per_guest", "compression_mode"):
        values[name] = form[name].value() if form.is_bound else form.get_initial_for_field(form.fields[name], name)
    if values["compression_mode"] not in Compression.values:
        return None
    try:
        guests, shots = int(values["max_guests"]), int(values["max_uploads_per_guest"])
    except (TypeError, ValueError):
        return None
    today = clock.now().date()
    first, last = (gallery.event_date, gallery.end_date) if gallery else (today, today)
    return price_of(Plan(first, last, guests, shots, values["compression_mode"]), gallery)


def go_on(request: HttpRequest, made: Gallery | Payment) -> HttpResponse:
    """To the payment, or to what is there now."""
    if isinstance(made, Payment):
        return HttpResponseRedirect(payment_address(made))
    messages.success(request, _("“%(name)s” is ready. Hand out its QR code.") % {"name": made.name})
    return HttpResponseRedirect(share_path(made.event))


@signed_in_only
@require_http_methods(["GET", "HEAD", "POST"])
def payment_page(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """Where the provider sends people back to: on to what was paid for, or the way to pay once more."""
    caller = Person(person(request), has_strong_factor(request))
    try:
        payment, order = own_payment(caller, payment_id)
    except NotFound as error:
        raise Http404 from error
    refusal = None
    if request.method == "POST":
        try:
            return HttpResponseRedirect(payment_address(pay_order(order, provider=request.POST.get("provider", ""))))
        except DomainError as error:
            refusal = error
            order.refresh_from_db()
    if order.state == OrderState.APPLIED and order.gallery is not None and not order.problem:
        return settled(request, order, order.gallery)
    return show_unpaid(request, order, payment, refusal)


def settled(request: HttpRequest, order: GalleryOrder, gallery: Gallery) -> HttpResponse:
    """Paid: a new gallery is handed out, a changed one is looked at."""
    messages.success(request, _("Paid: %(amount)s. Thank you.") % {"amount": order.money})
    is_new = "name" in order.proposal
    return HttpResponseRedirect(share_path(gallery.event) if is_new else settings_path(gallery.event))


def show_unpaid(
    request: HttpRequest, order: GalleryOrder, payment: Payment, refusal: DomainError | None
) -> HttpResponse:
    context = {
        "order": order,
        "name": name_of(order),
        "plan": plan_of(order),
        "mode": Compression(plan_of(order).compression_mode).label,
        "refusal": refusal,
        "can_pay": order.state in UNSETTLED,
        "has_failed": order.state == OrderState.FAILED,
        "providers": providers_for(None, order.currency),
        "chosen": request.POST.get("provider") or payment.provider,
        "settings_path": settings_path(order.gallery.event) if order.gallery else "",
    }
    response = render(request, "gallery/organize/payment.html", context, status=refusal.status if refusal else 200)
    return with_retry(response, refusal) if refusal else response
