"""Pages added in bulk are what pages made one by one are."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from wagtail.models import Page, PageLogEntry, ReferenceIndex
from wagtail.search.models import IndexEntry

from accounts.models import User
from site_pages.exchange.apply import import_schedule
from site_pages.exchange.read import read_schedule
from site_pages.models import EventIndexPage, EventPage, SessionIndexPage, SessionPage, Speaker
from tests.factories.sign_in import sign_in_strongly
from tests.site_pages.exchange.conftest import FIXTURES


@pytest.fixture
def event(event_index: EventIndexPage) -> EventPage:
    """The small night camp, published."""
    return import_schedule(read_schedule((FIXTURES / "frab-night.json").read_bytes()), publish=True).event


def references(record: Any) -> set[tuple[Any, ...]]:
    return set(
        ReferenceIndex.get_references_for_object(record).values_list("to_object_id", "model_path", "content_path")
    )


def index_entry(record: Any) -> tuple[Any, ...] | None:
    entries = IndexEntry.objects.filter(
        object_id=str(record.pk), content_type=ContentType.objects.get_for_model(type(record))
    )
    return entries.values_list("title", "body", "autocomplete").first()


def test_imported_pages_tree_is_sound(event: EventPage) -> None:
    assert Page.find_problems() == ([], [], [], [], [])
    schedule = SessionIndexPage.objects.child_of(event).get()
    assert schedule.numchild == schedule.get_children().count() == 4
    assert [page.url_path for page in schedule.get_children()] == [
        f"{schedule.url_path}{slug}/" for slug in schedule.get_children().values_list("slug", flat=True)
    ]


def test_imported_pages_are_as_if_made_by_hand(event: EventPage) -> None:
    for page in SessionPage.objects.for_event(event):
        draft = page.get_latest_revision_as_object()
        draft.full_clean()
        assert page.latest_revision_id == page.live_revision_id
        assert page.draft_title == page.title == draft.title
        assert (page.locale_id, page.content_type.model_class()) == (event.locale_id, SessionPage)
        assert [row.pk for row in draft.session_speakers.all()] == [row.pk for row in page.session_speakers.all()]
        log = PageLogEntry.objects.filter(page=page.pk).order_by("pk")
        assert [entry.action for entry in log] == ["wagtail.create", "wagtail.publish"]


def test_imported_pages_indexes_equal_wagtails_own(event: EventPage) -> None:
    for record in (*SessionPage.objects.for_event(event), *Speaker.objects.all()):
        made = (references(record), index_entry(record))
        record.save()
        assert (references(record), index_entry(record)) == made
        assert made[1] is not None


def test_imported_pages_open_and_save_in_the_admin(event: EventPage, client: Client) -> None:
    sign_in_strongly(client, User.objects.create_superuser(email="root@example.org"))
    for page in (event, *SessionPage.objects.for_event(event)):
        assert client.get(f"/cms/pages/{page.pk}/edit/").status_code == 200


def test_imported_pages_more_sessions_follow_the_others(event: EventPage) -> None:
    data = (FIXTURES / "frab-night.json").read_bytes()
    more = data.replace(b'"Zelt S\xc3\xbcd": []', b'"Zelt S\xc3\xbcd": [{"id": 70, "start": "12:00", "duration": 5}]')
    import_schedule(read_schedule(more), publish=True)
    assert Page.find_problems() == ([], [], [], [], [])
    assert SessionPage.objects.for_event(event).count() == 5


def test_imported_real_files_are_valid_pages(event_index: EventIndexPage, shared_data: Path) -> None:
    report = import_schedule(read_schedule((shared_data / "pretalx-rc3.json").read_bytes()), publish=True)
    for page in SessionPage.objects.for_event(report.event):
        page.full_clean()
    for speaker in Speaker.objects.all():
        speaker.full_clean()
