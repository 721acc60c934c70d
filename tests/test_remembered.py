"""What is put back is what the product makes (tests/remembered.py), and only where nothing else was written."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone as clock
from django.utils import translation
from wagtail.models import Site

from site_pages.models import EventPage, HomePage, SessionPage
from tests.factories import EventFactory, RoomFactory, SessionFactory, SpeakerFactory, UserFactory
from tests.factories.notifications import MailMessageFactory
from tests.factories.site_pages import count_from_one, make_site_root
from tests.moments import MOMENT
from tests.remembered import Memory, all_rows, by_key, changes_no_page, difference, memory

began = {"at": clock.now()}
RANDOM = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")

pytestmark = pytest.mark.django_db


def programme() -> None:
    event = EventFactory(title="Remembered")
    room = RoomFactory(venue=event.venue) if event.venue else RoomFactory()
    SessionFactory(event=event, room=room, speakers=[SpeakerFactory()])
    EventFactory(published=False)


def broadcast() -> None:
    """A session that is on, another today and one person; all times are whole seconds from the one noted."""
    now = began["at"] = clock.now().replace(microsecond=0)
    event = EventFactory(title="Near", starts_at=now - timedelta(days=1))
    SpeakerFactory()
    SessionFactory(event=event, starts_at=now - timedelta(minutes=5))
    SessionFactory(event=event, starts_at=now, ends_at=now + timedelta(days=19))


def shelf() -> None:
    """Collections are kept in the order of their names: the last moves both others, one onto the other."""
    for title in ("Barque", "Cutter", "Ark"):
        EventFactory(title=title)


def rows_left_by(make) -> set[tuple[str, str]]:
    """What is in the database after this, which is then undone as at the end of a test."""
    count_from_one()
    with transaction.atomic():
        memory.begin()
        make()
        left = all_rows()
        transaction.set_rollback(True)
    return left


def really_made(make) -> set[tuple[str, str]]:
    """The same by the product's own actions alone, with keys counted on from where they were when it was learned."""

    def forgetful() -> None:
        memory.is_known_state = False
        make()

    return rows_left_by(forgetful)


def sequences() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = 'public'")
        return dict(cursor.fetchall())


def count_on_from(numbers: dict[str, int]) -> None:
    with connection.cursor() as cursor:
        for name, number in numbers.items():
            cursor.execute("SELECT setval(%s, %s, %s)", [f'"{name}"', max(number, 1), number > 0])


def comparable(rows: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Rows without what differs between any two makings: random ids, the instants noted meanwhile, the present."""

    def distance(found: re.Match[str]) -> str:
        moment = datetime.fromisoformat(found[1]).replace(tzinfo=UTC)
        return "instant" if found[2].startswith(".") else f"{moment - began['at']}"

    return sorted((table, MOMENT.sub(distance, RANDOM.sub("random", row))) for table, row in rows)


@pytest.mark.parametrize("make", [programme, broadcast, shelf])
def test_rows_put_back_are_those_that_are_really_made(make):
    forget()
    rows_left_by(make)
    numbers = sequences()
    rows_left_by(make)
    assert memory.steps in memory.remembered
    put_back = comparable(rows_left_by(make))
    count_on_from(numbers)

    assert put_back == comparable(really_made(make))


def forget() -> None:
    memory.seen.clear()
    memory.remembered.clear()


def instants_of(rows: set[tuple[str, str]]) -> list[str]:
    """When things were noted, each once, in the order of their keys."""
    return [match[0] for _table, row in sorted(rows) for match in MOMENT.finditer(row) if match[2].startswith(".")]


def test_instants_of_a_making_lie_before_the_test_and_in_order():
    forget()
    for _time in range(2):
        rows_left_by(broadcast)
    put_back = rows_left_by(broadcast)
    wished = {"wagtailcore_page", "wagtailcore_revision", "wagtailcore_pagelogentry", "wagtailcore_modellogentry"}
    rows = {(table, row) for table, row in put_back if table in wished}
    epoch = memory.epoch.isoformat()
    half_hour = (memory.epoch - timedelta(minutes=30)).isoformat()
    assert {half_hour < instant < epoch for instant in instants_of(rows)} == {True}
    pages = sorted((json.loads(row) for table, row in rows if table == "wagtailcore_page"), key=lambda page: page["id"])
    published = [page["first_published_at"] for page in pages if page["title"].startswith("Session")]
    assert (len(published), published) == (2, sorted(published))


def test_learning_leaves_what_later_tests_find():
    """The very test in which something is learned goes on with what is put back."""
    forget()
    rows_left_by(broadcast)
    learned, epoch = rows_left_by(broadcast), memory.epoch
    put_back = rows_left_by(broadcast)
    began["at"] = epoch
    assert len(comparable(learned)) == len(comparable(put_back))
    assert {row for row in learned if not MOMENT.search(row[1])} == {
        row for row in put_back if not MOMENT.search(row[1])
    }


def test_making_again_is_put_back_and_reads_as_the_product_left_it():
    for _time in range(2):
        rows_left_by(programme)
    count_from_one()
    memory.begin()
    event = EventFactory(title="Remembered")

    assert (event.slug, event.live, event.get_children().count()) == ("remembered", True, 9)
    assert event.latest_revision.as_object().title == "Remembered"
    assert EventPage.objects.get().get_parent().numchild == 1
    assert Site.objects.get(is_default_site=True).root_page.specific == HomePage.objects.get()


def test_statement_takes_gone_rows_away_changes_others_and_puts_new_ones_in():
    before = all_rows()
    make_site_root()
    after = all_rows()
    there, here = by_key(before - after), by_key(after - before)
    gone, changed, more = (
        tables_of(keys) for keys in (there.keys() - here.keys(), there.keys() & here.keys(), here.keys() - there.keys())
    )
    assert "wagtailcore_page" in gone & more
    assert verbs_of(difference(before, after)) == (len(gone), len(changed), len(more))
    assert verbs_of(difference(after, before)) == (len(more), len(changed), len(gone))
    assert difference(after, after) == ""


def tables_of(keys: set[tuple[str, str]]) -> set[str]:
    return {table for table, _key in keys}


def verbs_of(statements: str) -> tuple[int, ...]:
    lines = [line.strip() for line in statements.splitlines()]
    return tuple(sum(line.startswith(verb) for line in lines) for verb in ("DELETE FROM", "UPDATE", "INSERT INTO"))


def test_writing_anything_else_leaves_the_known_states():
    make_site_root()
    UserFactory()
    MailMessageFactory()
    assert memory.is_known_state is True
    Site.objects.update(site_name="Ours")
    assert memory.is_known_state is False
    steps = memory.steps

    EventFactory()

    assert (memory.steps, EventPage.objects.count()) == (steps, 1)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('SELECT "wagtailcore_page"."id" FROM "wagtailcore_page" FOR UPDATE OF "wagtailcore_page"', True),
        ('SELECT "wagtailcore_page"."id" FROM "wagtailcore_page" FOR NO KEY UPDATE', True),
        ('UPDATE "wagtailcore_page" SET "title" = %s', False),
        ("\nWITH taken AS (\n    UPDATE ticketing_quota SET used = used + 1) INSERT INTO ticketing_seatclaim", True),
        ("WITH taken AS (UPDATE ticketing_quota SET used = 1) DELETE FROM wagtailcore_page", False),
        ('INSERT INTO "gallery_gallery" ("id") VALUES (1) ON CONFLICT DO UPDATE SET "id" = 2', True),
        ('INSERT INTO "site_pages_venue" ("id") VALUES (1)', False),
        ('TRUNCATE "gallery_gallery"', False),
    ],
)
def test_only_writing_beside_the_pages_leaves_the_state_known(query, expected):
    assert changes_no_page(query) is expected


def test_undoing_leaves_the_known_states():
    with transaction.atomic():
        make_site_root()
        transaction.set_rollback(True)
    assert memory.is_known_state is False


def test_language_is_part_of_what_is_asked_for():
    make_site_root()
    with translation.override("de"):
        EventFactory()
    assert [" de " in step for step in memory.steps] == [False, True]


def test_refused_making_is_not_remembered():
    with pytest.raises(ValueError, match="unusable"):
        memory.make(SessionPage, {"slug": "x"}, refuse)
    assert (memory.is_known_state, memory.is_making, memory.steps) == (False, False, ())


def refuse() -> SessionPage:
    raise ValueError("unusable")


def test_test_within_a_wider_transaction_knows_nothing():
    """As with a demo that a whole file shares: the transaction around is not the test's own."""
    other = Memory()
    other.begin()
    assert other.is_known_state is True
    with transaction.atomic():
        assert other.is_state_of_steps() is (other.migrated_pages == 2)
