"""Files that attendees answer with, sent through the API."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest
from django.test import Client

from tests.factories.ticketing import CategoryFactory, QuestionFactory
from ticketing.models import Answer, Order, Question, TicketCategory

pytestmark = pytest.mark.django_db
PLAN = b64encode(b"%PDF plan").decode()


@pytest.fixture
def category() -> TicketCategory:
    return CategoryFactory()


@pytest.fixture
def question(category: TicketCategory) -> Question:
    return QuestionFactory(event=category.event, kind="file", is_required=True)


def order_with(category: TicketCategory, question: Question, answer: Any) -> Any:
    attendee = {"category": str(category.public_id), "answers": {str(question.public_id): answer}}
    body = {
        "event": category.event.slug,
        "lines": [{"category": str(category.public_id), "quantity": 1}],
        "buyer": {"name": "Ada", "email": "ada@example.org"},
        "attendees": [attendee],
    }
    return Client().post("/api/orders", body, content_type="application/json")


def test_file_in_base64_is_the_answer(category, question):
    made = order_with(category, question, {"name": "plan.pdf", "data": PLAN})

    answer = Answer.objects.get()
    with answer.file.open() as file:
        assert (made.status_code, answer.value, file.read()) == (201, "plan.pdf", b"%PDF plan")


@pytest.mark.parametrize("answer", [None, "plan.pdf", {"name": "plan.exe", "data": PLAN}, ["plan.pdf"]])
def test_required_file_that_is_missing_or_none_is_named(category, question, answer):
    refused = order_with(category, question, answer)

    error = refused.json()
    assert (refused.status_code, error["error"], Order.objects.count()) == (400, "INVALID_INPUT", 0)
    assert list(error["fields"]) == [f"attendees.0.answers.{question.public_id}"]


@pytest.mark.parametrize("answer", [{"name": "plan.pdf"}, {"name": "plan.pdf", "data": "no base64!"}, {"data": PLAN}])
def test_file_that_cannot_be_read_is_refused(category, question, answer):
    assert (order_with(category, question, answer).status_code, Order.objects.count()) == (400, 0)


def test_request_that_is_too_large_is_refused_as_json(category, question):
    refused = order_with(category, question, {"name": "plan.pdf", "data": "A" * (5 * 1024 * 1024)})
    assert (refused.status_code, refused.json()["error"], Order.objects.count()) == (413, "TOO_LARGE", 0)
