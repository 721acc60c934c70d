"""Files of a form that came back: kept with the draft, used with the next sending, gone with the draft."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone as clock

from tests.factories.ticketing import CategoryFactory, QuestionFactory, basket_of
from ticketing.actions.checkout import Placement, hold_seats
from ticketing.actions.draft_files import sweep_draft_files
from ticketing.draft_files import FOLDER, name_for
from ticketing.links import details_path, order_secret
from ticketing.models import Answer, Order, Question

pytestmark = pytest.mark.django_db
INCOMPLETE = {"name": "Ada", "email": "", "attendees-0-as_buyer": "on"}
COMPLETE = INCOMPLETE | {"email": "ada@example.org"}


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:
    settings.PRIVATE_MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def question() -> Question:
    return QuestionFactory(event=CategoryFactory(max_per_order=4).event, kind="file", is_required=True, text="Plan?")


def draft(question: Question, quantity: int = 1) -> Order:
    category = question.event.ticket_categories.get()
    return hold_seats(question.event, basket_of(category, quantity), placement=Placement())


def with_file(question: Question, name: str = "plan.pdf", content: bytes = b"%PDF plan") -> dict[str, Any]:
    return {f"attendees-0-{question.public_id}": SimpleUploadedFile(name, content)}


def kept() -> list[str]:
    root = Path(settings.PRIVATE_MEDIA_ROOT) / FOLDER
    return sorted(path.name for path in root.rglob("*") if path.is_file())


def stored() -> bytes:
    with Answer.objects.get().file.open() as file:
        return bytes(file.read())


def test_file_is_kept_when_the_form_comes_back_and_used_when_it_is_sent_again(client, question):
    order = draft(question)

    back = client.post(details_path(order), INCOMPLETE | with_file(question))
    page = back.content.decode()
    done = client.post(details_path(order), COMPLETE)

    assert (back.status_code, "plan.pdf is kept – choose another to replace it." in page) == (422, True)
    assert "Files have to be chosen again." not in page
    assert (done.status_code, Answer.objects.get().value, stored(), kept()) == (302, "plan.pdf", b"%PDF plan", [])


def test_page_says_what_is_kept_when_it_is_opened_again(client, question):
    order = draft(question)
    client.post(details_path(order), INCOMPLETE | with_file(question))

    assert "plan.pdf is kept" in client.get(details_path(order)).content.decode()


def test_another_file_replaces_the_kept_one(client, question):
    order = draft(question)
    client.post(details_path(order), INCOMPLETE | with_file(question))
    client.post(details_path(order), INCOMPLETE | with_file(question, "better.pdf", b"%PDF better"))
    assert kept() == ["better.pdf"]

    client.post(details_path(order), COMPLETE)

    assert stored() == b"%PDF better"


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("plan.exe", b"MZ", "Choose a PDF or a picture."),
        ("plan.pdf", b"x" * (5 * 1024 * 1024 + 1), "Choose a file of at most 5 MB."),
    ],
)
def test_file_that_does_not_fit_is_said_at_once_and_not_kept(client, question, name, content, text):
    page = client.post(details_path(draft(question)), INCOMPLETE | with_file(question, name, content)).content.decode()
    assert (text in page, kept()) == (True, [])


def test_each_ticket_keeps_its_own_file(client, question):
    order = draft(question, 2)
    client.post(details_path(order), INCOMPLETE | {"attendees-1-name": "Bob"} | with_file(question))

    back = client.post(details_path(order), COMPLETE | {"attendees-1-name": "Bob"})

    page = back.content.decode()
    assert (back.status_code, page.count("plan.pdf is kept"), page.count("Please answer this.")) == (422, 1, 1)


def test_kept_file_is_nobody_elses(client, question):
    mine, other = draft(question), draft(question)
    client.post(details_path(mine), INCOMPLETE | with_file(question))

    assert "plan.pdf" not in client.get(details_path(other)).content.decode()
    wrong = details_path(mine).replace(order_secret(mine), order_secret(other))
    assert client.get(wrong).status_code == 404


def test_draft_whose_time_is_over_keeps_no_file_and_says_so(client, question):
    order = draft(question)
    client.post(details_path(order), INCOMPLETE | with_file(question))
    Order.objects.update(expires_at=clock.now() - timedelta(minutes=1))

    page = client.post(details_path(order), INCOMPLETE | with_file(question, "late.pdf")).content.decode()

    assert ("Files have to be chosen again." in page, "is kept" in page) == (True, False)
    assert (sweep_draft_files(), kept(), sweep_draft_files()) == (1, [], 0)


def test_sweeping_leaves_the_files_of_open_drafts(client, question):
    client.post(details_path(draft(question)), INCOMPLETE | with_file(question))
    assert (sweep_draft_files(), kept()) == (0, ["plan.pdf"])


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("my plan (1).pdf", "my_plan_1.pdf"),
        ("x" * 300 + ".png", "x" * 96 + ".png"),
    ],
)
def test_name_is_made_one_that_every_file_system_takes(given, stored):
    upload = SimpleUploadedFile("a", b"")
    upload._name = given
    assert name_for(upload) == stored
