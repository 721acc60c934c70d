"""Required questions not answered for a ticket: entered and given ones begin so, and a question may be new."""

from __future__ import annotations

from collections.abc import Sequence

from ticketing.answers import questions_for
from ticketing.choices import LIVE_TICKETS
from ticketing.models import Answer, Question, Ticket


def missing_answers(event_id: int, tickets: Sequence[Ticket]) -> dict[int, list[str]]:
    """What is still to be answered, by the key of each ticket that lacks something. Three queries at most."""
    required = list(Question.objects.asked_in(event_id).filter(is_required=True).prefetch_related("categories"))
    valid = [ticket for ticket in tickets if ticket.state in LIVE_TICKETS]
    if not required or not valid:
        return {}
    given = set(
        Answer.objects.filter(ticket__in=valid, question__in=required).order_by().values_list("ticket", "question")
    )
    missing = {
        ticket.pk: [
            question.text
            for question in questions_for(required, ticket.category_id)
            if (ticket.pk, question.pk) not in given
        ]
        for ticket in valid
    }
    return {pk: texts for pk, texts in missing.items() if texts}
