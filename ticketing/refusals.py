"""What the access decision means in words, and the next step it leaves: one text for page and API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.errors import DomainError
from site_pages.addresses import path_of
from ticketing.access import Decision, Outcome, Purpose

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from site_pages.models import EventPage, SessionPage

WORDS: dict[Outcome, StrPromise] = {
    Outcome.NAME_REQUIRED: gettext_lazy("Tell us the name under which others see you."),
    Outcome.LOGIN_REQUIRED: gettext_lazy("Sign in to take part."),
    Outcome.TICKET_REQUIRED: gettext_lazy("You need a ticket for this."),
    Outcome.UPGRADE_REQUIRED: gettext_lazy("Your ticket is not for this session."),
    Outcome.FULL: gettext_lazy("All places online are taken."),
    Outcome.NOT_OPEN_YET: gettext_lazy("The way in is not open yet."),
    Outcome.ENDED: gettext_lazy("This session is over."),
    Outcome.CANCELLED: gettext_lazy("This session is cancelled."),
    Outcome.PUT_OUT: gettext_lazy("An organizer has put you out of this session."),
    Outcome.GUESTS_CLOSED: gettext_lazy("Nobody new comes in without an account now."),
}
STATUSES = {
    Outcome.NAME_REQUIRED: 400,
    Outcome.LOGIN_REQUIRED: 401,
    Outcome.TICKET_REQUIRED: 403,
    Outcome.UPGRADE_REQUIRED: 403,
    Outcome.FULL: 409,
    Outcome.NOT_OPEN_YET: 409,
    Outcome.ENDED: 410,
    Outcome.CANCELLED: 410,
    Outcome.PUT_OUT: 403,
    Outcome.GUESTS_CLOSED: 403,
}


@dataclass(frozen=True, slots=True)
class Step:
    """What the person can do now, and the page of this site where they do it."""

    action: str
    url: str


def join_path(session: SessionPage, event: EventPage) -> str:
    """Where a session is joined; also where somebody who signs in for it comes back to."""
    return reverse("ticketing:join", args=[event.slug, session.slug])


def sign_in_path(session: SessionPage, event: EventPage, purpose: Purpose) -> str:
    """Signing in, and back: into the session, or to its page for the recording and the hall."""
    back = join_path(session, event) if purpose is Purpose.JOIN else path_of(session)
    return f"{reverse('auth_login')}?{urlencode({'next': back})}"


def tickets_path(event: EventPage) -> str:
    """The event's ticket shop."""
    return f"{path_of(event)}tickets/"


def next_step(decision: Decision, session: SessionPage, event: EventPage) -> Step | None:
    """What comes next; None where nothing does."""
    at_door, at_page = join_path(session, event), path_of(session)
    if decision.is_allowed:
        return Step(decision.purpose.value, at_door if decision.purpose is Purpose.JOIN else at_page)
    steps = {
        Outcome.NAME_REQUIRED: Step("enter_name", at_door),
        Outcome.LOGIN_REQUIRED: Step("sign_in", sign_in_path(session, event, decision.purpose)),
        Outcome.TICKET_REQUIRED: Step("get_ticket", tickets_path(event)),
        Outcome.UPGRADE_REQUIRED: Step("upgrade", tickets_path(event)),
        Outcome.FULL: Step("try_again", at_door),
        Outcome.NOT_OPEN_YET: Step("wait", at_page),
        Outcome.GUESTS_CLOSED: Step("sign_in", sign_in_path(session, event, decision.purpose)),
    }
    return steps.get(decision.outcome)


class NotAdmitted(DomainError):
    """The decision said no, in the shape of every other refusal: `NAME_REQUIRED`, `FULL` and so on."""

    def __init__(self, decision: Decision, *, session: SessionPage, event: EventPage) -> None:
        message = str(WORDS[decision.outcome])
        fields = {"name": _("Enter a name.")} if decision.outcome is Outcome.NAME_REQUIRED else {}
        super().__init__(message, code=decision.outcome.value.upper(), fields=fields)
        self.status = STATUSES[decision.outcome]
        self.decision = decision
        self.step = next_step(decision, session, event)

    def as_json(self) -> dict[str, object]:
        body = super().as_json() | {"outcome": self.decision.outcome.value}
        if self.step is not None:
            body["next"] = {"action": self.step.action, "url": self.step.url}
        if self.decision.opens_at is not None:
            body["opens_at"] = self.decision.opens_at.isoformat()
        return body
