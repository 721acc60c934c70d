"""What a person may do with an event and its section pages, beyond Wagtail's rights on the tree (spec 2).

Wagtail's views, menus and APIs all ask `permissions_for_user`; so the rule is in one place and holds in all of them.
"""

from __future__ import annotations

from wagtail.models import PagePermissionTester

from accounts.selectors import owned_event_ids


class EventRights(PagePermissionTester):
    """Deleting, unpublishing and moving an event is for its owners."""

    def owns(self) -> bool:
        return bool(self.user.is_superuser) or self.page.pk in owned_event_ids(self.user)

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return bool(self.user.is_active) and not self.page_is_root and self.owns()

    def can_unpublish(self) -> bool:
        return bool(super().can_unpublish()) and self.owns()


class SectionRights(PagePermissionTester):
    """A section belongs to its event for as long as that exists: it is hidden by unpublishing, never removed alone."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return bool(self.user.is_superuser) and bool(super().can_delete(ignore_bulk))

    def can_move(self) -> bool:
        return False

    def can_copy(self) -> bool:
        return False
