"""Running a session from the control page, on a phone, and what those in the room see of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from live_control.board.mark import mark_board
from live_control.choices import RoomState
from live_control.models import LiveRoom, Question, SignupAnswer
from tests.e2e.asgi_server import AsgiServer
from tests.e2e.conftest import DESK, PHONE
from tests.e2e.live_pages import IN_HAND, Visitors, card, control_page, panel
from tests.e2e.test_public_axe import findings
from tests.factories.accounts import EventRoleFactory
from tests.factories.live import action_in, event_around, live_session, person_in, poll_in, room_for

SIGNUP = {
    "text": "Saturday at ten",
    "fields": [
        {"name": "name", "label": "Name", "type": "text", "is_required": True, "choices": []},
        {"name": "email", "label": "E-mail", "type": "email", "is_required": True, "choices": []},
        {"name": "consent", "label": "You may write to me", "type": "consent", "is_required": False, "choices": []},
    ],
}


@pytest.fixture
def base_url(asgi_server: AsgiServer) -> str:
    return asgi_server.url


@pytest.fixture
def visitors(browser: Browser, base_url: str) -> Iterator[Visitors]:
    people = Visitors(browser, base_url)
    yield people
    people.close()


@pytest.fixture
def session(base_url: str) -> Any:
    found = live_session()
    room_for(found)
    return found


@pytest.fixture
def owner(session: Any) -> User:
    return EventRoleFactory(event=event_around(session)).user


@pytest.fixture
def control(visitors: Visitors, client: Client, owner: User) -> Page:
    """The control page in one hand."""
    return control_page(visitors, client, owner, **IN_HAND)


def test_question_is_asked_shown_wanted_and_answered(control, visitors, session):
    ada, grace = visitors.guest("Ada"), visitors.guest("Grace")
    ada.get_by_role("tab", name="Questions").click()
    ada.get_by_label("Your question to the stage").fill("How long does it last?")
    ada.get_by_role("button", name="Ask", exact=True).click()
    expect(ada.get_by_text("Waiting for the moderators")).to_be_visible()

    panel(control, "Questions")
    control.get_by_role("button", name="Show: How long does it last?").click()
    grace.get_by_role("tab", name="Questions").click()
    grace.get_by_role("button", name="I want this answered, too: How long").click()
    expect(grace.get_by_role("button", name="(1 person)")).to_have_attribute("aria-pressed", "true")
    expect(control.get_by_text("1 person", exact=True)).to_be_visible()

    control.get_by_role("button", name="Answer now: How long does it last?").click()
    expect(ada.get_by_text("Being answered now")).to_be_visible()
    control.get_by_role("button", name="Answered: How long does it last?").click()
    expect(grace.get_by_text("Answered", exact=True)).to_be_visible()
    assert Question.objects.values_list("state", "upvotes", "name").get() == ("answered", 1, "Ada")


def test_dismissed_question_is_found_and_put_back(control, visitors, session):
    ada = visitors.guest("Ada")
    ada.get_by_role("tab", name="Questions").click()
    ada.get_by_label("Your question to the stage").fill("Is it paid?")
    ada.get_by_role("button", name="Ask", exact=True).click()
    panel(control, "Questions")
    control.get_by_role("button", name="Dismiss: Is it paid?").click()
    expect(ada.get_by_text("Not taken up this time")).to_be_visible()

    control.get_by_text("Dismissed", exact=True).click()
    control.get_by_role("button", name="Put back: Is it paid?").click()
    expect(control.get_by_role("button", name="Show: Is it paid?")).to_be_visible()
    expect(control.get_by_text("None has been dismissed.")).to_be_visible()
    expect(ada.get_by_text("Waiting for the moderators")).to_be_visible()


def test_line_to_write_in_stays_whole_under_messages_and_cards(visitors, session):
    action_in(session, "announcement", title="Coffee on deck two", setup={"text": "Until a quarter past."})
    poll_in(session, options=("Oak", "Steel", "Larch", "Elm"))
    action_in(session, "download", "live", title="Slides", setup={"text": "", "url": "https://example.org/a.pdf"})
    mark_board(session.pk)
    desk = visitors.guest("Ada", viewport={"width": 1280, "height": 720})
    expect(desk.locator(".live-toast")).to_be_visible()

    for tab, name in (("Chat", "Send"), ("Questions", "Ask")):
        desk.get_by_role("tab", name=tab).click()
        drawer = desk.locator(".live-drawer").bounding_box()
        button = desk.get_by_role("button", name=name, exact=True).bounding_box()
        assert button["y"] + button["height"] <= drawer["y"] + drawer["height"]


def test_chat_is_moderated(control, visitors, session):
    ada, grace = visitors.guest("Ada"), visitors.guest("Grace")
    ada.get_by_label("Write a message").fill("Buy my boat!")
    ada.get_by_role("button", name="Send").click()
    expect(grace.get_by_role("log").get_by_text("Buy my boat!")).to_be_visible()

    panel(control, "Chat")
    more = control.get_by_label("Ada: Buy my boat!")
    more.click()
    control.get_by_role("button", name="Mute").click()
    expect(ada.get_by_text("An organizer has muted you in this chat.")).to_be_visible()
    more.click()
    control.get_by_role("button", name="Remove").click()
    control.get_by_role("button", name="Undo").click()
    expect(grace.get_by_role("log").get_by_text("Buy my boat!")).to_be_visible()
    more.click()
    control.get_by_role("button", name="Remove").click()
    expect(grace.get_by_role("log").get_by_text("Buy my boat!")).to_have_count(0)

    control.get_by_role("switch", name="Chat is on").click()
    expect(grace.get_by_text("The chat is switched off.").first).to_be_visible()


def test_sign_up_shows_what_is_wrong_and_is_exported(control, visitors, session):
    action_in(session, "signup", "live", title="Visit to the yard", setup=SIGNUP)
    mark_board(session.pk)
    ada = visitors.guest("Ada")
    card(ada, "Visit to the yard").get_by_role("button", name="Sign up").click()
    form = ada.get_by_role("dialog", name="Visit to the yard")
    form.get_by_label("E-mail").fill("ada at example")
    form.get_by_role("button", name="Sign up").click()
    expect(form.get_by_label("E-mail")).to_have_attribute("aria-invalid", "true")
    form.get_by_label("E-mail").fill("ada@example.org")
    form.get_by_label("You may write to me").check()
    form.get_by_role("button", name="Sign up").click()
    expect(card(ada, "Visit to the yard").get_by_text("You are signed up.")).to_be_visible()

    panel(control, "Session")
    with control.expect_download() as download:
        control.get_by_role("link", name="CSV Sign-ups").click()
    text = Path(download.value.path()).read_text("utf-8-sig")

    answers = {"name": "Ada", "email": "ada@example.org", "consent": True}
    assert SignupAnswer.objects.values_list("answers", flat=True).get() == answers
    assert "ada@example.org" in text


def test_two_organizers_see_what_the_other_does(control, visitors, client, owner, session):
    poll_in(session, "draft", title="Which keel?")
    mark_board(session.pk)
    other = control_page(visitors, client, owner, viewport=DESK)
    control.get_by_role("button", name="Open: Which keel?").click()
    expect(other.get_by_text("Attendees see the results now")).to_be_visible()

    other.get_by_role("switch", name="Reactions").click()
    panel(control, "Session")
    expect(control.get_by_role("switch", name="Reactions")).to_have_attribute("aria-checked", "false")


def test_raised_hand_comes_to_the_stage_and_somebody_is_put_out(control, visitors, session):
    grace = visitors.guest("Grace", **IN_HAND)
    grace.get_by_role("button", name="Raise hand").click()
    panel(control, "People")
    grace.get_by_role("tab", name="Chat").scroll_into_view_if_needed()
    grace.mouse.wheel(0, 2000)
    control.get_by_role("button", name="Bring to stage: Grace").click()
    expect(control.get_by_role("heading", name="Invited")).to_be_visible()
    # Wherever on the page she was reading.
    expect(grace.get_by_role("heading", name="You are invited to the stage")).to_be_in_viewport()
    control.get_by_role("button", name="Withdraw: Grace").click()
    expect(control.get_by_role("heading", name="Invited")).to_have_count(0)

    control.get_by_label("Search by name").fill("gra")
    control.get_by_label("More for Grace").last.click()
    control.get_by_role("button", name="Put out").click()
    control.get_by_role("dialog").get_by_role("button", name="Put out").click()
    expect(control.get_by_text("put out", exact=True)).to_be_visible()
    expect(grace.get_by_role("heading", name="An organizer has closed this room for you")).to_be_visible()


def test_room_that_failed_is_told_everywhere_and_made_again(visitors, client, owner, session):
    room_for(session, state=RoomState.FAILED, failure="Nobody answered.")
    mark_board(session.pk)
    control = control_page(visitors, client, owner, **IN_HAND)
    told = control.get_by_role("alert").filter(has_text="The room could not be made")
    expect(told.get_by_text("Nobody answered.")).to_be_visible()
    panel(control, "Session")
    told.get_by_role("button", name="Try again").click()
    expect(told).to_have_count(0)

    assert LiveRoom.objects.values_list("state", "failure").get() == ("ready", "")


# What of the stage's names and of the chat lies under a message.
COVERED = """() => {
  const boxOf = (one) => one.getBoundingClientRect();
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const places = [...document.querySelectorAll(".tile figcaption, .live-drawer, .live-stage, .live-controls")];
  const toasts = [...document.querySelectorAll(".live-toast")].map(boxOf);
  const covered = places.filter((one) => toasts.some((toast) => meet(toast, boxOf(one))));
  return [toasts.length, covered.map((one) => one.className), document.documentElement.scrollWidth];
}"""


def test_message_covers_neither_the_stage_nor_the_chat(visitors, session):
    action_in(session, "announcement", title="Coffee on deck two", setup={"text": "Until a quarter past."})
    mark_board(session.pk)
    desk, phone = visitors.guest("Ada"), visitors.guest("Grace", **IN_HAND)
    for page in (desk, phone):
        expect(page.locator(".live-toast")).to_be_visible()

    assert [page.evaluate(COVERED) for page in (desk, phone)] == [[1, [], 1280], [1, [], 390]]


@pytest.fixture
def busy(session: Any) -> Any:
    """Something in every panel."""
    poll_in(session, title="Which keel?")
    poll_in(session, "draft", title="Which mast?")
    action_in(session, "signup", "live", title="Visit to the yard", setup=SIGNUP)
    action_in(session, "download", "live", title="Slides", setup={"text": "", "url": "https://example.org/a.pdf"})
    person = person_in(session, "Chidi")
    for number, state in enumerate(("queue", "shown", "answering", "answered")):
        Question.objects.create(session=session, participant=person, key=f"{number}" * 32, text="Why?", state=state)
    return session


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_no_findings_and_do_not_scroll_sideways(busy, control, visitors, client, owner, scheme):
    found: dict[str, list[str]] = {}
    control.emulate_media(color_scheme=scheme)
    for name in ("Questions", "Chat", "People", "Session", "On screen"):
        panel(control, name)
        found[name] = findings(control)
    control.get_by_role("button", name="Quick sign-up", exact=True).click()
    found["form"] = findings(control)
    desk = control_page(visitors, client, owner, viewport=DESK, color_scheme=scheme)
    found["desk"] = findings(desk)
    guest = visitors.guest("Ada", viewport=PHONE, color_scheme=scheme)
    expect(card(guest, "Which keel?")).to_be_visible()
    found["room"] = findings(guest)
    widths = [page.evaluate("document.documentElement.scrollWidth") for page in (control, guest)]

    assert found == {name: [] for name in found}
    assert widths == [390, 390]
