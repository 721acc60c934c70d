"""Lists of a session to take away: polls, votes, questions, sign-ups and attendance (spec 4, "Actions").

A secret poll's votes have neither names nor times, and stand in the order of what was answered, so that nobody can be
read from where a row stands. An anonymous question has no name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.views.pages import signed_in_only
from live_control.board.facts import read_tallies
from live_control.choices import Kind, PollType
from live_control.control.access import ControlDesk, open_desk
from live_control.models import LiveAction, Participant, PollOption, Question, SignupAnswer, Vote
from ticketing.organize.exports import Cell, Export, Row, in_chunks, labels_of, local
from ticketing.organize.files import as_csv, as_xlsx

FORMS = {"csv": as_csv, "xlsx": as_xlsx}


@require_safe
def table_file(request: HttpRequest, slug: str, session: str, what: str, form: str) -> HttpResponseBase:
    """`exports/polls.csv`, and so on."""
    desk = open_desk(request, slug, session)
    if what not in KINDS or form not in FORMS:
        raise Http404
    headings, rows = KINDS[what](desk)
    return FORMS[form](Export(f"{desk.event.slug}-{desk.session.slug}-{what}", headings, rows))


# The answer streams, which the decorator has no objection to.
download = signed_in_only(cast("Callable[..., HttpResponse]", table_file))

Table = tuple[list[str], Callable[[], Iterator[Row]]]


def polls(desk: ControlDesk) -> Table:
    """A row for each answer of each poll with how often it was given, also never."""
    headings = [_("Poll"), _("Type"), _("State"), _("People"), _("Answer"), _("Votes")]

    def rows() -> Iterator[Row]:
        types, states = labels_of(LiveAction, "poll_type"), labels_of(LiveAction, "state")
        asked = list(polls_of(desk))
        tallies = read_tallies(asked)
        for poll in asked:
            tally = tallies[poll.pk]
            same: Row = [poll.title, types[poll.poll_type], states[poll.state], tally.voters]
            if poll.poll_type == PollType.TEXT:
                yield [*same, "", tally.voters]
            for key, label in answers_of(poll):
                yield [*same, label, tally.counts.get(key, 0)]

    return headings, rows


def votes(desk: ControlDesk) -> Table:
    """A row for each vote."""
    headings = [_("Poll"), _("Secret"), _("Person"), _("Answer"), _("Voted")]

    def rows() -> Iterator[Row]:
        yes, no = _("yes"), _("no")
        for poll in polls_of(desk):
            labels = dict(answers_of(poll))
            order = ("choices", "text", "voter") if poll.is_secret else ("cast_at", "pk")
            for vote in in_chunks(Vote.objects.filter(action=poll).select_related("participant").order_by(*order)):
                named = not poll.is_secret
                person = vote.participant.name if named and vote.participant else ""
                answer = vote.text or "; ".join(labels.get(choice, "") for choice in vote.choices)
                cast_at = local(vote.cast_at, desk.event) if named else ""
                yield [poll.title, no if named else yes, person, answer, cast_at]

    return headings, rows


def questions(desk: ControlDesk) -> Table:
    """A row for each question, whatever has become of it."""
    headings = [_("Question"), _("Asked by"), _("State"), _("Wanted by"), _("Asked"), _("Answered")]

    def rows() -> Iterator[Row]:
        states = labels_of(Question, "state")
        for one in in_chunks(Question.objects.filter(session=desk.session.pk).order_by("asked_at", "pk")):
            asked, answered = local(one.asked_at, desk.event), local(one.answered_at, desk.event)
            yield [one.text, one.name, states[one.state], one.upvotes, asked, answered]

    return headings, rows


def signups(desk: ControlDesk) -> Table:
    """A row for each sign-up by each person; a column for each thing that was asked for."""
    asked = list(LiveAction.objects.of_session(desk.session.pk).filter(kind=Kind.SIGNUP))
    labels = list(dict.fromkeys(one["label"] for action in asked for one in action.setup.get("fields", [])))
    headings = [_("Sign-up"), _("Person"), _("Sent"), *labels]

    def rows() -> Iterator[Row]:
        names = {action.pk: {one["name"]: one["label"] for one in action.setup.get("fields", [])} for action in asked}
        titles = {action.pk: action.title for action in asked}
        answers = SignupAnswer.objects.filter(action__in=asked).select_related("participant")
        for one in in_chunks(answers.order_by("action__position", "action", "answered_at", "pk")):
            given = {names[one.action_id].get(name, ""): cell(value) for name, value in one.answers.items()}
            sent = local(one.answered_at, desk.event)
            yield [titles[one.action_id], one.participant.name, sent, *(given.get(label, "") for label in labels)]

    return headings, rows


def attendance(desk: ControlDesk) -> Table:
    """A row for each person who was in the room."""
    headings = [_("Name"), _("E-mail"), _("Role"), _("First seen"), _("Last seen"), _("Put out")]

    def rows() -> Iterator[Row]:
        roles, why = labels_of(Participant, "role"), {**labels_of(Participant, "out"), "": ""}
        people = Participant.objects.filter(session=desk.session.pk).select_related("user")
        for one in in_chunks(people.order_by("first_seen_at", "pk")):
            seen = (local(moment, desk.event) for moment in (one.first_seen_at, one.last_seen_at))
            yield [one.name, one.user.email if one.user else "", roles[one.role], *seen, why[one.out]]

    return headings, rows


KINDS: Mapping[str, Callable[[ControlDesk], Table]] = {
    "polls": polls,
    "votes": votes,
    "questions": questions,
    "signups": signups,
    "attendance": attendance,
}


def polls_of(desk: ControlDesk) -> Any:
    """Those that have been on screen, in their order."""
    shown = LiveAction.objects.of_session(desk.session.pk).filter(kind=Kind.POLL, opened_at__isnull=False)
    return shown.order_by("position", "pk")


def answers_of(poll: LiveAction) -> list[tuple[int, str]]:
    """What a row's choices stand for. One query at most."""
    if poll.poll_type == PollType.RATING:
        return [(rating, str(rating)) for rating in range(1, 6)]
    return list(PollOption.objects.filter(action=poll).values_list("pk", "label"))


def cell(value: Any) -> Cell:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
