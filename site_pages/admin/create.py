"""A new page that is sent twice, by the first autosave and by Publish pressed meanwhile, is made once.

Both requests go to the address that adds a page, since the browser learns of the page's own only from the first
answer; Wagtail then makes two, or fails on the second. Here the form carries the new page's public id: whoever
comes second finds the page under it. Additions below one parent come one after the other.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from modelcluster.models import get_all_child_relations
from wagtail.admin.views.pages.create import CreateView
from wagtail.models import Page

from site_pages.admin.edit import TellingEditView
from site_pages.models.base import SitePage

FIELD = "new_page_id"


class OnceCreateView(CreateView):
    """Wagtail's view for a new page, which knows a page that it has made already."""

    template_name = "site_pages/admin/create.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return super().dispatch(request, *args, **kwargs)
        with transaction.atomic():
            parent_id = kwargs.get("parent_page_id") or args[-1]
            Page.objects.select_for_update(of=("self",)).filter(pk=parent_id).first()
            made = self.made_before(request, parent_id=int(parent_id), names=(*args, *kwargs.values()))
            if made is None:
                return super().dispatch(request, *args, **kwargs)
            return self.go_on(request, made)

    def made_before(self, request: HttpRequest, *, parent_id: int, names: tuple[Any, ...]) -> SitePage | None:
        """The page that this person's form has made below this parent."""
        token = sent_id(request)
        found = ContentType.objects.filter(app_label=names[0], model=names[1]).first()
        model = found.model_class() if found else None
        if token is None or model is None or not issubclass(model, SitePage):
            return None
        page: SitePage | None = model.objects.filter(public_id=token, owner=request.user).first()
        return page if page is not None and page.get_parent().pk == parent_id else None

    def go_on(self, request: HttpRequest, page: SitePage) -> HttpResponse:
        """A late autosave has nothing to add; anything else is what the editor wants the page to be."""
        if request.accepts("text/html"):
            answer: HttpResponse = SecondSaveView.as_view()(request, page_id=page.pk)
            return answer
        revision = page.latest_revision
        return JsonResponse(
            {
                "success": True,
                "pk": page.pk,
                "revision_id": revision.pk,
                "revision_created_at": revision.created_at.isoformat(),
                "field_updates": {},
                "comments": {"comments": [], "user": request.user.pk, "authors": {}},
                "url": reverse("wagtailadmin_pages:edit", args=(page.pk,)),
                "hydrate_url": f"{reverse('wagtailadmin_pages:edit', args=(page.pk,))}?_w_hydrate_create_view=1",
            }
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        token = sent_id(request)
        known = token and self.page_class.objects.filter(public_id=token).exists()
        if token is not None and not known and isinstance(self.page, SitePage):
            self.page.public_id = token
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"new_page_id": sent_id(self.request) or uuid4(), "new_page_field": FIELD}


class SecondSaveView(TellingEditView):
    """Takes the form of a new page for one that is there by now: the form is the whole page, rows of lists included."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        for relation in get_all_child_relations(type(self.page)):
            # Comments stand in the form as rows too, but belong to the page and not to its draft.
            if relation.related_model._meta.app_label != "wagtailcore":
                getattr(self.page, relation.get_accessor_name()).set([])
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response


def sent_id(request: HttpRequest) -> UUID | None:
    """The id that the form carries; None for a form without one, or with something else in its place."""
    try:
        return UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None
