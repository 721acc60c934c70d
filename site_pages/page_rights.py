"""What a person may do with an event and its section pages, beyond Wagtail's rights on the tree (spec 2).

Wagtail's views, menus and APIs all ask `permissions_for_user`; so the rule is in one place and holds in all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wagtail.models import Page, PagePermissionTester
from wagtail.permissions import page_permission_policy

from accounts.selectors import owned_event_ids
from site_pages.rules import can_create_events

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class EventRights(PagePermissionTester):
    """Deleting, unpublishing, moving and copying an event is for its owners."""

    def owns(self) -> bool:
        return bool(self.user.is_superuser) or self.page.pk in owned_event_ids(self.user)

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return bool(self.user.is_active) and not self.page_is_root and self.owns()

    def can_unpublish(self) -> bool:
        return bool(super().can_unpublish()) and self.owns()

    def can_copy(self) -> bool:
        """The copier owns the copy: for owners, and for those who may add events by Wagtail's own rights."""
        return bool(super().can_copy()) and (self.owns() or self.adds_events())

    def adds_events(self) -> bool:
        """By a right on a page above the event, as editors have it; asked once per person."""
        above = self.page.path[: -self.page.steplen]
        rights = page_permission_policy.get_cached_permissions_for_user(self.user)
        return any(right.permission.codename == "add_page" and above.startswith(right.page.path) for right in rights)


class EventListRights(PagePermissionTester):
    """Below the list of events, whoever may create events adds a page; that page is theirs afterwards."""

    def __init__(self, user: User | AnonymousUser, page: Page) -> None:
        super().__init__(user, page)
        if not user.is_superuser and can_create_events(user):  # a superuser has no list of rights
            self.permissions = {*getattr(self, "permissions", ()), "add"}


class SectionRights(PagePermissionTester):
    """A section belongs to its event for as long as that exists: it is hidden by unpublishing, never removed alone."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return bool(self.user.is_superuser) and bool(super().can_delete(ignore_bulk))

    def can_move(self) -> bool:
        return False

    def can_copy(self) -> bool:
        return False
