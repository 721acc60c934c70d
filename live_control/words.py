"""The words that the scripts of a live session show; static/js/live/words.js reads them from the page's data block."""

from __future__ import annotations

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from live_control.choices import Kind

Words = dict[str, Any]


def forms(singular: str, plural: str) -> dict[str, str]:
    """Both forms of a counted word, to be filled in the page."""
    return {"one": ngettext(singular, plural, 1), "other": ngettext(singular, plural, 2)}


def overlay_words() -> Words:
    """What everybody in the room reads."""
    return {**_general_words(), **_card_words(), **_poll_words(), **_drawer_words(), **_reaction_words()}


def _general_words() -> Words:
    return {
        "unreachable": _("The server cannot be reached. Nothing is lost: try again in a moment."),
        "messages": _("Messages"),
        "dismiss": _("Put away"),
        "cancel": _("Cancel"),
        "optional": _("optional"),
        "please_choose": _("Please choose"),
        "anonymous": _("Anonymous"),
        "unread": _("new"),
        "pinned": _("Pinned"),
        "role_organizer": _("Organizer"),
        "role_speaker": _("Speaker"),
    }


def _card_words() -> Words:
    return {
        "kinds": {kind.value: capfirst(str(kind.label)) for kind in Kind},
        "new_card": _("New: {kind}, {title}"),
        "closed_card": _("Closed: {kind}, {title}"),
        "fold": _("Fold up: {title}"),
        "unfold": _("Unfold: {title}"),
        "download": _("Download"),
        "link": _("Link"),
        "open_link": _("Open the link"),
        "sign_up": _("Sign up"),
        "signed_up": _("You are signed up."),
    }


def _poll_words() -> Words:
    return {
        "vote": _("Vote"),
        "vote_counted": _("Your vote counts."),
        "answer_first": _("Please choose an answer first."),
        "choose_one": _("Choose one"),
        "choose_several": _("Choose as many as you like"),
        "choose_rating": _("From 1 (not at all) to 5 (very much)"),
        "your_words": _("Your answer"),
        "your_answer": _("Your answer: {answer}"),
        "yours": _("your answer"),
        "change_answer": _("Change my answer"),
        "save_answer": _("Save my answer"),
        "secret": _("Secret: nobody sees who voted for what."),
        "so_far": _("How it stands so far"),
        "share": _("{count} · {percent} %"),
        "of_five": _("of 5"),
        "voters": forms("{count} vote", "{count} votes"),
        "no_texts": _("No answers yet."),
        "poll_closed": _("closed"),
        "results_after": _("You see the results when you have voted."),
        "results_voters": _("Those who voted see the results."),
        "results_later": _("The results appear here when the organizer shows them."),
        "results_never": _("The results of this poll are not shown."),
    }


def _drawer_words() -> Words:
    return {
        "drawer": _("Chat and questions"),
        "chat": _("Chat"),
        "chat_write": _("Write a message"),
        "chat_empty": _("Nobody has written yet. Say hello!"),
        "chat_off": _("The chat is switched off."),
        "chat_muted": _("An organizer has muted you in this chat. You can still read, vote and ask."),
        "send": _("Send"),
        "wait": forms("in {count} s", "in {count} s"),
        "slow_mode": forms("One message every {count} second.", "One message every {count} seconds."),
        "questions": _("Questions"),
        "questions_empty": _("No questions yet. Ask the first one!"),
        "questions_off": _("Questions are switched off."),
        "own_questions": _("Your questions"),
        "ask": _("Ask"),
        "ask_label": _("Your question to the stage"),
        "ask_anonymous": _("Without my name"),
        "asked": _("Your question is on its way to the moderators."),
        "from_you": _("asked by you"),
        "upvote": _("I want this answered, too: {text} ({votes})"),
        "upvotes": forms("{count} person", "{count} people"),
        "question_states": {
            "queue": _("Waiting for the moderators"),
            "shown": _("Shown to everybody"),
            "answering": _("Being answered now"),
            "answered": _("Answered"),
            "dismissed": _("Not taken up this time"),
        },
    }


def _reaction_words() -> Words:
    return {
        "reactions": _("Reactions"),
        "times": _("× {count}"),
        "reaction_names": {
            "applause": _("Applause"),
            "heart": _("Heart"),
            "laugh": _("Laughing"),
            "wow": _("Wow"),
            "celebrate": _("Hooray"),
            "thumbs_up": _("Thumbs up"),
        },
    }
