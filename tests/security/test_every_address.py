"""Attack 1: another event's pages and ids look like ones that do not exist, for every role and every address.

The list is read from the URLconf. A new address fails `is_classified` until it is named in addresses.py, and one
with a parameter of a new kind until `Foreign` has something of another event to put there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone as clock

from accounts.models import EventRole, User
from gallery.models import ZipJob
from live_control.models import Recording
from site_pages.models import EventPage
from tests.factories import EventFactory, EventRoleFactory, UserFactory
from tests.factories.gallery import gallery_for, guest_of, photo_of
from tests.factories.live import live_session, person_in, poll_in, question_by, room_for
from tests.factories.sign_in import sign_in_as
from tests.factories.ticketing import CategoryFactory, QuestionFactory, QuotaFactory, VoucherFactory, ticket_of
from tests.security.addresses import EVENT_API, Address, addresses
from ticketing.actions.entitlements import grant
from ticketing.actions.lists import ensure_list
from ticketing.models import CheckIn, WaitingListEntry

pytestmark = pytest.mark.django_db
SCOPED = [address for address in addresses() if address.kind == "event"]
REFUSALS = {400, 404, 405}
# Parameters that name a kind and not a thing: the same in every event.
CHOICES = {"kind": "orders", "form": "csv", "verb": "close", "step": "invite", "what": "polls"}


@dataclass
class Foreign:
    """One of everything that an event has, under the names that addresses give it."""

    event: EventPage
    values: dict[str, str]
    ticket_number: str

    def path(self, address: Address, **others: str) -> str:
        values = {**self.values, **others}
        if "tickets/<str:number>" in address.route:
            values["number"] = others.get("number", self.ticket_number)
        return address.path(values)


def furnish(event: EventPage) -> Foreign:
    category = CategoryFactory(event=event, quantity=9, price=0)
    ticket = ticket_of(category, email=f"guest@{event.slug}.example.org")
    door = ensure_list(event)
    scan = CheckIn.objects.create(scan_id=uuid4(), event=event, check_in_list=door, ticket=ticket, result="admitted")
    waiting = WaitingListEntry.objects.create(event=event, category=category, email="w@example.org")
    # The organizer API knows an event by its gallery, too.
    job = ZipJob.objects.create(gallery=gallery_for(event, public_id=event.public_id), digest="0" * 64)
    right = grant((event.pk, None), email="given@example.org", by=UserFactory())
    session = live_session(event=event)
    room_for(session)
    guest = person_in(session)
    photo = photo_of(guest_of(job.gallery))
    values = {
        "session": session.slug,
        "session_id": str(session.public_id),
        "action_id": str(poll_in(session).public_id),
        "question_id": str(question_by(guest).public_id),
        "person_id": str(guest.public_id),
        "recording_id": str(Recording.objects.create(session=session, provider="embedded").public_id),
        "media_id": str(photo.public_id),
        "guest_id": str(photo.guest.public_id),
        "slug": event.slug,
        "event_id": str(event.public_id),
        "number": ticket.order.number,
        "list_id": str(door.public_id),
        "scan_id": str(scan.scan_id),
        "category": str(category.public_id),
        "quota": str(QuotaFactory(event=event).public_id),
        "question": str(QuestionFactory(event=event).public_id),
        "voucher": str(VoucherFactory(event=event).public_id),
        "entry": str(waiting.public_id),
        "entitlement_id": str(right.public_id),
        "ticket_id": str(ticket.public_id),
        "job_id": str(job.public_id),
        **CHOICES,
    }
    return Foreign(event, values, ticket.number)


def session_in(event: EventPage) -> dict[str, str]:
    session = live_session(event=event)
    room_for(session)
    return {"session": session.slug, "session_id": str(session.public_id)}


@pytest.fixture
def foreign() -> Foreign:
    now = clock.now()
    return furnish(EventFactory(title="Foreign", starts_at=now, ends_at=now + timedelta(days=1)))


def answers_to(client: Client, path: str) -> list[tuple[int, str]]:
    """What the address answers to a look and to a change; statuses, and where it sends one."""
    kind = {"content_type": "application/json"} if path.startswith("/api/") else {}
    looked, changed = client.get(path), client.post(path, {}, **kind)
    return [(response.status_code, response.get("Location", "").split("?")[0]) for response in (looked, changed)]


def nothing(foreign: Foreign) -> dict[str, str]:
    """The same names for things that are not there."""
    return {
        name: CHOICES.get(name)
        or {"slug": "nowhere", "session": "none", "number": "ABCDEFGHJK"}.get(name)
        or str(uuid4())
        for name in foreign.values
    }


def signed_in(user: User | None) -> Client:
    client = Client()
    if user is not None:
        sign_in_as(client, user)
    return client


@pytest.mark.parametrize("address", addresses(), ids=lambda address: address.route)
def test_address_is_classified(address):
    assert address.kind, f"{address.route}: say in tests/security/addresses.py to whom it opens"


@pytest.mark.parametrize("role", [None, "nobody", *EventRole.Role.values])
def test_other_events_look_like_none(foreign, role):
    """Strangers, people without a role, and every role of another event."""
    user = None if role is None else UserFactory()
    if role in EventRole.Role.values:
        EventRoleFactory(event=EventFactory(title="Own"), user=user, role=role)
    client, missing = signed_in(user), nothing(foreign)
    for address in SCOPED:
        seen = answers_to(client, foreign.path(address))
        assert seen == answers_to(client, foreign.path(address, **missing)), address.route
        statuses = {status for status, _to in seen}
        assert statuses <= (REFUSALS if user else REFUSALS | {302, 401}), address.route
        if user:
            assert seen[0][0] in {404, 405}, address.route


def test_ids_of_another_event_look_like_none_to_an_owner(foreign):
    owner = UserFactory()
    own = EventFactory(title="Own")
    gallery_for(own, public_id=own.public_id)
    EventRoleFactory(event=own, user=owner)
    client = signed_in(owner)
    here = {"slug": own.slug, "event_id": str(own.public_id), **session_in(own)}
    missing = {**nothing(foreign), **here}
    for address in SCOPED:
        if not set(address.names) - {"slug", "event_id", "session", "session_id", *CHOICES}:
            continue
        seen = answers_to(client, foreign.path(address, **here))
        assert seen == answers_to(client, foreign.path(address, **missing)), address.route
        assert {status for status, _to in seen} <= REFUSALS, address.route


def test_owner_reaches_what_is_their_own(foreign):
    """The control: with the right, the same addresses answer otherwise, so the tests above can fail."""
    owner = UserFactory()
    EventRoleFactory(event=foreign.event, user=owner)
    client = signed_in(owner)
    reached = [address.route for address in SCOPED if client.get(foreign.path(address)).status_code == 200]
    assert len(reached) >= 6, reached
    assert any(route.startswith(EVENT_API) for route in reached)
