"""Shared quotas, questions, and the shop's settings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from site_pages.organizer.form_pages import FormPage, answer_form
from site_pages.organizer.registry import OWNERS
from site_pages.organizer.workspace import Workspace, organizer_view
from ticketing.actions.shop_keeping import delete_question, delete_quota, save_question, save_quota, save_shop
from ticketing.catalogue import shop_of
from ticketing.models import Question, Quota
from ticketing.organize.forms.catalogue import QuestionForm, QuotaForm, ShopForm
from ticketing.organize.views.catalogue import form_page, form_view


def sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def quota_in(workspace: Workspace, public_id: UUID) -> Quota:
    """A shared quota of the event; a category's own is no page's matter. Raises Http404."""
    quotas = Quota.objects.for_event(workspace.event.pk).filter(own_category=None)
    quota = quotas.filter(public_id=public_id).first()
    if quota is None:
        raise Http404
    return quota


@organizer_view("catalogue", roles=OWNERS)
@form_view
def edit_quota(request: HttpRequest, workspace: Workspace, quota: UUID | None = None) -> HttpResponse:
    found = quota_in(workspace, quota) if quota else Quota(event=workspace.event)
    form = QuotaForm(sent(request), instance=found)

    def act(cleaned: dict[str, Any]) -> str:
        save_quota(found, categories=list(cleaned["categories"]))
        return _("%(name)s was saved.") % {"name": found.name}

    title = _("Shared quota") if quota else _("New shared quota")
    lead = _("Seats that these categories have together. What they have sold already counts.")
    page = form_page(workspace, title=title, submit=_("Save"), lead=lead)
    return answer_form(request, workspace, form, page=page, act=act)


@organizer_view("catalogue", roles=OWNERS)
@form_view
def remove_quota(request: HttpRequest, workspace: Workspace, quota: UUID) -> HttpResponse:
    found = quota_in(workspace, quota)

    def act(cleaned: dict[str, Any]) -> str:
        delete_quota(found)
        return _("The quota was deleted.")

    title = _("Delete %(name)s") % {"name": found.name}
    lead = _("Its categories are no longer capped together; their own quantities stay.")
    page = form_page(workspace, title=title, submit=_("Delete"), lead=lead, danger=True)
    return answer_form(request, workspace, forms.Form(sent(request)), page=page, act=act)


def question_in(workspace: Workspace, public_id: UUID) -> Question:
    question = Question.objects.filter(event_id=workspace.event.pk, public_id=public_id).first()
    if question is None:
        raise Http404
    return question


@organizer_view("catalogue")
@form_view
def edit_question(request: HttpRequest, workspace: Workspace, question: UUID | None = None) -> HttpResponse:
    found = question_in(workspace, question) if question else Question(event=workspace.event)
    form = QuestionForm(sent(request), instance=found)

    def act(cleaned: dict[str, Any]) -> str:
        save_question(found, categories=list(cleaned["categories"]))
        return _("The question was saved.")

    title = _("Question") if question else _("New question")
    lead = _("Asked once for every ticket.")
    page = form_page(workspace, title=title, submit=_("Save"), lead=lead)
    return answer_form(request, workspace, form, page=page, act=act)


@organizer_view("catalogue")
@form_view
def remove_question(request: HttpRequest, workspace: Workspace, question: UUID) -> HttpResponse:
    found = question_in(workspace, question)

    def act(cleaned: dict[str, Any]) -> str:
        delete_question(found)
        return _("The question was deleted.")

    page = form_page(workspace, title=_("Delete question"), submit=_("Delete"), lead=found.text, danger=True)
    return answer_form(request, workspace, forms.Form(sent(request)), page=page, act=act)


@organizer_view("settings", roles=OWNERS)
@form_view
def settings(request: HttpRequest, workspace: Workspace) -> HttpResponse:
    """How the event sells: money, holds, the waiting list."""
    shop = shop_of(workspace.event.pk)
    former = shop.currency
    form = ShopForm(sent(request), instance=shop)

    def act(cleaned: dict[str, Any]) -> str:
        save_shop(shop, former_currency=former)
        return _("The settings were saved.")

    here = reverse("organize:overview", args=[workspace.event.slug])
    page = FormPage(_("Settings"), here, _("Overview"), _("Save"), _("How this event sells its tickets."))
    return answer_form(request, workspace, form, page=page, act=act)
