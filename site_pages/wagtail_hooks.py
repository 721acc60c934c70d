"""What the room adds to Wagtail's admin. Registrations only; each thing is in a module of site_pages/admin/."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail_modeladmin.options import modeladmin_register

from accounts.models import EventRole, User
from site_pages.admin import boundaries, branding, copy, dates, panels, removal
from site_pages.admin.contact_messages import ContactMessageAdmin
from site_pages.admin.exports import guard_exports
from site_pages.admin.organizers import OrganizerViewSet, RolePolicy
from site_pages.admin.pages import page_viewsets
from site_pages.admin.records import ProgrammeGroup, refuse_shared_deletion, register_policies
from site_pages.event_copies import settle_new_event
from site_pages.models import EventPage

register_policies()
register_permission_policy(EventRole, RolePolicy(EventRole))
register_snippet(ProgrammeGroup)
guard_exports()
modeladmin_register(ContactMessageAdmin)

hooks.register("construct_page_chooser_queryset", boundaries.choosable_pages)
hooks.register("construct_explorer_page_queryset", boundaries.explorable_pages)
hooks.register("construct_reports_menu", boundaries.hide_foreign_reports)
hooks.register("insert_global_admin_css", branding.admin_css)
hooks.register("construct_help_menu", branding.drop_release_notes)
hooks.register("construct_homepage_panels", panels.add_dashboard_panel)
hooks.register("after_copy_page", copy.after_copy)
hooks.register("after_move_page", copy.after_move)
hooks.register("before_delete_page", removal.before_delete)
hooks.register("before_bulk_action", removal.before_bulk_action)
hooks.register("before_bulk_action", dates.before_bulk_publish)
hooks.register("before_move_page", dates.before_move)
hooks.register("before_delete_snippet", refuse_shared_deletion)
hooks.register("register_admin_viewset", page_viewsets)
hooks.register("register_admin_viewset", OrganizerViewSet)


@hooks.register("register_permissions")
def permission_to_create_events() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="site_pages", codename="create_event")


@hooks.register("after_create_page")
def settle(request: HttpRequest, page: Page) -> None:
    if isinstance(page, EventPage):
        settle_new_event(page, user=cast("User", request.user))  # the admin is for people who signed in
