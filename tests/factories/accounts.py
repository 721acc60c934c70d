"""Users and roles."""

import factory

from accounts.models import EventRole, User


class UserFactory(factory.django.DjangoModelFactory):
    """A person without any right."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")


class EventRoleFactory(factory.django.DjangoModelFactory):
    """An owner's role."""

    class Meta:
        model = EventRole

    user = factory.SubFactory(UserFactory)
    role = EventRole.Role.OWNER
