"""What was on screen in a session that is over, beside its recording: read-only, each with its moment (spec 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from live_control.actions.recorded_files import shown_on
from live_control.board.facts import read_tallies
from live_control.board.polls import RATINGS, Tally, is_shown_to_all
from live_control.choices import ActionState, Kind, PollType
from live_control.models import LiveAction
from site_pages.extensions import register_panel
from site_pages.models import SessionPage

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString
    from wagtail.models import Page

KINDS = (Kind.POLL, Kind.ANNOUNCEMENT)


@dataclass(frozen=True, slots=True)
class Bar:
    """One answer of a poll; `share` in whole per cent of those who voted."""

    label: str
    votes: int
    share: int


@dataclass(frozen=True, slots=True)
class Chapter:
    """`seconds` after the recording's beginning; `clock` is how that is written."""

    kind: str
    title: str
    text: str
    seconds: int
    clock: str
    bars: list[Bar]


def chapters_of(session_id: int, begin: datetime) -> list[Chapter]:
    """Polls and announcements that were shown, in that order. Four queries; with bars where everybody saw them."""
    shown = LiveAction.objects.of_session(session_id).filter(kind__in=KINDS, opened_at__isnull=False)
    rows = shown.exclude(state=ActionState.DRAFT).prefetch_related("options").order_by("opened_at", "pk")
    public = [action for action in rows if action.kind == Kind.POLL and is_shown_to_all(action)]
    tallies = read_tallies(public)
    return [chapter_of(action, begin, tally=tallies.get(action.pk)) for action in rows]


def chapter_of(action: LiveAction, begin: datetime, *, tally: Tally | None) -> Chapter:
    assert action.opened_at is not None
    seconds = max(0, int((action.opened_at - begin).total_seconds()))
    text = str(action.setup.get("text", "")) if action.kind == Kind.ANNOUNCEMENT else ""
    bars = bars_of(action, tally) if tally is not None else []
    return Chapter(action.kind, action.title, text, seconds, clock_text(seconds), bars)


def bars_of(action: LiveAction, tally: Tally) -> list[Bar]:
    """Of those who voted; open texts have none."""
    if action.poll_type == PollType.RATING:
        counted = [(str(rating), tally.counts.get(rating, 0)) for rating in RATINGS]
    else:
        counted = [(option.label, tally.counts.get(option.pk, 0)) for option in action.options.all()]
    return [Bar(label, count, round(100 * count / tally.voters) if tally.voters else 0) for label, count in counted]


def clock_text(seconds: int) -> str:
    """`4:05`, `1:02:03`."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def render(page: Page, request: HttpRequest) -> SafeString | None:
    """Below the player; from the session's beginning where we did not record it ourselves."""
    assert isinstance(page, SessionPage)
    ours = shown_on(page)
    begin = ours.started_at if ours else page.starts_at
    chapters = chapters_of(page.pk, begin) if begin else []
    if not chapters:
        return None
    return render_to_string("live_control/recording_chapters.html", {"chapters": chapters}, request=request)


def register() -> None:
    register_panel("recording", render)
