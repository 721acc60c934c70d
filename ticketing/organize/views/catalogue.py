"""What the event sells: the page that shows it all, and what is done to categories."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone as clock
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from site_pages.organizer.form_pages import FormPage, answer_form, do_at_once
from site_pages.organizer.registry import OWNERS
from site_pages.organizer.workspace import Workspace, organizer_view, show
from ticketing.actions.catalogue import delete_category, withdraw_category
from ticketing.actions.shop_keeping import Opens, restore_category, save_category, shift_category
from ticketing.catalogue import read_items, shop_of
from ticketing.models import OrderLine, Question, Quota, TicketCategory
from ticketing.organize.forms.catalogue import CategoryForm, PricedCategoryForm

form_view = require_http_methods(["GET", "HEAD", "POST"])


@organizer_view("catalogue")
@require_safe
def catalogue(request: HttpRequest, workspace: Workspace) -> HttpResponse:
    """Categories, shared quotas and questions. Ten queries."""
    event_id, now = workspace.event.pk, clock.now()
    ordered = set(OrderLine.objects.filter(category__event_id=event_id).values_list("category", flat=True).distinct())
    rows = [
        {"item": item, "sale": item.sale(now).value, "is_untouched": item.category.pk not in ordered}
        for item in read_items(event_id)
    ]
    context = {
        "rows": rows,
        "quotas": Quota.objects.for_event(event_id).filter(own_category=None).prefetch_related("categories"),
        "questions": Question.objects.filter(event_id=event_id).prefetch_related("categories"),
    }
    return show(request, workspace, "ticketing/organize/catalogue", context)


def home(workspace: Workspace) -> str:
    return reverse("organize:catalogue", args=[workspace.event.slug])


def form_page(workspace: Workspace, *, title: str, submit: str, **more: Any) -> FormPage:
    """A form page that leads back to the catalogue."""
    return FormPage(title, home(workspace), _("Catalogue"), submit, **more)


def category_in(workspace: Workspace, public_id: UUID) -> TicketCategory:
    """One query. Raises Http404, also for other events' categories."""
    categories = TicketCategory.objects.for_event(workspace.event.pk).select_related("event", "own_quota")
    category = categories.filter(public_id=public_id).first()
    if category is None:
        raise Http404
    return category


@organizer_view("catalogue", roles=OWNERS)
@form_view
def new_category(request: HttpRequest, workspace: Workspace) -> HttpResponse:
    currency = shop_of(workspace.event.pk).currency
    category = TicketCategory(event=workspace.event, currency=currency)
    return _edit(request, workspace, category, title=_("New category"))


@organizer_view("catalogue")
@form_view
def edit_category(request: HttpRequest, workspace: Workspace, category: UUID) -> HttpResponse:
    found = category_in(workspace, category)
    return _edit(request, workspace, found, title=found.name)


def _edit(request: HttpRequest, workspace: Workspace, category: TicketCategory, *, title: str) -> HttpResponse:
    kind = PricedCategoryForm if workspace.owns else CategoryForm
    data = request.POST if request.method == "POST" else None
    own = getattr(category, "own_quota", None) if category.pk else None
    size = own.size if own else None
    form = kind(data, instance=category, user=workspace.user)

    def act(cleaned: dict[str, Any]) -> str:
        others = cleaned.get("other_events", category.other_events.all() if category.pk else ())
        opens = Opens(sessions=list(cleaned["sessions"]), other_events=list(others))
        saved = save_category(category, quantity=cleaned.get("quantity", size), opens=opens)
        return _("%(name)s was saved.") % {"name": saved.name}

    page = form_page(workspace, title=title, submit=_("Save"), template="ticketing/organize/category")
    return answer_form(request, workspace, form, page=page, act=act)


@organizer_view("catalogue")
@require_POST
def move_category(request: HttpRequest, workspace: Workspace, category: UUID) -> HttpResponse:
    found = category_in(workspace, category)

    def act() -> str:
        shift_category(found, by=-1 if request.POST.get("to") == "up" else 1)
        return _("%(name)s was moved.") % {"name": found.name}

    return do_at_once(request, act, back=home(workspace))


@organizer_view("catalogue")
@require_POST
def withdraw(request: HttpRequest, workspace: Workspace, category: UUID) -> HttpResponse:
    """Out of sale, and with the same button on sale again."""
    found = category_in(workspace, category)

    def act() -> str:
        if found.is_withdrawn:
            restore_category(found)
            return _("%(name)s is on sale again.") % {"name": found.name}
        withdraw_category(found)
        return _("%(name)s is no longer on sale; tickets that exist stay valid.") % {"name": found.name}

    return do_at_once(request, act, back=home(workspace))


@organizer_view("catalogue", roles=OWNERS)
@form_view
def delete(request: HttpRequest, workspace: Workspace, category: UUID) -> HttpResponse:
    """Only for one that nobody ordered."""
    found = category_in(workspace, category)

    def act(cleaned: dict[str, Any]) -> str:
        name = found.name
        delete_category(found)
        return _("%(name)s was deleted.") % {"name": name}

    title = _("Delete %(name)s") % {"name": found.name}
    page = form_page(workspace, title=title, submit=_("Delete"), lead=_("This cannot be undone."), danger=True)
    return answer_form(request, workspace, forms.Form(_sent(request)), page=page, act=act)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None
