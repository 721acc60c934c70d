"""Users and roles."""

from typing import Any

import factory

from accounts.actions import grant_event_role
from accounts.models import EventRole, User


class UserFactory(factory.django.DjangoModelFactory):
    """A person without any right."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")


class EventRoleFactory(factory.django.DjangoModelFactory):
    """An owner's role, granted as the product does, so that the CMS follows it."""

    class Meta:
        model = EventRole

    user = factory.SubFactory(UserFactory)
    role = EventRole.Role.OWNER

    @classmethod
    def _create(cls, model_class: type[EventRole], *args: Any, **kwargs: Any) -> EventRole:
        return grant_event_role(kwargs["event"].pk, user=kwargs["user"], role=kwargs["role"], by=None)
