"""The demo's sign-ins: an editor of the whole site, organizers of two events, somebody at a door, a speaker."""

from __future__ import annotations

from dataclasses import dataclass

from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.actions import grant_event_role
from accounts.models import EventRole, User
from site_pages.models import EventPage

# The editor's authenticator, known to everybody who reads this file: loaded only where load_demo allows it, and
# shown at /dev/authenticator/ (cms/dev_authenticator.py), which stands for the phone.
AUTHENTICATOR_KEY = "7469646520616e64206c616e7465726e21212121"


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody of the demo; `event` is the slug of the event of their role, empty where they have none."""

    description: str
    email: str
    name: str
    event: str = ""
    role: EventRole.Role = EventRole.Role.OWNER


DEMO_SIGN_INS = (
    SignIn("editor of the whole site", "editor@foyer.example", "Edda Foyer"),
    SignIn("organizer of the conference", "organizer@foyer.example", "Sanne Verbruggen", "tidewater"),
    SignIn("organizer of the meetup", "host@foyer.example", "Achieng’ Odhiambo-Were", "lantern-evening"),
    SignIn("at the conference's doors", "door@foyer.example", "Jip Terpstra", "tidewater", EventRole.Role.CHECK_IN),
    SignIn("family, with its photo gallery", "family@foyer.example", "Inês Figueiredo", "amalia-and-tomas"),
    # By the programme alone (cms/demo/content/tidewater/speakers.toml).
    SignIn("on stage at the Long Watch", "speaker@foyer.example", "Maren Oosterhuis"),
)


def create_editor() -> User:
    """The editor: may do everything in the CMS."""
    person = DEMO_SIGN_INS[0]
    editor = User.objects.filter(email=person.email).first() or User.objects.create_superuser(
        person.email, name=person.name
    )
    if not TOTPDevice.objects.filter(user=editor).exists():
        TOTPDevice.objects.create(user=editor, name="demo", key=AUTHENTICATOR_KEY)
    return editor


def create_organizers() -> dict[str, User]:
    """The people of events, with the role that they have at one; by address."""
    people = {}
    for person in DEMO_SIGN_INS[1:]:
        user = User.objects.filter(email=person.email).first() or User.objects.create_user(
            person.email, name=person.name
        )
        people[person.email] = user
        if not person.event:
            continue
        event = EventPage.objects.get(slug=person.event)
        if not EventRole.objects.for_event(event.pk).for_user(user.pk).exists():
            grant_event_role(event.pk, user=user, role=person.role, by=None)
    return people
