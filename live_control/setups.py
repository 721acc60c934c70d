"""What each kind of action holds besides its title: typed, and read from JSON with every error beside its field.

    read_setup(Kind.POLL, {"poll_type": "single", "options": ["Oak", "Steel"]}, event_id=7)

`as_given` writes it back as it may be sent again. What the database has to hold together are columns of LiveAction
(`columns`), the answers of a poll are rows (`options`), and the rest is its `setup`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone as clock
from django.utils.translation import gettext as _

from live_control.choices import Kind, PollType, ShowResults
from live_control.documents import Attached, document_of_event
from live_control.given import Given
from live_control.models import LiveAction
from live_control.signup_fields import FieldSetup, read_fields

LEAST_OPTIONS, MOST_OPTIONS, LONGEST_OPTION, LONGEST_TEXT, LONGEST_BUTTON = 2, 20, 200, 1000, 40
WITH_OPTIONS = (PollType.SINGLE, PollType.MULTIPLE)


@dataclass(frozen=True, slots=True)
class Setup:
    """A kind's setup, checked."""

    setup: dict[str, Any]
    columns: dict[str, Any] = field(default_factory=dict)
    options: tuple[str, ...] = ()


def read_setup(kind: str, given: Mapping[str, Any], *, event_id: int) -> Setup:
    """Raises InvalidInput with every field that does not fit."""
    return READERS[Kind(kind)](Given(given), event_id)


def _poll(given: Given, event_id: int) -> Setup:
    poll_type = given.choice("poll_type", PollType, default=PollType.SINGLE)
    columns = {
        "poll_type": poll_type,
        "show_results": given.choice("show_results", ShowResults, default=ShowResults.AFTER_VOTE),
        "is_secret": given.flag("is_secret", default=False),
    }
    setup = {"may_change": given.flag("may_change", default=True)}
    options = given.lines("options", most=MOST_OPTIONS, longest=LONGEST_OPTION)
    if poll_type not in WITH_OPTIONS and options:
        given.refuse("options", _("Ratings and open texts have no answers to choose from."))
    elif poll_type in WITH_OPTIONS and len(options) < LEAST_OPTIONS:
        given.refuse("options", _("Give at least two answers."))
    elif len({option.casefold() for option in options}) < len(options):
        given.refuse("options", _("Two answers are the same."))
    given.done()
    return Setup(setup, columns, tuple(options))


def _announcement(given: Given, event_id: int) -> Setup:
    setup = {
        "text": given.text("text", most=LONGEST_TEXT),
        "url": given.url("url"),
        "button": given.text("button", most=LONGEST_BUTTON),
    }
    if setup["button"] and not setup["url"]:
        given.refuse("url", _("Give the address to which the button leads."))
    shown_until: datetime | None = given.moment("shown_until")
    given.done()
    return Setup(setup, {"shown_until": shown_until})


def _download(given: Given, event_id: int) -> Setup:
    text, url, number = given.text("text", most=LONGEST_TEXT), given.url("url"), given.number("document")
    attached: Attached | None = None
    if bool(url) == bool(number):
        given.refuse("url", _("Give either an address or a document of the event."))
    elif number:
        attached = document_of_event(number, event_id)
        if attached is None:
            given.refuse("document", _("Choose a document of this event."))
    given.done()
    if attached is None:
        return Setup({"text": text, "url": url, "document": None, "file": None})
    return Setup({"text": text, "url": attached.url, "document": attached.number, "file": attached.as_json()})


def _signup(given: Given, event_id: int) -> Setup:
    text = given.text("text", most=LONGEST_TEXT)
    fields: list[FieldSetup] = read_fields(given, "fields")
    given.done()
    return Setup({"text": text, "fields": [one.as_json() for one in fields]})


READERS: dict[Kind, Callable[[Given, int], Setup]] = {
    Kind.POLL: _poll,
    Kind.ANNOUNCEMENT: _announcement,
    Kind.DOWNLOAD: _download,
    Kind.SIGNUP: _signup,
}


def as_given(action: LiveAction, options: list[str]) -> dict[str, Any]:
    """What one would send for this action; `options` are the labels of a poll's answers."""
    kept = dict(action.setup)
    if action.kind == Kind.POLL:
        own = {"poll_type": action.poll_type, "show_results": action.show_results, "is_secret": action.is_secret}
        return {**own, "may_change": kept.get("may_change", True), "options": options}
    if action.kind == Kind.ANNOUNCEMENT:
        # One that is over took the announcement off; sent again it would be refused.
        until = action.shown_until if action.shown_until and action.shown_until > clock.now() else None
        return {**kept, "shown_until": until.isoformat() if until else None}
    if action.kind == Kind.DOWNLOAD:
        is_document = kept.get("document") is not None
        url = "" if is_document else kept.get("url", "")
        return {"text": kept.get("text", ""), "url": url, "document": kept.get("document")}
    return kept
