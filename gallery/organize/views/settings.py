"""A gallery's settings: what a change costs or gives back as credit, and closing and archiving."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone as clock
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.views.pages import put_error, with_retry
from gallery.actions.change import change_gallery
from gallery.actions.lifecycle import archive_gallery, close_gallery
from gallery.actions.orders import payments_of, plan_of
from gallery.choices import GalleryStatus, OrderState
from gallery.lifecycle import has_opened, purge_at, status_of, window_of
from gallery.models import Gallery, GalleryOrder
from gallery.organize.addresses import address_of, settings_path
from gallery.organize.cover_field import put_refusal, sent_with_cover
from gallery.organize.forms import SettingsForm
from gallery.organize.prices import price_of
from gallery.organize.views.add import add_page
from gallery.organize.views.create import chosen, is_unseen, shown_price
from gallery.proposals import PLAN_FIELDS
from notifications.errors import DomainError
from payments.selectors import payment_address
from site_pages.organizer.form_pages import FormPage, answer_form, do_at_once
from site_pages.organizer.registry import OWNERS
from site_pages.organizer.workspace import Workspace, organizer_view, show

Context = dict[str, Any]
PAGE = "gallery/organize/settings"


def gallery_in(workspace: Workspace) -> Gallery:
    """The event's gallery, with its event. One query. Raises Http404."""
    gallery = Gallery.objects.select_related("cover_image").filter(event=workspace.event).first()
    if gallery is None:
        raise Http404
    gallery.event = workspace.event
    return gallery


@organizer_view("photos")
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, workspace: Workspace) -> HttpResponse:
    """The settings of the gallery; where there is none, the owner adds one here."""
    try:
        gallery = gallery_in(workspace)
    except Http404:
        return add_page(request, workspace) if workspace.owns else show(request, workspace, "gallery/organize/none", {})
    form = form_for(request, workspace, gallery)
    status, refusal, asks = 200, None, False
    if request.method == "POST":
        status = 422
        if form.is_valid() and not (asks := costs_unseen(form, gallery)):
            try:
                return change(request, workspace, gallery, form)
            except DomainError as error:
                status, refusal = put_error(form, error), error
                gallery.refresh_from_db()
    context = {"form": form, "asks": asks, **around(workspace, gallery), "price": price_or_none(form, gallery)}
    response = show(request, workspace, PAGE, context, status=status)
    return with_retry(response, refusal) if refusal else response


def form_for(request: HttpRequest, workspace: Workspace, gallery: Gallery) -> SettingsForm:
    user, is_open = workspace.user, has_opened(gallery, now=clock.now())
    # A cover is as it is once the gallery has opened, so none is taken then.
    sent, refusal = (request.POST, None) if is_open and request.POST else sent_with_cover(request, user)
    form = SettingsForm(sent, user=user, currency=gallery.currency, gallery=gallery, owns=workspace.owns)
    put_refusal(form, refusal)
    return form


def costs_unseen(form: SettingsForm, gallery: Gallery) -> bool:
    """Whether something is to be paid that nobody has agreed to yet."""
    given = form.changes()
    if set(given).isdisjoint(PLAN_FIELDS):
        return False
    try:
        return is_unseen(form, price_of(form.plan(), gallery))
    except DomainError:  # the action says what is wrong
        return False


def price_or_none(form: SettingsForm, gallery: Gallery) -> Any:
    """The price beside the form; none where it cannot be said (the currency has changed)."""
    try:
        return shown_price(form, gallery)
    except DomainError:
        return None


def change(request: HttpRequest, workspace: Workspace, gallery: Gallery, form: SettingsForm) -> HttpResponse:
    """Save what was changed, and go on to its payment where it is dearer. Raises what `change_gallery` raises."""
    given = form.changes()
    here = settings_path(workspace.event)
    if not given:
        messages.info(request, _("Nothing was changed."))
        return HttpResponseRedirect(here)
    before = gallery.credit
    payment = change_gallery(gallery, given, by=workspace.user, provider=chosen(form))
    if payment is not None:
        return HttpResponseRedirect(payment_address(payment))
    messages.success(request, _("The settings were saved."))
    if gallery.credit > before:
        messages.info(request, _("What this costs less is kept as credit for this event."))
    return HttpResponseRedirect(here)


def around(workspace: Workspace, gallery: Gallery) -> Context:
    """What stands beside the form. Two queries."""
    order = gallery.orders.filter(state=OrderState.PENDING).first() if workspace.owns else None
    status = status_of(gallery, now=clock.now())
    return {
        "gallery": gallery,
        "tab": "settings",
        "submit": _("Save"),
        "back": address_of("photos", workspace.event),
        "hides_price": not workspace.owns,
        "status": status,
        "status_label": GalleryStatus(status).label,
        "window": window_of(gallery.event_date, gallery.end_date),
        "purge_at": purge_at(gallery),
        "pending": pending_context(order) if order else None,
        "can_close": workspace.owns and status in {GalleryStatus.DRAFT, GalleryStatus.ACTIVE},
        "can_archive": workspace.owns and status not in {GalleryStatus.ARCHIVED, GalleryStatus.PURGED},
    }


def pending_context(order: GalleryOrder) -> Context:
    """Dearer settings that wait for their money. One query."""
    return {"order": order, "plan": plan_of(order), "payment": payments_of(order).first()}


@organizer_view("photos", roles=OWNERS)
@require_POST
def call_off(request: HttpRequest, workspace: Workspace) -> HttpResponse:
    """Settings that wait to be paid are not wanted any more; the gallery stays as it is."""
    gallery = gallery_in(workspace)

    def act() -> str:
        change_gallery(gallery, {"max_guests": gallery.max_guests}, by=workspace.user)
        return _("The waiting settings were called off.")

    return do_at_once(request, act, back=settings_path(workspace.event))


@organizer_view("photos", roles=OWNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, workspace: Workspace) -> HttpResponse:
    gallery = gallery_in(workspace)
    lead = _(
        "Guests cannot send photos any more, and nobody can open the gallery again. Guests still see their own photos; "
        "you see, hide and download everything as before. Nothing that was paid comes back."
    )
    page = danger(workspace, title=_("Close the gallery"), submit=_("Close it for good"), lead=lead)
    return confirmed(request, workspace, page, lambda: said(close_gallery, gallery, _("The gallery is closed.")))


@organizer_view("photos", roles=OWNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def archive(request: HttpRequest, workspace: Workspace) -> HttpResponse:
    gallery = gallery_in(workspace)
    moment = deletion_day(gallery)
    day = date_format(moment, "j F Y") if moment else ""
    lead = _(
        "Guests see nothing any more, and the photos leave the public site. You keep them until %(day)s; then all "
        "of them are deleted for good. Nobody can undo either. A mail reminds you seven days before."
    ) % {"day": day}
    page = danger(workspace, title=_("Archive the gallery"), submit=_("Archive it for good"), lead=lead)
    return confirmed(request, workspace, page, lambda: said(archive_gallery, gallery, _("The gallery is archived.")))


def deletion_day(gallery: Gallery) -> datetime | None:
    """When its photos would be deleted were it archived now."""
    return purge_at(Gallery(archived_at=gallery.archived_at or clock.now(), told_purge_at=gallery.told_purge_at))


def said(act: Callable[[Gallery], None], gallery: Gallery, sentence: str) -> str:
    act(gallery)
    return sentence


def danger(workspace: Workspace, *, title: str, submit: str, lead: str) -> FormPage:
    return FormPage(title, settings_path(workspace.event), _("Settings"), submit, lead, danger=True)


class Confirmation(forms.Form):
    """A tick between a finger and what cannot be undone."""

    sure = forms.BooleanField(label=_("I understand that this cannot be undone"))


def confirmed(request: HttpRequest, workspace: Workspace, page: FormPage, act: Callable[[], str]) -> HttpResponse:
    form = Confirmation(request.POST if request.method == "POST" else None)
    return answer_form(request, workspace, form, page=page, act=lambda _data: act())
