"""Vouchers, one or many."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from site_pages.organizer.form_pages import FormPage, answer_form
from site_pages.organizer.paging import other_parameters, page_of
from site_pages.organizer.registry import OWNERS
from site_pages.organizer.workspace import Workspace, organizer_view, show
from ticketing.actions.catalogue import delete_voucher, save_voucher
from ticketing.actions.voucher_batches import save_vouchers
from ticketing.catalogue import shop_of
from ticketing.models import Voucher
from ticketing.organize.forms.vouchers import VoucherBatchForm, VoucherForm
from ticketing.organize.views.catalogue import form_view
from ticketing.organize.views.quotas import sent


@organizer_view("vouchers")
@require_safe
def voucher_list(request: HttpRequest, workspace: Workspace) -> HttpResponse:
    """The latest first; searched by code and note. Seven queries."""
    words = request.GET.get("q", "").strip()[:100]
    vouchers = Voucher.objects.filter(event_id=workspace.event.pk).prefetch_related("categories")
    if words:
        vouchers = vouchers.filter(code__icontains=words) | vouchers.filter(note__icontains=words)
    context = {
        "page_of": page_of(request, vouchers),
        "words": words,
        "query": other_parameters(request.GET),
        "currency": shop_of(workspace.event.pk).currency,
    }
    return show(request, workspace, "ticketing/organize/vouchers", context)


def voucher_in(workspace: Workspace, public_id: UUID) -> Voucher:
    voucher = Voucher.objects.filter(event_id=workspace.event.pk, public_id=public_id).first()
    if voucher is None:
        raise Http404
    return voucher


def _page(workspace: Workspace, *, title: str, submit: str, **more: Any) -> FormPage:
    return FormPage(title, reverse("organize:vouchers", args=[workspace.event.slug]), _("Vouchers"), submit, **more)


@organizer_view("vouchers", roles=OWNERS)
@form_view
def edit_voucher(request: HttpRequest, workspace: Workspace, voucher: UUID | None = None) -> HttpResponse:
    found = voucher_in(workspace, voucher) if voucher else Voucher(event=workspace.event)
    form = VoucherForm(sent(request), instance=found, currency=shop_of(workspace.event.pk).currency)

    def act(cleaned: dict[str, Any]) -> str:
        save_voucher(found, categories=list(cleaned["categories"]))
        return _("Voucher %(code)s was saved.") % {"code": found.code}

    title = found.code if voucher else _("New voucher")
    return answer_form(request, workspace, form, page=_page(workspace, title=title, submit=_("Save")), act=act)


@organizer_view("vouchers", roles=OWNERS)
@form_view
def many_vouchers(request: HttpRequest, workspace: Workspace) -> HttpResponse:
    pattern = Voucher(event=workspace.event, max_uses=1)
    form = VoucherBatchForm(sent(request), instance=pattern, currency=shop_of(workspace.event.pk).currency)

    def act(cleaned: dict[str, Any]) -> str:
        prefix, categories = cleaned["begins"].upper(), list(cleaned["categories"])
        made = save_vouchers(pattern, number=cleaned["number"], prefix=prefix, categories=categories)
        return _("%(number)d vouchers were made.") % {"number": len(made)}

    lead = _("Codes that nobody guesses, all with the same terms.")
    page = _page(workspace, title=_("Many vouchers"), submit=_("Make them"), lead=lead)
    return answer_form(request, workspace, form, page=page, act=act)


@organizer_view("vouchers", roles=OWNERS)
@form_view
def remove_voucher(request: HttpRequest, workspace: Workspace, voucher: UUID) -> HttpResponse:
    found = voucher_in(workspace, voucher)

    def act(cleaned: dict[str, Any]) -> str:
        delete_voucher(found)
        return _("Voucher %(code)s was deleted.") % {"code": found.code}

    lead = _("Orders made with it keep their prices. Seats that it keeps go back on sale.")
    title = _("Delete %(name)s") % {"name": found.code}
    page = _page(workspace, title=title, submit=_("Delete"), lead=lead, danger=True)
    return answer_form(request, workspace, forms.Form(sent(request)), page=page, act=act)
