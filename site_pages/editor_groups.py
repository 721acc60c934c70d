"""The platform's own editors and moderators: Wagtail's two groups, its approval workflow, and rights on records.

Editors write and submit; moderators approve and publish. Both work on the whole site; organizers of one event have
the group of that event instead (event_groups.py) and publish there themselves.
"""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import GroupApprovalTask, GroupPagePermission, Page, Workflow, WorkflowPage, WorkflowTask

RECORDS = ("speaker", "sponsor", "organization", "venue", "track")
CREATORS = "Event creators"
PAGE_RIGHTS = {
    "Editors": ("add_page", "change_page"),
    "Moderators": ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
}


def ensure_editor_groups() -> None:
    """Make what is missing; what an administrator changed since stays. Runs at every start."""
    with transaction.atomic():
        root = Page.objects.get(depth=1)
        for name, codenames in PAGE_RIGHTS.items():
            group, made = Group.objects.get_or_create(name=name)
            if made:
                _grant_pages(group, root, codenames=codenames)
            _grant_records(group)
        _ensure_creators()
        if not WorkflowPage.objects.filter(page=root).exists():
            _assign_approval(root)


def _ensure_creators() -> None:
    """Who is in it may create events; each becomes the owner of their own and sees no other."""
    group, made = Group.objects.get_or_create(name=CREATORS)
    if made:
        group.permissions.add(
            Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
            Permission.objects.get(content_type__app_label="site_pages", codename="create_event"),
        )


def _grant_pages(group: Group, root: Page, *, codenames: tuple[str, ...]) -> None:
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=codenames):
        GroupPagePermission.objects.create(group=group, page=root, permission=permission)
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))


def _grant_records(group: Group) -> None:
    """Once: a group that has any right on a record was seen to already."""
    if group.permissions.filter(content_type__app_label="site_pages").exists():
        return
    wanted = [f"{action}_{record}" for action in ("add", "change", "delete") for record in RECORDS]
    group.permissions.add(*Permission.objects.filter(content_type__app_label="site_pages", codename__in=wanted))


def _assign_approval(root: Page) -> None:
    task = GroupApprovalTask.objects.filter(active=True, groups__name="Moderators").first()
    if task is None:
        task = GroupApprovalTask.objects.create(name="Moderators approval")
        task.groups.add(Group.objects.get(name="Moderators"))
    workflow, made = Workflow.objects.get_or_create(name="Moderators approval", defaults={"active": True})
    if made or not workflow.workflow_tasks.exists():
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(page=root, workflow=workflow)
