"""Rows of one event for the API: two queries, with what hangs on a row gathered by PostgreSQL itself."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Model, OuterRef, QuerySet
from django.db.models.functions import Coalesce, Greatest, JSONObject
from wagtail.models import Page
from wagtail.query import PageQuerySet

from site_pages.models import (
    EventFaq,
    EventOrganization,
    EventPage,
    EventSponsor,
    Room,
    SessionDocument,
    SessionLink,
    SessionPage,
    SessionSpeaker,
    Track,
)
from site_pages.models.base import SectionPage
from site_pages.querysets import EventQuerySet, SessionQuerySet, without_restriction

Row = dict[str, Any]

# What an event and a session say of themselves; a draft may say otherwise (drafts.py).
EVENT_VALUES = (
    "slug",
    "title",
    "short_description",
    "starts_at",
    "ends_at",
    "timezone",
    "format",
    "city",
    "category",
    "access_mode",
    "is_featured",
    "is_cancelled",
    "is_listed",
    "accent_color",
    "hero_image_id",
    "logo_id",
)
SESSION_VALUES = (
    "slug",
    "title",
    "subtitle",
    "short_description",
    "body",
    "starts_at",
    "ends_at",
    "session_type",
    "format",
    "stream_type",
    "access_override",
    "language",
    "is_recorded",
    "is_featured",
    "is_cancelled",
    "recording_url",
    "image_id",
)
VENUE_COLUMNS = (
    "public_id",
    "name",
    "address",
    "city",
    "country",
    "map_link",
    "travel",
    "accessibility",
    "image_id",
    "updated_at",
)
ROOM_COLUMNS = ("public_id", "name", "capacity", "accessibility_notes")
TRACK_COLUMNS = ("public_id", "name", "color")


def behind(relation: str, columns: Iterable[str]) -> list[str]:
    """The columns of a related row, as its reader's row names them."""
    return [f"{relation}__{column}" for column in columns]


EVENT_COLUMNS = (
    "pk",
    "public_id",
    "live",
    "path",
    "depth",
    "url_path",
    "last_published_at",
    "venue__name",
    *EVENT_VALUES,
)
SESSION_COLUMNS = (
    "pk",
    "public_id",
    "url_path",
    "last_published_at",
    "recording_file",
    *SESSION_VALUES,
    *behind("room", ROOM_COLUMNS),
    *behind("track", TRACK_COLUMNS),
)


def gathered(rows: QuerySet[Any], **names: str) -> ArraySubquery:
    """The rows of another table as a list of objects in this one's row."""
    return ArraySubquery(rows.values(row=JSONObject(**names)))


def of_event(model: type[Model]) -> QuerySet[Any]:
    return model._default_manager.filter(event=OuterRef("pk")).order_by("sort_order")


def children() -> PageQuerySet:
    """The pages right below the row's own."""
    return Page.objects.filter(path__startswith=OuterRef("path"), depth=OuterRef("depth") + 1)


def sections(pages: PageQuerySet) -> ArraySubquery:
    """Section pages with what their own tables say, in tree order."""
    kinds = [model._meta.model_name for model in SectionPage.__subclasses__()]
    rows = (
        without_restriction(pages)
        .order_by("path")
        .annotate(
            section_intro=Coalesce(*(f"{kind}__intro" for kind in kinds)),
            section_in_menu=Coalesce(*(f"{kind}__show_in_event_menu" for kind in kinds)),
        )
    )
    return gathered(
        rows,
        slug="slug",
        title="title",
        url_path="url_path",
        kind="content_type__model",
        intro="section_intro",
        in_menu="section_in_menu",
    )


def event_rows(events: EventQuerySet) -> list[Row]:
    """What lists say of events; the caller orders and cuts. One query."""
    return list(events.values(*EVENT_COLUMNS))


def event_row(event_id: int) -> Row | None:
    """Everything of one event but its sessions. One query."""
    return event_query().filter(pk=event_id).first()


@cache
def event_query() -> QuerySet[EventPage, Row]:
    """Built once in a process: putting these expressions together costs as much as the query itself."""
    return event_values().annotate(sections=sections(children().live()))


@cache
def draft_event_query() -> QuerySet[EventPage, Row]:
    """The same with the sections that are not published yet."""
    return event_values().annotate(sections=sections(children()))


def event_values() -> QuerySet[EventPage, Row]:
    return EventPage.objects.values(
        *EVENT_COLUMNS, "body", *behind("venue", (name for name in VENUE_COLUMNS if name != "name"))
    ).annotate(
        faqs=gathered(of_event(EventFaq), question="question", answer="answer"),
        organizations=organizations(),
        sponsors=sponsors(),
        tracks=gathered(
            Track.objects.filter(event=OuterRef("pk")).order_by("sort_order", "name", "pk"),
            id="public_id",
            name="name",
            color="color",
        ),
        rooms=gathered(
            Room.objects.filter(venue=OuterRef("venue")).order_by("sort_order", "name"),
            id="public_id",
            name="name",
            capacity="capacity",
            accessibility="accessibility_notes",
        ),
    )


def organizations() -> ArraySubquery:
    return gathered(
        of_event(EventOrganization),
        id="organization__public_id",
        name="organization__name",
        link="organization__link",
        description="organization__description",
        logo="organization__logo_id",
    )


def sponsors() -> ArraySubquery:
    return gathered(
        of_event(EventSponsor),
        tier="tier",
        id="sponsor__public_id",
        name="sponsor__name",
        link="sponsor__link",
        description="sponsor__description",
        logo="sponsor__logo_id",
        updated_at="sponsor__updated_at",
    )


def session_rows(path: str, depth: int, **only: object) -> list[Row]:
    """The published sessions below an event's tree path in programme order. One query."""
    return list(session_query().filter(path__startswith=path, depth=depth + 2, **only))


@cache
def session_query() -> QuerySet[SessionPage, Row]:
    """Published sessions; built once, as event_query."""
    sessions: SessionQuerySet = SessionPage.objects.published()
    return session_values(sessions.in_programme_order())


def session_values(sessions: SessionQuerySet) -> QuerySet[SessionPage, Row]:
    """Rows with the speakers' ids, files and links of each session."""
    own = {"session": OuterRef("pk")}
    return sessions.values(*SESSION_COLUMNS).annotate(
        speakers=gathered(
            SessionSpeaker.objects.filter(**own).order_by("sort_order"), speaker="speaker_id", role="role"
        ),
        documents=gathered(
            SessionDocument.objects.filter(**own).order_by("sort_order"), document="document_id", title="title"
        ),
        links=gathered(SessionLink.objects.filter(**own).order_by("sort_order"), title="title", url="url", kind="kind"),
        # PostgreSQL's GREATEST passes over what is null, as a session without a track has it.
        related_changed_at=Greatest(F("track__updated_at"), F("room__venue__updated_at"), F("last_published_at")),
    )
