"""Granting, changing and revoking roles."""

import pytest

from accounts.actions import change_event_role, grant_event_role, revoke_event_role
from accounts.models import EventRole
from accounts.signals import event_role_changed
from notifications.errors import Conflict, InvalidInput, NotAllowed
from tests.factories import EventFactory, EventRoleFactory, UserFactory

pytestmark = pytest.mark.django_db
Role = EventRole.Role


@pytest.fixture
def owner_role():
    return EventRoleFactory(event=EventFactory(), user=UserFactory(), role=Role.OWNER)


def test_role_granted_by_owner_is_stored_and_told(owner_role):
    told = []

    def listen(event_id, user_id, **kwargs):
        told.append((event_id, user_id))

    person = UserFactory()
    event_role_changed.connect(listen)
    granted = grant_event_role(owner_role.event_id, user=person, role=Role.REVIEWER, by=owner_role.user)
    event_role_changed.disconnect(listen)

    assert (granted.user, granted.role) == (person, Role.REVIEWER)
    assert told == [(owner_role.event_id, person.pk)]


@pytest.mark.parametrize("role", [Role.COLLABORATOR, Role.REVIEWER, Role.MODERATOR, Role.CHECK_IN])
def test_role_granted_by_anyone_but_an_owner_is_refused(owner_role, role):
    helper = EventRoleFactory(event=owner_role.event, user=UserFactory(), role=role)

    with pytest.raises(NotAllowed):
        grant_event_role(owner_role.event_id, user=UserFactory(), role=Role.OWNER, by=helper.user)

    assert EventRole.objects.for_event(owner_role.event_id).count() == 2


def test_role_granted_by_owner_of_another_event_is_refused(owner_role):
    stranger = EventRoleFactory(event=EventFactory(), user=UserFactory())

    with pytest.raises(NotAllowed):
        grant_event_role(owner_role.event_id, user=stranger.user, role=Role.OWNER, by=stranger.user)


def test_second_role_in_the_same_event_is_refused(owner_role):
    with pytest.raises(Conflict) as refused:
        grant_event_role(owner_role.event_id, user=owner_role.user, role=Role.REVIEWER, by=None)

    assert refused.value.code == "HAS_ROLE"


def test_unknown_role_is_refused(owner_role):
    with pytest.raises(InvalidInput):
        grant_event_role(owner_role.event_id, user=UserFactory(), role="emperor", by=None)


def test_last_owner_changed_or_revoked_is_refused(owner_role):
    with pytest.raises(Conflict) as changed:
        change_event_role(owner_role, role=Role.COLLABORATOR, by=owner_role.user)
    with pytest.raises(Conflict) as revoked:
        revoke_event_role(owner_role, by=owner_role.user)

    assert (changed.value.code, revoked.value.code) == ("LAST_OWNER", "LAST_OWNER")
    assert EventRole.objects.get(pk=owner_role.pk).role == Role.OWNER


def test_owner_changed_while_another_remains(owner_role):
    EventRoleFactory(event=owner_role.event, user=UserFactory(), role=Role.OWNER)

    change_event_role(owner_role, role=Role.MODERATOR, by=owner_role.user)

    assert EventRole.objects.get(pk=owner_role.pk).role == Role.MODERATOR


def test_collaborator_revoked_by_owner_is_gone(owner_role):
    helper = EventRoleFactory(event=owner_role.event, user=UserFactory(), role=Role.COLLABORATOR)

    revoke_event_role(helper, by=owner_role.user)

    assert list(EventRole.objects.for_event(owner_role.event_id)) == [owner_role]
