"""The demo's sign-ins: an editor of the whole site and organizers of two events."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.actions import grant_event_role
from accounts.models import EventRole, User
from site_pages.models import EventPage

# Known to everybody who reads this file: loaded only where load_demo allows it.
PASSWORD = "tide-lantern-stitch"  # noqa: S105 - see above


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody of the demo; `event` is the slug of the event that is theirs, empty for the editor."""

    description: str
    email: str
    name: str
    event: str = ""
    password: str = PASSWORD


DEMO_SIGN_INS = (
    SignIn("editor of the whole site", "editor@foyer.example", "Edda Foyer"),
    SignIn("organizer of the conference", "organizer@foyer.example", "Sanne Verbruggen", "tidewater"),
    SignIn("organizer of the meetup", "host@foyer.example", "Achieng’ Odhiambo-Were", "lantern-evening"),
)


def create_editor() -> User:
    """The editor: may do everything in the CMS."""
    person = DEMO_SIGN_INS[0]
    return User.objects.filter(email=person.email).first() or User.objects.create_superuser(
        person.email, person.password, name=person.name
    )


def create_organizers() -> list[User]:
    """The organizers, each the owner of one event."""
    people = []
    for person in DEMO_SIGN_INS[1:]:
        user = User.objects.filter(email=person.email).first() or User.objects.create_user(
            person.email, person.password, name=person.name
        )
        event = EventPage.objects.get(slug=person.event)
        if not EventRole.objects.for_event(event.pk).for_user(user.pk).exists():
            grant_event_role(event.pk, user=user, role=EventRole.Role.OWNER, by=None)
        people.append(user)
    return people
