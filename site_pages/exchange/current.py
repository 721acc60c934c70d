"""The working state of imported session pages, compared with what a file wants.

The latest revision is the state that an editor sees. It is compared as it is stored, because building
a thousand pages from their revisions costs seconds and this costs milliseconds.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from wagtail.models import Revision

from site_pages.exchange.wanted import LinkRow, SpeakerRow, WantedSession
from site_pages.models import SessionIndexPage, SessionLink, SessionPage, SessionSpeaker

GONE = "gone:"
EQUAL_TAGS = (("strong", "b"), ("em", "i"))


@dataclass
class SessionState:
    """A session page's values by attribute name, with its body's blocks, speakers and links."""

    fields: dict[str, Any]
    body: list[dict[str, Any]] = field(default_factory=list)
    speakers: list[SpeakerRow] = field(default_factory=list)
    links: list[LinkRow] = field(default_factory=list)


@dataclass
class ImportedPage:
    """A page made by an earlier import: its row, its latest revision's state and its public state."""

    page: SessionPage
    draft: SessionState
    public: SessionState
    revisions: int
    speaker_rows: list[SessionSpeaker]
    link_rows: list[SessionLink]

    @property
    def key(self) -> str:
        return self.page.import_key.removeprefix(GONE)

    @property
    def is_gone(self) -> bool:
        return self.page.import_key.startswith(GONE)


def imported_pages(schedule: SessionIndexPage) -> list[ImportedPage]:
    """The schedule's pages that imports made, oldest first. Five queries."""
    pages = list(SessionPage.objects.child_of(schedule).exclude(import_key="").order_by("pk"))
    speakers = rows_by_session(SessionSpeaker.objects.filter(session__in=pages))
    links = rows_by_session(SessionLink.objects.filter(session__in=pages))
    latest = Revision.objects.filter(pk__in=[page.latest_revision_id for page in pages])
    contents = dict(latest.values_list("pk", "content"))
    counts = dict.fromkeys((page.pk for page in pages), 0)
    revisions = Revision.objects.page_revisions().filter(object_id__in=[str(page.pk) for page in pages])
    for object_id in revisions.values_list("object_id", flat=True):
        counts[int(object_id)] += 1
    found = []
    for page in pages:
        own_speakers, own_links = speakers.get(page.pk, []), links.get(page.pk, [])
        public = state_of_row(page, own_speakers, own_links)
        content = contents.get(page.latest_revision_id)
        draft = state_of_content(content) if content else public
        found.append(ImportedPage(page, draft, public, counts[page.pk], own_speakers, own_links))
    return found


def rows_by_session(rows: Iterable[Any]) -> dict[int, list[Any]]:
    """Child rows in their order, by their session."""
    grouped: dict[int, list[Any]] = {}
    for row in rows.order_by("sort_order", "pk"):  # type: ignore[attr-defined]
        grouped.setdefault(row.session_id, []).append(row)
    return grouped


def state_of_row(page: SessionPage, speakers: list[SessionSpeaker], links: list[SessionLink]) -> SessionState:
    """What the public sees of a live page."""
    return SessionState(
        fields=dict(vars(page)),
        body=list(page.body.raw_data),
        speakers=[SpeakerRow(row.speaker_id, row.role) for row in speakers],
        links=[LinkRow(row.title, row.url, row.kind) for row in links],
    )


def state_of_content(content: dict[str, Any]) -> SessionState:
    """What the latest revision holds."""
    fields = {SessionPage._meta.get_field(name).attname: content.get(name) for name in ("room", "track")}
    return SessionState(
        fields=content | fields,
        body=json.loads(content.get("body") or "[]"),
        speakers=[SpeakerRow(row["speaker"], row["role"]) for row in content.get("session_speakers", [])],
        links=[LinkRow(row["title"], row["url"], row["kind"]) for row in content.get("session_links", [])],
    )


def differs(state: SessionState, wanted: WantedSession, imported_speakers: set[int]) -> bool:
    """Whether a page in this state has to change to be what the file wants."""
    fields = any(plain(name, state.fields.get(name)) != plain(name, value) for name, value in wanted.fields.items())
    return (
        fields
        or (bool(wanted.body) and not same_markup(block_text(state, wanted), wanted.body))
        or merged_speakers(state.speakers, wanted, imported_speakers) != state.speakers
        or merged_links(state.links, wanted) != state.links
    )


def plain(name: str, value: Any) -> Any:
    """A field's value as both a row and a revision's JSON can be compared by."""
    if name in {"starts_at", "ends_at"} and isinstance(value, str):
        return datetime.fromisoformat(value)
    return str(value) if isinstance(value, UUID) else value


def block_text(state: SessionState, wanted: WantedSession) -> str:
    """The imported text block's markup, wherever the editor has moved it."""
    return next((str(block["value"]) for block in state.body if block.get("id") == wanted.block_id), "")


def same_markup(one: str, other: str) -> bool:
    """Whether two texts are the same but for what the editor's rich text field changes."""
    return one == other or markup_key(one) == markup_key(other)


def markup_key(markup: str) -> str:
    """Markup as the editor's rich text field would leave it, so that saving there is no difference."""
    markup = re.sub(r'\s+data-block-key="[^"]*"', "", markup)
    for one, other in EQUAL_TAGS:
        markup = re.sub(rf"<(/?){one}\b", rf"<\1{other}", markup)
    return re.sub(r"\s+", "", markup.replace("<br/>", "<br>").replace("<hr/>", "<hr>"))


def merged_speakers(current: list[SpeakerRow], wanted: WantedSession, imported_speakers: set[int]) -> list[SpeakerRow]:
    """The file's speakers in its order, then those that an editor added."""
    named = {row.speaker_id for row in wanted.speakers}
    roles = {row.speaker_id: row.role for row in current}
    # The formats carry no role but in the newest files; a role chosen by the editor stays.
    carried = [
        row if row.role != "speaker" else SpeakerRow(row.speaker_id, roles.get(row.speaker_id, row.role))
        for row in wanted.speakers
    ]
    added = [row for row in current if row.speaker_id not in named | imported_speakers]
    return carried + added


def merged_links(current: list[LinkRow], wanted: WantedSession) -> list[LinkRow]:
    """The file's links in its order, then the others that the page has."""
    named = {row.url for row in wanted.links}
    return [*wanted.links, *(row for row in current if row.url not in named)]
