"""Wagtail's groups follow the roles."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from accounts.actions import change_event_role, revoke_event_role
from accounts.models import EventRole
from accounts.signals import event_role_changed
from site_pages.event_groups import COLLECTION_RIGHTS, PAGE_RIGHTS, sync_event_group
from site_pages.models import EventGroup, EventPage
from tests.factories import EventFactory, EventRoleFactory, ImageFactory, UserFactory

pytestmark = pytest.mark.django_db


def members(event):
    return set(EventGroup.objects.get(event=event).group.user_set.values_list("pk", flat=True))


def test_event_created_has_a_group_with_rights_on_itself_only():
    event = EventFactory()
    row = EventGroup.objects.get(event=event)

    pages = GroupPagePermission.objects.filter(group=row.group)
    collections = GroupCollectionPermission.objects.filter(group=row.group)
    assert {(right.page_id, right.permission.codename) for right in pages} == {(event.pk, name) for name in PAGE_RIGHTS}
    assert {(right.collection_id, right.permission.codename) for right in collections} == {
        (row.collection_id, name) for _, name in COLLECTION_RIGHTS
    }
    assert list(row.group.permissions.values_list("codename", flat=True)) == ["access_admin"]


@pytest.mark.parametrize(
    ("role", "is_member"),
    [("owner", True), ("collaborator", True), ("reviewer", False), ("moderator", False), ("check_in", False)],
)
def test_role_decides_membership(role, is_member):
    event = EventFactory()
    person = UserFactory()

    EventRoleFactory(event=event, user=person, role=role)

    assert members(event) == ({person.pk} if is_member else set())


def test_role_changed_and_revoked_takes_membership_away():
    event = EventFactory()
    EventRoleFactory(event=event, user=UserFactory())
    first = EventRoleFactory(event=event, user=UserFactory(), role="collaborator")
    second = EventRoleFactory(event=event, user=UserFactory(), role="collaborator")

    change_event_role(first, role="check_in", by=None)
    revoke_event_role(second, by=None)

    assert members(event).isdisjoint({first.user_id, second.user_id})


def test_drift_is_repaired_and_reported_once(capsys):
    event = EventFactory(title="Drifted")
    role = EventRoleFactory(event=event, user=UserFactory())
    row = EventGroup.objects.get(event=event)
    intruder = UserFactory()
    row.group.user_set.set([intruder])
    GroupPagePermission.objects.filter(group=row.group).delete()
    GroupCollectionPermission.objects.filter(group=row.group).delete()
    row.group.permissions.clear()

    call_command("sync_event_groups")
    first = capsys.readouterr().out
    call_command("sync_event_groups")
    second = capsys.readouterr().out

    assert members(event) == {role.user_id}
    assert GroupPagePermission.objects.filter(group=row.group).count() == len(PAGE_RIGHTS)
    assert GroupCollectionPermission.objects.filter(group=row.group).count() == len(COLLECTION_RIGHTS)
    assert "Repaired the group of Drifted" in first
    assert f"{EventPage.objects.count()} events checked, 0 repaired" in second


def test_role_in_an_event_without_a_group_makes_it():
    event = EventFactory()
    EventGroup.objects.filter(event=event).delete()

    role = EventRoleFactory(event=event)

    assert members(event) == {role.user_id}
    assert sync_event_group(event) is False


def test_role_changes_members_alone(django_assert_num_queries):
    """The rights are the event's: nothing but the command and publishing looks at them."""
    event = EventFactory()
    role, other = EventRoleFactory(event=event), UserFactory()

    with django_assert_num_queries(6):
        event_role_changed.send(sender=EventRole, event_id=event.pk, user_id=role.user_id)
    EventRole.objects.create(event_id=event.pk, user=other, role="owner")
    event_role_changed.send(sender=EventRole, event_id=event.pk, user_id=other.pk)

    assert members(event) == {role.user_id, other.pk}


def test_sync_twice_changes_nothing():
    event = EventFactory()
    EventRole.objects.create(event=event, user=UserFactory(), role="owner")

    assert [sync_event_group(event), sync_event_group(event)] == [True, False]


def test_event_renamed_and_published_renames_group_and_collection():
    event = EventFactory(title="Before")
    event.title = "After"
    event.save_revision().publish()

    row = EventGroup.objects.get(event=event)
    assert (row.group.name, row.collection.name) == (f"Organizers of After ({event.pk})", "After")


def test_event_deleted_drops_group_and_empty_collection():
    event = EventFactory()
    row = EventGroup.objects.get(event=event)

    event.delete()

    assert not Group.objects.filter(pk=row.group_id).exists()
    assert not Collection.objects.filter(pk=row.collection_id).exists()


def test_event_deleted_keeps_a_collection_with_images():
    event = EventFactory()
    row = EventGroup.objects.get(event=event)
    image = ImageFactory(collection=row.collection)

    event.delete()

    assert Collection.objects.filter(pk=row.collection_id).exists()
    assert type(image).objects.filter(pk=image.pk).exists()
