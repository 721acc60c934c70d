"""The room's mails, built by a worker from what is true when they leave (notifications/mail_kinds.py)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone as clock
from django.utils.translation import gettext as _

from accounts.selectors import organizers_of
from gallery.actions.orders import name_of
from gallery.choices import GalleryStatus, OrderState
from gallery.lifecycle import purge_at, status_of, window_of
from gallery.links import guest_url, organizer_url
from gallery.models import Gallery, GalleryOrder
from notifications.actions import queue_later, queue_many_later
from notifications.mail_kinds import Later, register_mail
from notifications.mails import Mail
from notifications.theme import MailTheme
from payments.models import Payment
from site_pages.addresses import address_of
from site_pages.dates import day_text

Context = Mapping[str, Any]


def tell_payer(kind: str, order: GalleryOrder, payment: Payment) -> None:
    """Queue a mail about a payment to whoever ordered, once for each payment. In the caller's transaction."""
    if order.requested_by is not None and order.requested_by.email:
        queue_later(
            f"gallery.{kind}",
            to=order.requested_by.email,
            context={"order": order.pk, "payment": payment.pk},
            dedupe_key=f"gallery-{kind}:{payment.pk}",
        )


def tell_organizers(kind: str, gallery: Gallery) -> None:
    """Queue a mail about a gallery to each owner and collaborator, once. In the caller's transaction."""
    people = organizers_of(gallery.event_id).exclude(email=None)
    queue_many_later(
        f"gallery.{kind}",
        [
            Later(
                person.email or "",
                {"gallery": gallery.pk, "to": person.email},
                f"gallery-{kind}:{gallery.pk}:{person.pk}",
            )
            for person in people
        ],
    )


def build_payment_confirmed(context: Context) -> Mail | None:
    """To the payer: what is theirs now."""
    order, payment = order_and_payment(context)
    if order is None or order.gallery is None or payment is None:
        return None
    gallery = order.gallery
    return note(
        payment.buyer_email,
        subject=_("Payment received: %(name)s") % {"name": gallery.name},
        heading=_("Thank you, your gallery is paid"),
        paragraphs=[
            _("We received %(amount)s for the photo gallery “%(name)s”.")
            % {"amount": payment.money, "name": gallery.name},
            room_text(gallery),
            _("Your guests come in at %(address)s.") % {"address": guest_url(gallery)},
        ],
        gallery=gallery,
    )


def build_payment_failed(context: Context) -> Mail | None:
    """To the payer; not where it was paid in the meantime."""
    order, payment = order_and_payment(context)
    if order is None or payment is None or order.state != OrderState.FAILED:
        return None
    unchanged = (
        _("Your gallery stays as it is.")
        if order.gallery
        else _("Your event has not been made yet; nothing of what you filled in is lost.")
    )
    return note(
        payment.buyer_email,
        subject=_("Payment failed: %(name)s") % {"name": name_of(order)},
        heading=_("Your payment did not go through"),
        paragraphs=[
            _("%(amount)s for the photo gallery “%(name)s” could not be taken. No money was moved.")
            % {"amount": payment.money, "name": name_of(order)},
            f"{unchanged} {_('You can pay again within a week.')}",
        ],
        gallery=order.gallery,
    )


def build_money_returned(context: Context) -> Mail | None:
    """To the payer: their money buys nothing any more, and why."""
    order, payment = order_and_payment(context)
    if order is None or payment is None:
        return None
    return note(
        payment.buyer_email,
        subject=_("Your money comes back: %(name)s") % {"name": name_of(order)},
        heading=_("Your money comes back"),
        paragraphs=[
            _("Your payment of %(amount)s for the photo gallery “%(name)s” could not be used: %(reason)s.")
            % {"amount": payment.money, "name": name_of(order), "reason": order.problem},
            _("We return all of it. You need not do anything."),
        ],
        gallery=order.gallery,
    )


def build_closes_soon(context: Context) -> Mail | None:
    """To an organizer, a day before; not where it was closed by hand meanwhile."""
    gallery = gallery_in(context)
    if gallery is None or status_of(gallery, now=clock.now()) != GalleryStatus.ACTIVE:
        return None
    closes = window_of(gallery.event_date, gallery.end_date).closes_at
    return note(
        context["to"],
        subject=_("Your gallery closes soon: %(name)s") % {"name": gallery.name},
        heading=_("The gallery closes soon"),
        paragraphs=[
            _("Guests can send photos to “%(name)s” until %(when)s. Remind them now.")
            % {"name": gallery.name, "when": moment_text(closes)},
            _("You see, hide and download the photos afterwards, too."),
        ],
        gallery=gallery,
    )


def build_purge_soon(context: Context) -> Mail | None:
    """To an organizer, seven days before the photos are deleted."""
    gallery = gallery_in(context)
    moment = purge_at(gallery) if gallery else None
    if gallery is None or moment is None:
        return None
    return note(
        context["to"],
        subject=_("Photos will be deleted in 7 days: %(name)s") % {"name": gallery.name},
        heading=_("Photos will be deleted in 7 days"),
        paragraphs=[
            _("The gallery “%(name)s” is archived. On %(when)s all its photos are deleted, for good.")
            % {"name": gallery.name, "when": moment_text(moment)},
            _("Download before then what you want to keep."),
        ],
        gallery=gallery,
    )


def order_and_payment(context: Context) -> tuple[GalleryOrder | None, Payment | None]:
    order = GalleryOrder.objects.select_related("gallery__event").filter(pk=context["order"]).first()
    return order, Payment.objects.filter(pk=context["payment"]).first()


def gallery_in(context: Context) -> Gallery | None:
    return Gallery.objects.select_related("event").filter(pk=context["gallery"]).first()


def note(to: str, *, subject: str, heading: str, paragraphs: Sequence[str], gallery: Gallery | None) -> Mail:
    """A short mail with the way to one's events; in the event's colours where there is one."""
    event = gallery.event if gallery else None
    theme = MailTheme(name=event.title, url=address_of(event), accent=event.accent_color) if event else MailTheme()
    context = {"heading": heading, "paragraphs": paragraphs, "link": organizer_url(), "label": _("To your events")}
    return Mail(to=to, subject=subject, template="notifications/mail/note", theme=theme, context=context)


def room_text(gallery: Gallery) -> str:
    numbers = {"guests": gallery.max_guests, "shots": gallery.max_uploads_per_guest}
    return _("It has room for %(guests)d guests with %(shots)d photos each.") % numbers


def moment_text(moment: datetime) -> str:
    """`21 November 2026, 13:00 UTC`: galleries open and close by UTC."""
    return f"{day_text(moment.date(), 'j F Y')}, {moment:%H:%M} UTC"


def register() -> None:
    """Name the builders (AppConfig.ready)."""
    for kind, build in BUILDS.items():
        register_mail(f"gallery.{kind}", build)


BUILDS = {
    "payment_confirmed": build_payment_confirmed,
    "payment_failed": build_payment_failed,
    "money_returned": build_money_returned,
    "closes_soon": build_closes_soon,
    "purge_soon": build_purge_soon,
}
