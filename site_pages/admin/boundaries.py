"""Where Wagtail's admin shows titles of pages that a person may not see, it is stopped here.

Wagtail treats the page tree as no secret among editors: its page chooser, the explorer of a sibling and one report show
it to everybody. Organizers of different events must not see each other's drafts (spec 2), so these ask first.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.chooser import BrowseView, ChosenMultipleView
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from accounts.models import User
from site_pages.admin.people import person_of

HOME_DEPTH = 2


def edits_whole_site(user: User) -> bool:
    """Staff with rights at the root or on the home page, as opposed to organizers of single events."""
    if user.is_superuser:
        return True
    rights = page_permission_policy.get_cached_permissions_for_user(user)
    return any(right.page.depth <= HOME_DEPTH for right in rights)


def may_see(user: User, page: Page) -> bool:
    """A page of the person's own part of the tree, or one above it."""
    seen: bool = page_permission_policy.explorable_instances(user).filter(pk=page.pk).exists()
    return seen


def choosable_pages(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Wagtail's hook construct_page_chooser_queryset."""
    if edits_whole_site(person_of(request)):
        return pages
    return pages.filter(pk__in=page_permission_policy.explorable_instances(request.user).values("pk"))


def explorable_pages(parent: Page, pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Wagtail's hook construct_explorer_page_queryset: its view lists the children, but names the parent first."""
    if not may_see(person_of(request), parent):
        raise PermissionDenied
    return pages


def hide_foreign_reports(request: HttpRequest, items: list[MenuItem]) -> None:
    """Wagtail's hook construct_reports_menu."""
    if not edits_whole_site(person_of(request)):
        items[:] = [item for item in items if item.name != "page-types-usage"]


class OwnBrowseView(BrowseView):
    """The page chooser; it opens at the person's own part of the tree."""

    def get(self, request: HttpRequest, parent_page_id: int | None = None) -> HttpResponse:
        if edits_whole_site(person_of(request)):
            return super().get(request, parent_page_id)
        root = page_permission_policy.explorable_root_instance(request.user)
        if root is None:
            raise PermissionDenied
        if parent_page_id is None:
            target = redirect("wagtailadmin_choose_page_child", root.pk)
            target["Location"] += f"?{request.GET.urlencode()}"
            return target
        if not page_permission_policy.explorable_instances(request.user).filter(pk=parent_page_id).exists():
            raise PermissionDenied
        return super().get(request, parent_page_id)


class OwnChosenMultipleView(ChosenMultipleView):
    """Names only pages that the person may see."""

    def get(self, request: HttpRequest) -> HttpResponse:
        pages = Page.objects.filter(pk__in=request.GET.getlist("id"))
        if choosable_pages(pages, request).count() != pages.count():
            raise PermissionDenied
        return super().get(request)


class WholeSiteReportView(PageTypesUsageReportView):
    """Counts pages of the whole site and names the one edited last."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not edits_whole_site(person_of(request)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
