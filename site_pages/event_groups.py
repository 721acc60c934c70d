"""The Wagtail group and collection of each event: how a role becomes rights in the CMS (spec 2).

EventRole is the one truth. The group follows it; `manage.py sync_event_groups` repairs what drifted.
"""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from accounts.models import EventRole
from site_pages.models import EventGroup, EventPage, SiteDocument, SiteImage

# No bulk_delete: an event with its pages is deleted by its owner alone (site_pages/admin/testers.py).
PAGE_RIGHTS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
COLLECTION_RIGHTS = (
    ("wagtailimages", "add_image"),
    ("wagtailimages", "change_image"),
    ("wagtailimages", "choose_image"),
    ("wagtaildocs", "add_document"),
    ("wagtaildocs", "change_document"),
    ("wagtaildocs", "choose_document"),
)
ADMIN_RIGHTS = (("wagtailadmin", "access_admin"),)


def sync_event_group(event: EventPage) -> bool:
    """Make the event's group, collection, rights and members what its roles say; True if anything changed."""
    with transaction.atomic():
        EventPage.objects.select_for_update(of=("self",)).get(pk=event.pk)
        event_group, changed = _ensure_event_group(event)
        changed |= _rename(event_group, event)
        changed |= _sync_admin_rights(event_group.group)
        changed |= _sync_page_rights(event_group.group, event)
        changed |= _sync_collection_rights(event_group.group, event_group.collection)
        changed |= _sync_members(event_group.group, event)
    return changed


def sync_event_members(event_id: int) -> None:
    """After a role changed: the group's members are whom the roles name. Rights follow from the event alone."""
    with transaction.atomic():
        event = EventPage.objects.select_for_update(of=("self",)).get(pk=event_id)
        event_group = EventGroup.objects.select_related("group").filter(event_id=event_id).first()
        if event_group is None:
            sync_event_group(event)
        else:
            _sync_members(event_group.group, event)


def drop_event_group(event_group: EventGroup) -> None:
    """After the row is gone, with its event: drop the group, and the collection unless something is kept there."""
    Group.objects.filter(pk=event_group.group_id).delete()
    kept = (model.objects.filter(collection_id=event_group.collection_id) for model in (SiteImage, SiteDocument))
    if not any(files.exists() for files in kept):
        Collection.objects.filter(pk=event_group.collection_id).delete()


def _group_name(event: EventPage) -> str:
    """Unique by the id, readable by the title; Django's limit is 150 characters."""
    return f"Organizers of {event.title[:100]} ({event.pk})"


def _ensure_event_group(event: EventPage) -> tuple[EventGroup, bool]:
    existing = EventGroup.objects.select_related("group", "collection").filter(event=event).first()
    if existing:
        return existing, False
    root = Collection.objects.select_for_update().get(depth=1)
    group, _ = Group.objects.get_or_create(name=_group_name(event))
    collection = root.add_child(name=event.title[:255])
    return EventGroup.objects.create(event=event, group=group, collection=collection), True


def _rename(event_group: EventGroup, event: EventPage) -> bool:
    names = (_group_name(event), event.title[:255])
    if (event_group.group.name, event_group.collection.name) == names:
        return False
    event_group.group.name, event_group.collection.name = names
    event_group.group.save(update_fields=["name"])
    event_group.collection.save(update_fields=["name"])
    return True


def _permissions(rights: tuple[tuple[str, str], ...]) -> set[Permission]:
    labels = {label for label, _ in rights}
    found = Permission.objects.filter(content_type__app_label__in=labels).select_related("content_type")
    return {permission for permission in found if (permission.content_type.app_label, permission.codename) in rights}


def _sync_admin_rights(group: Group) -> bool:
    wanted = _permissions(ADMIN_RIGHTS)
    if set(group.permissions.all()) == wanted:
        return False
    group.permissions.set(wanted)
    return True


def _sync_page_rights(group: Group, event: EventPage) -> bool:
    rights = tuple(("wagtailcore", codename) for codename in PAGE_RIGHTS)
    wanted = {(event.pk, permission.pk) for permission in _permissions(rights)}
    present = GroupPagePermission.objects.filter(group=group)
    if set(present.values_list("page_id", "permission_id")) == wanted:
        return False
    present.delete()
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page_id=page, permission_id=permission) for page, permission in sorted(wanted)
    )
    return True


def _sync_collection_rights(group: Group, collection: Collection) -> bool:
    wanted = {(collection.pk, permission.pk) for permission in _permissions(COLLECTION_RIGHTS)}
    present = GroupCollectionPermission.objects.filter(group=group)
    if set(present.values_list("collection_id", "permission_id")) == wanted:
        return False
    present.delete()
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(group=group, collection_id=place, permission_id=permission)
        for place, permission in sorted(wanted)
    )
    return True


def _sync_members(group: Group, event: EventPage) -> bool:
    wanted = set(_organizers(event).values_list("user_id", flat=True))
    if set(group.user_set.values_list("pk", flat=True)) == wanted:
        return False
    group.user_set.set(wanted)
    return True


def _organizers(event: EventPage) -> QuerySet[EventRole]:
    return EventRole.objects.for_event(event.pk).organizing()
