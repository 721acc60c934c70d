"""A session that is on right now, held online, and what people hold of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone as clock

from accounts.models import User
from live_control.choices import ActionState, Kind, LiveRole, PollType, Provider, RoomState, ShowResults
from live_control.models import LiveAction, LiveRoom, Participant, PollOption, Question, Vote
from live_control.stream.tickets import Audience, write_ticket
from site_pages.models import EventPage, SessionPage
from tests.factories.accounts import UserFactory
from tests.factories.sign_in import AddressFactory
from tests.factories.site_pages import EventFactory, SessionFactory
from tests.factories.ticketing import CategoryFactory, order_of
from ticketing.models import OnlinePlace, SessionPlaces, Ticket

ADDRESS = "/events/harbour/sessions/keels/"
JOIN = f"{ADDRESS}join/"


def live_session(mode: str = "open", *, begins_in: int = -5, event: EventPage | None = None, **fields: Any) -> Any:
    """`/events/harbour/sessions/keels/`, a stream that began five minutes ago."""
    now = clock.now().replace(microsecond=0)
    if event is None:
        event = EventFactory(
            title="Harbour", slug="harbour", access_mode=mode, format="hybrid", starts_at=now - timedelta(days=1)
        )
    fields = {"title": "Keels", "format": "virtual", "stream_type": "livestream", **fields}
    return SessionFactory(event=event, starts_at=now + timedelta(minutes=begins_in), **fields)


def event_around(session: SessionPage) -> EventPage:
    return EventPage.objects.get(path=session.event_path)


def somebody(email: str = "ada@example.org", **fields: Any) -> User:
    """A person who has proved their address."""
    return AddressFactory(user=UserFactory(email=email, **{"name": "Ada", **fields})).user


def ticket_for(event: EventPage, *, email: str = "ada@example.org", **category: Any) -> Ticket:
    """A live ticket in the name of this address."""
    return order_of(CategoryFactory(event=event, **category), email=email).tickets.get()


def places() -> list[str]:
    """Who holds a place, by kind; the counter agrees with the rows."""
    holders = sorted(OnlinePlace.objects.values_list("holder", flat=True))
    assert sum(SessionPlaces.objects.values_list("used", flat=True)) == len(holders)
    return [holder.partition(":")[0] for holder in holders]


def room_for(session: SessionPage, **fields: Any) -> LiveRoom:
    """The session's room, ready, with four places on stage."""
    wanted = {"provider": Provider.EMBEDDED, "name": f"room-{session.pk}", "state": RoomState.READY, **fields}
    return LiveRoom.objects.update_or_create(session=session, defaults=wanted)[0]


def person_in(session: SessionPage, name: str = "Grace", role: str = LiveRole.VIEWER, **fields: Any) -> Participant:
    """Somebody who sits in the session."""
    wanted = {"holder": f"guest:{uuid4().hex}", **fields}
    return Participant.objects.create(session=session, name=name, role=role, **wanted)


def live_ticket(participant: Participant, audience: Audience = Audience.VIEWER, *, seat: int | None = None) -> str:
    """The stream ticket of their seat, for an hour."""
    until = clock.now() + timedelta(hours=1)
    at = participant.seat if seat is None else seat
    return write_ticket(participant.session_id, participant.pk, seat=at, audience=audience, until=until)


def live_header(participant: Participant, audience: Audience = Audience.VIEWER) -> dict[str, str]:
    """What a page of theirs sends with each of its acts."""
    return {"Authorization": f"Live {live_ticket(participant, audience)}"}


def action_in(session: SessionPage, kind: str, state: str = ActionState.LIVE, **fields: Any) -> LiveAction:
    """An announcement, a download or a sign-up in this state."""
    now = clock.now()
    wanted = {"title": f"Some {kind}", **fields}
    if state != ActionState.DRAFT:
        wanted.setdefault("opened_at", now)
    if state in {ActionState.CLOSED, ActionState.ARCHIVED}:
        wanted.setdefault("closed_at", now)
    return LiveAction.objects.create(session=session, kind=kind, state=state, **wanted)


def poll_in(
    session: SessionPage, state: str = ActionState.LIVE, *, options: Sequence[str] = ("Oak", "Steel"), **fields: Any
) -> LiveAction:
    """A poll whose results show at once; ratings and open texts have no options."""
    wanted = {
        "title": "Which keel?",
        "poll_type": PollType.SINGLE,
        "show_results": ShowResults.ALWAYS,
        "setup": {"may_change": True},
        **fields,
    }
    poll = action_in(session, Kind.POLL, state, **wanted)
    if wanted["poll_type"] in {PollType.SINGLE, PollType.MULTIPLE}:
        PollOption.objects.bulk_create(
            PollOption(action=poll, label=label, position=place) for place, label in enumerate(options)
        )
    return poll


def question_by(participant: Participant, text: str = "Why oak?", **fields: Any) -> Question:
    """A question that this person has asked under their name."""
    wanted = {"key": uuid4(), "name": participant.name, **fields}
    return Question.objects.create(session=participant.session, participant=participant, text=text, **wanted)


def options_of(poll: LiveAction) -> list[PollOption]:
    return list(poll.options.order_by("position"))


def vote_of(person: Participant, poll: LiveAction, choices: Sequence[int] = (), **fields: Any) -> Vote:
    """This person's row in a named poll: options by primary key, or the rating."""
    wanted = {"voter": str(person.public_id), "participant": person, "cast_at": clock.now(), **fields}
    return Vote.objects.create(action=poll, choices=list(choices), **wanted)
