"""After a transactional test the database is as the migrations left it (tests/reset.py), whatever the test did."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread

import psycopg
import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection, connections
from psycopg import sql
from wagtail.models import Page, Site

from tests.database import TEMPLATE_PREFIX, fingerprint
from tests.factories.live import event_around, live_session, ticket_for
from tests.factories.site_pages import make_site_root
from tests.remembered import all_rows
from tests.reset import KEPT, reset
from ticketing.models import AuditEntry


def rows_of(opened: psycopg.Connection) -> dict[str, list[str]]:
    """All rows of each table of a database, in the order of their text."""
    tables = opened.execute("SELECT relname FROM pg_stat_user_tables WHERE schemaname = 'public'").fetchall()
    query = "SELECT t::text FROM {} t ORDER BY 1"
    return {name: opened.execute(sql.SQL(query).format(sql.Identifier(name))).fetchall() for (name,) in tables}


def opened_database(name: str) -> psycopg.Connection:
    params = connection.get_connection_params() | {"dbname": name}
    known = {"dbname", "user", "password", "host", "port"}
    return psycopg.connect(**{key: params[key] for key in known & params.keys()})


@pytest.fixture
def _as_migrated(transactional_db: None) -> Iterator[None]:
    """What is done at the end of the test leaves the template's rows, every one of them and no other."""
    yield
    reset.put_rows_back()
    with opened_database(connection.settings_dict["NAME"]) as own:
        found = rows_of(own)
    with opened_database(TEMPLATE_PREFIX + fingerprint()) as template:
        assert found == rows_of(template)


def change_much() -> None:
    """Rows above all rooms, and of those that the migrations made one changed, one gone and one more."""
    event = event_around(live_session("ticketed"))
    ticket_for(event)
    Page.objects.filter(depth=1).update(title="Changed", numchild=9)
    Permission.objects.order_by("pk").first().delete()
    Group.objects.create(name="More")


@pytest.mark.usefixtures("_as_migrated")
def test_rows_after_a_test_are_the_migrated_ones():
    change_much()
    assert AuditEntry.objects.exists()


@pytest.mark.usefixtures("_as_migrated")
def test_rows_of_other_connections_go_too():
    def act() -> None:
        change_much()
        connections.close_all()

    thread = Thread(target=act)
    thread.start()
    thread.join()
    assert Group.objects.filter(name="More").exists()


@pytest.mark.usefixtures("_as_migrated")
def test_whoever_still_writes_is_waited_for():
    """Their rows would come after all else was put back."""
    other = opened_database(connection.settings_dict["NAME"])
    other.execute("INSERT INTO auth_group (name) VALUES ('Late')")
    thread = Thread(target=commit_when_waited_for, args=[other])
    thread.start()
    reset.put_rows_back()
    thread.join()
    assert not Group.objects.filter(name="Late").exists()


def commit_when_waited_for(other: psycopg.Connection) -> None:
    with opened_database(connection.settings_dict["NAME"]) as watcher:
        while not watcher.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone():
            watcher.rollback()
    other.commit()
    other.close()


@pytest.mark.django_db(transaction=True)
def test_site_can_be_made_after_any_of_them():
    make_site_root()
    assert Site.objects.filter(is_default_site=True).count() == 1


@pytest.mark.django_db
def test_kept_rows_are_no_rows_of_the_project():
    assert KEPT not in {table for table, _row in all_rows()}
