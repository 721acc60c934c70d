"""A new event with its gallery: at once where it costs nothing, else when its payment settles (spec 5, Fees).

A request with an Idempotency-Key is done once. Its row is written first, in the transaction of the work: of two at
once the second waits for the first and finds what it made. Refusals are not kept, so the key can be used again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from secrets import choice
from string import ascii_lowercase, digits
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import structlog
from anyascii import anyascii
from django.db import IntegrityError, transaction
from django.utils import timezone as clock
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.budgets import Budget, spend
from accounts.models import AddressDevice, User
from gallery.actions.covers import cover_in
from gallery.actions.event_pages import page_values, renew_site, show_cover
from gallery.actions.orders import check_payable, pay_order, place_order
from gallery.actions.tally import begin_tally
from gallery.covers import Chosen, check_cover
from gallery.errors import KeyReused
from gallery.lifecycle import status_of
from gallery.models import CreateRequest, Gallery, GalleryOrder
from gallery.pins import pin_hash
from gallery.proposals import PLAN_FIELDS, Plan, Proposal, check_plan, clean_event_name
from notifications.errors import NotAllowed
from payments.models import Payment
from site_pages.actions import create_event
from site_pages.event_copies import settle_new_event
from site_pages.models import EventIndexPage, EventPage

log = structlog.get_logger("foyer.gallery")
# Nobody plans more parties in a day; each makes ten pages.
NEW_EVENTS = Budget("gallery-events", limit=20, seconds=86_400)
REQUESTS_KEPT = timedelta(days=1)
LONGEST_SLUG, SUFFIX = 60, 6


@dataclass(frozen=True, slots=True)
class Key:
    """An Idempotency-Key as its sender gave it, with a hash of what was asked."""

    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Wish:
    """A new event as somebody filled it in."""

    name: str
    plan: Plan
    pin: str = ""
    cover_image: Chosen | None = None
    show_on_site: bool = False


def create_gallery(wish: Wish, *, by: User, key: Key | None = None, provider: str = "") -> Gallery | Payment:
    """Make the event with its gallery, or, where it costs something, begin its payment. Outside a transaction.

    The same key finds what the first request made; where that was not paid, it is asked to be paid again.
    Raises InvalidInput, NotAllowed without a proved address, KeyReused, TooManyRequests, ProviderTrouble.
    """
    made = made_before(by, key) if key else None
    if made is None:
        proposal = proposal_of(wish, by=by)
        made = once(by, key, work=lambda: begin(proposal, by=by, provider=provider))
    if isinstance(made, GalleryOrder):
        return made.gallery or pay_order(made, provider=provider)
    return made


def proposal_of(wish: Wish, *, by: User, gallery_id: UUID | None = None) -> Proposal:
    """What was wished for, checked; with the id of an event that is there, for that one.

    Raises InvalidInput, NotAllowed.
    """
    if not AddressDevice.objects.of_user(by.pk).exists():
        raise NotAllowed(_("Prove an address of yours first: sign in by a code."), code="ADDRESS_NOT_PROVED")
    check_plan(wish.plan, now=clock.now())
    check_cover(by, wish.cover_image)
    gallery_id = gallery_id or uuid4()
    return Proposal(
        gallery_id,
        clean_event_name(wish.name),
        wish.plan,
        pin_hash(gallery_id, wish.pin),
        wish.cover_image,
        wish.show_on_site,
    )


def begin(proposal: Proposal, *, by: User, provider: str) -> Gallery | GalleryOrder:
    """The event, or the order that will make it. Raises InvalidInput, TooManyRequests, with nothing done."""
    fee = proposal.plan.fee()
    if fee.total:
        check_payable(by, currency=fee.currency, provider=provider)
        made: Gallery | GalleryOrder = place_order(proposal.as_json(), fee=fee.money, amount=fee.total, by=by)
    else:
        made = make_event(proposal, by=by)
    spend([(NEW_EVENTS, str(by.pk))])
    return made


def once(by: User, key: Key | None, *, work: Callable[[], Gallery | GalleryOrder]) -> Gallery | GalleryOrder:
    """Do the work under its key, or find what was done under it. Raises KeyReused."""
    with transaction.atomic():
        if key is None:
            return work()
        try:
            with transaction.atomic():
                request = CreateRequest.objects.create(user=by, key=key.key, fingerprint=key.fingerprint)
        except IntegrityError:
            known = made_before(by, key)
            if known is None:  # forgotten between the two statements
                raise
            return known
        made = work()
        request.order, request.gallery = (made, None) if isinstance(made, GalleryOrder) else (None, made)
        request.save(update_fields=["order", "gallery"])
    return made


def made_before(by: User, key: Key) -> Gallery | GalleryOrder | None:
    """What this very request led to. One query. Raises KeyReused."""
    request = CreateRequest.objects.select_related("gallery", "order__gallery").filter(user=by, key=key.key).first()
    if request is None:
        return None
    if request.fingerprint != key.fingerprint:
        raise KeyReused
    return request.gallery or request.order


def forget_requests() -> int:
    """Forget keys of more than a day ago; returns how many."""
    return CreateRequest.objects.filter(created_at__lt=clock.now() - REQUESTS_KEPT).delete()[0]


def make_event(proposal: Proposal, *, by: User, paid: int = 0, fee: int = 0, currency: str = "") -> Gallery:
    """The gallery, for a new event with its owner or one that is there; amounts in minor units.

    Page and gallery have one id, so the organizer API's "event id" is the same for photos, orders and everything else.
    New ones are made one after the other, so an address that is found free stays free.
    """
    plan = proposal.plan
    with transaction.atomic():
        EventIndexPage.objects.select_for_update(of=("self",)).get()
        event = EventPage.objects.filter(public_id=proposal.gallery_id).first()
        is_new = event is None
        event = event or new_page(proposal, by=by)
        cover = cover_in(event, proposal.cover_image, by=by)
        if is_new and cover is not None:
            show_cover(event, cover, by=by)
        gallery = Gallery(
            public_id=proposal.gallery_id,
            event=event,
            # A page's address is free for its gallery, unless another's page had it before.
            slug=free_slug(event.slug) if Gallery.objects.filter(slug=event.slug).exists() else event.slug,
            name=proposal.name,
            pin_hash=proposal.pin_hash,
            cover_image=cover,
            show_on_site=proposal.show_on_site,
            total_fee=fee,
            paid_fee=paid,
            credit=paid - fee,
            currency=currency or plan.fee().currency,
            **{name: getattr(plan, name) for name in PLAN_FIELDS},
        )
        gallery.status = status_of(gallery, now=clock.now())
        gallery.save(force_insert=True)
        begin_tally(gallery)
        if gallery.show_on_site:
            renew_site(event.pk)
    log.info("gallery_created", gallery=str(gallery.public_id))
    return gallery


def new_page(proposal: Proposal, *, by: User) -> EventPage:
    """The draft of the event's page with its sections and its owner."""
    plan = proposal.plan
    named = page_values((proposal.name, plan.event_date, plan.end_date), zone=ZoneInfo("UTC"))
    slug = free_slug(proposal.name)
    page = EventPage(public_id=proposal.gallery_id, slug=slug, timezone="UTC", **named)
    event = create_event(page, user=by)
    settle_new_event(event, user=by)
    return event


def free_slug(name: str) -> str:
    """An address from the name that neither a page nor a gallery has, with a random end where it is taken.

    Random, so that nobody finds other people's galleries by counting. The caller holds the list of events.
    """
    base = slugify(anyascii(name)).replace("_", "-")[:LONGEST_SLUG].strip("-") or "event"
    slug = base
    while is_taken(slug):
        slug = f"{base}-{''.join(choice(ascii_lowercase + digits) for _position in range(SUFFIX))}"
    return slug


def is_taken(slug: str) -> bool:
    return EventPage.objects.filter(slug=slug).exists() or Gallery.objects.filter(slug=slug).exists()
