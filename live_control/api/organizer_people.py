"""`/api/organizer/sessions/{id}/live/…`: the people in a session, their questions, chat and stage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone as clock
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from accounts.authentication import OrganizerAuth
from live_control import selectors
from live_control.actions import chat, moderation, questions, stage
from live_control.api import organizer_schemas as schemas
from live_control.api.desk import SESSION, desk_of
from live_control.models import Participant, Question
from live_control.typed import refused

router = Router(tags=["Running a session"], auth=OrganizerAuth())
Json = dict[str, Any]
PEOPLE = SESSION + "/participants"
STEPS: Mapping[str, Callable[[Participant], None]] = {
    "invite": stage.invite,
    "demote": stage.leave_stage,
    "lower": stage.lower_hand,
    "mute": moderation.mute,
    "unmute": moderation.unmute,
    "eject": moderation.eject,
    "readmit": moderation.readmit,
}


@router.get(SESSION + "/questions", response={200: schemas.QuestionsOut, **schemas.REFUSALS})
def list_questions(request: HttpRequest, session_id: UUID, options: Query[schemas.QuestionFilters]) -> Json:
    """All questions, also dismissed ones, in the order in which they were asked."""
    desk = desk_of(request, session_id)
    asked = Question.objects.filter(session=desk.session.pk).order_by("asked_at", "pk")
    if options.state:
        asked = asked.filter(state=options.state)
    if options.cursor:
        last = Question.objects.filter(session=desk.session.pk, public_id=options.cursor).first()
        if last is None:
            raise wrong_cursor()
        asked = asked.filter(Q(asked_at__gt=last.asked_at) | Q(asked_at=last.asked_at, pk__gt=last.pk))
    rows = list(asked[: options.limit + 1])
    items = [selectors.question_json(one) for one in rows[: options.limit]]
    return {"items": items, "next_cursor": items[-1]["id"] if len(rows) > options.limit else None}


@router.post(SESSION + "/questions/{question_id}", response={200: schemas.QuestionOut, **schemas.REFUSALS})
def change_question(request: HttpRequest, session_id: UUID, question_id: UUID, given: schemas.MovedQuestionIn) -> Json:
    """Show it, take it up, close or dismiss it, put it back; pin it. Whatever is being answered then, has been."""
    desk = desk_of(request, session_id)
    question = selectors.question_of(desk.session.pk, question_id)
    if given.state is not None:
        question = questions.move_question(question, given.state)
    if given.is_pinned is not None:
        change = questions.pin_question if given.is_pinned else questions.unpin_question
        question = change(question)
    return selectors.question_json(question)


@router.post(SESSION + "/chat/remove", response={204: None, **schemas.REFUSALS})
def remove_from_chat(request: HttpRequest, session_id: UUID, given: schemas.RemovedIn) -> Status:
    """Take messages back from every page, or all of them."""
    desk = desk_of(request, session_id)
    if given.all == bool(given.ids):
        raise refused("ids", _("Name messages, or all of them."))
    if given.all:
        chat.clear_chat(desk.session.pk)
    else:
        chat.remove_messages(desk.session.pk, given.ids)
    return Status(204, None)


@router.get(PEOPLE, response={200: schemas.PeopleOut, **schemas.REFUSALS})
def list_participants(request: HttpRequest, session_id: UUID, options: Query[schemas.PeopleFilters]) -> Json:
    """Who is or was in the session, by name."""
    desk = desk_of(request, session_id)
    found = selectors.find_people(desk.session.pk, words=options.q, group=options.group)
    if options.cursor:
        last = Participant.objects.filter(session=desk.session.pk, public_id=options.cursor).first()
        if last is None:
            raise wrong_cursor()
        found = found.filter(Q(name__gt=last.name) | Q(name=last.name, pk__gt=last.pk))
    rows = list(found[: options.limit + 1])
    items = [selectors.person_json(one, clock.now()) for one in rows[: options.limit]]
    return {"items": items, "next_cursor": items[-1]["id"] if len(rows) > options.limit else None}


@router.post(PEOPLE + "/{person_id}/{step}", response={200: schemas.PersonOut, **schemas.REFUSALS})
def change_participant(request: HttpRequest, session_id: UUID, person_id: UUID, step: schemas.PersonStep) -> Json:
    """Invite to the stage or send back, lower a hand, mute, put out, let in again."""
    desk = desk_of(request, session_id)
    person = selectors.person_of(desk.session.pk, person_id)
    STEPS[step](person)
    person.refresh_from_db()
    return selectors.person_json(person, clock.now())


@router.post(SESSION + "/stage/next", response={200: schemas.PersonOut, **schemas.REFUSALS})
def next_speaker(request: HttpRequest, session_id: UUID, given: schemas.NextSpeakerIn | None = None) -> Json:
    """Invite whoever raised a hand first, and send one guest back to the audience for them. Answers whom it invited."""
    desk = desk_of(request, session_id)
    off = selectors.person_of(desk.session.pk, given.off) if given and given.off else None
    invited = stage.swap(desk.session.pk, off=off)
    invited.refresh_from_db()
    return selectors.person_json(invited, clock.now())


def wrong_cursor() -> Exception:
    return refused("cursor", "Not a cursor of this list.")
