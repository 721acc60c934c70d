"""What the schedule shows: groups or grids of sessions, and the addresses of its filters and views."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import timezone as clock
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from site_pages.addresses import path_of
from site_pages.choices import Format, SessionType
from site_pages.contexts import Context, fills
from site_pages.days import evening_of
from site_pages.kept import kept
from site_pages.models import EventPage, SessionIndexPage
from site_pages.page_contexts.reading import event_around, read_slots
from site_pages.programme import Group, Slot, TrackMark, by_day, by_label, rooms_of, to_moments, tracks_of
from site_pages.schedule_grid import Grid, lay_out_grid
from site_pages.schedule_rows import RowWords

VIEWS = ("day", "track", "room")
LAYOUTS = ("list", "grid")
LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class ScheduleQuery:
    """What the visitor asked for; anything unknown counts as not asked."""

    view: str = "day"
    layout: str = "list"
    track: str = ""
    type: str = ""
    format: str = ""
    q: str = ""

    @property
    def is_filtered(self) -> bool:
        return bool(self.track or self.type or self.format or self.q)

    def address(self, **changes: str) -> str:
        """The query string after these changes, without what is the default anyway; `?` alone when all is."""
        values = replace(self, **changes)
        pairs = {
            "view": values.view if values.view != "day" else "",
            "layout": values.layout if values.layout != "list" else "",
            "track": values.track,
            "type": values.type,
            "format": values.format,
            "q": values.q,
        }
        return "?" + urlencode({name: value for name, value in pairs.items() if value})


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a filter or switch."""

    value: str
    label: str
    is_chosen: bool
    address: str


@dataclass(frozen=True, slots=True)
class DayGrid:
    """A day's grid with its heading."""

    day: date
    title: str
    grid: Grid


def read_query(request: HttpRequest, tracks: Sequence[TrackMark]) -> ScheduleQuery:
    """The address's parameters; a track may be named by its slug or its public id."""
    wanted = request.GET.get("track", "")
    known = {track.public_id: track.address for track in tracks}
    return ScheduleQuery(
        view=_one_of(request.GET.get("view", ""), VIEWS),
        layout=_one_of(request.GET.get("layout", ""), LAYOUTS),
        track=known.get(wanted, wanted if wanted in known.values() else ""),
        type=request.GET.get("type", "") if request.GET.get("type") in SessionType.values else "",
        format=request.GET.get("format", "") if request.GET.get("format") in Format.values else "",
        q=" ".join(request.GET.get("q", "").split())[:LONGEST_SEARCH],
    )


def choose(slots: Sequence[Slot], query: ScheduleQuery) -> list[Slot]:
    """The sessions that the filters leave."""
    words = query.q.casefold()
    return [
        slot
        for slot in slots
        if (not query.track or (slot.track_mark and slot.track_mark.address == query.track))
        and (not query.type or slot.type == query.type)
        and (not query.format or slot.format == query.format)
        and (not words or words in f"{slot.title} {slot.people} {slot.room}".casefold())
    ]


@fills(SessionIndexPage)
def fill_schedule(page: SessionIndexPage, request: HttpRequest) -> Context:
    """The whole schedule. Queries: event, sessions."""
    event = event_around(page, request)
    slots = kept(request, "slots", lambda: read_slots(event))
    tracks, rooms = tracks_of(slots), rooms_of(slots)
    query = read_query(request, tracks)
    shown = choose(slots, query)
    return {
        "event": event,
        "query": query,
        "address": path_of(page),
        "total": len(slots),
        "count": len(shown),
        "days": day_links(shown, event) if query.view == "day" or query.layout == "grid" else [],
        "groups": group_sessions(shown, query, tracks=tracks, rooms=rooms) if query.layout == "list" else [],
        "grids": lay_out_days(shown, query, tracks=tracks, rooms=rooms) if query.layout == "grid" else [],
        "words": words_of(page, request, event=event, shown=shown),
        "clear_address": query.address(track="", type="", format="", q=""),
        "nameless": nameless_title(query),
        "view_choices": _switch(query, "view", _view_labels(tracks, rooms)),
        "layout_choices": _switch(query, "layout", {"list": _("List"), "grid": _("Grid")}),
        "track_choices": _switch(query, "track", {track.address: track.name for track in tracks}),
        "type_choices": _switch(query, "type", _present(SessionType, {slot.type for slot in slots})),
        "format_choices": _switch(query, "format", _present(Format, {slot.format for slot in slots})),
    }


def words_of(page: SessionIndexPage, request: HttpRequest, *, event: EventPage, shown: Sequence[Slot]) -> RowWords:
    """What the rows of this page share."""
    return RowWords(
        address=path_of(page),
        zone=event.timezone,
        live=_("Live now"),
        cancelled=_("Cancelled"),
        recording=_("Recording"),
        online=_("Online"),
        live_key=next((slot.key for slot in shown if slot.stage == "live"), ""),
    )


def group_sessions(
    slots: Sequence[Slot], query: ScheduleQuery, *, tracks: Sequence[TrackMark], rooms: Sequence[str]
) -> list[Group]:
    """The list, by day, track or room."""
    if query.view == "day":
        return [
            Group(f"day-{day:%Y-%m-%d}", day_title(day), to_moments(members), day=day)
            for day, members in by_day(slots).items()
        ]
    label, order = _grouping(query, tracks=tracks, rooms=rooms)
    return [
        Group(
            f"{query.view}-{number}",
            name or nameless_title(query),
            to_moments(members),
            track_key=members[0].track_key if query.view == "track" else "",
        )
        for number, (name, members) in enumerate(by_label(slots, label=label, order=order).items(), start=1)
    ]


def lay_out_days(
    slots: Sequence[Slot], query: ScheduleQuery, *, tracks: Sequence[TrackMark], rooms: Sequence[str]
) -> list[DayGrid]:
    """A grid for each day; its columns are the rooms, or the tracks where that is the view."""
    label, order = _grouping(query, tracks=tracks, rooms=rooms)
    return [
        DayGrid(day, day_title(day), lay_out_grid(members, label=label, order=order))
        for day, members in by_day(slots).items()
    ]


def day_links(slots: Sequence[Slot], event: EventPage) -> list[dict[str, object]]:
    """The days to jump to. Today is told by the event's clock, and after midnight it is still the evening's day."""
    today = evening_of(clock.now().astimezone(event.zone))
    return [
        {"day": day, "key": f"day-{day:%Y-%m-%d}", "is_today": day == today, "count": len(members)}
        for day, members in by_day(slots).items()
    ]


def day_title(day: date) -> str:
    return date_format(day, "l j F")


def _grouping(
    query: ScheduleQuery, *, tracks: Sequence[TrackMark], rooms: Sequence[str]
) -> tuple[Callable[[Slot], str], Sequence[str]]:
    if query.view == "track":
        return attrgetter("track"), [track.name for track in tracks]
    return attrgetter("room"), rooms


def nameless_title(query: ScheduleQuery) -> str:
    """What stands over the sessions without a track or room."""
    return _("Without a track") if query.view == "track" else _("Online and elsewhere")


def _view_labels(tracks: Sequence[TrackMark], rooms: Sequence[str]) -> dict[str, str]:
    """Only what there is something to arrange by."""
    labels = {"day": _("By day"), "track": _("By track") if tracks else "", "room": _("By room") if rooms else ""}
    return {view: label for view, label in labels.items() if label}


def _switch(query: ScheduleQuery, name: str, labels: dict[str, str]) -> list[Choice]:
    chosen = getattr(query, name)
    return [Choice(value, label, value == chosen, query.address(**{name: value})) for value, label in labels.items()]


def _present(choices: type[SessionType] | type[Format], present: set[str]) -> dict[str, str]:
    """Only what the programme holds, in the vocabulary's order."""
    return {value: str(label).capitalize() for value, label in choices.choices if value in present}


def _one_of(value: str, allowed: Sequence[str]) -> str:
    return value if value in allowed else allowed[0]
