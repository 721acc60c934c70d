"""Making a site or an event costs some three hundred queries, and most tests begin with it.

So its rows are remembered: what the product's own actions leave in the database is read from it once in a process,
and put back in one statement by every later test that asks for the same in the same state. The state is the same
where nothing was written since the migrations but by makings that are remembered themselves, in the same order;
people and what the rooms above the page tree keep, on which no page depends, may be there. In every other case the
making really happens, as in every transactional test. So a test finds what the product makes, whichever tests ran
before it.

Times near the present are remembered as they lie to the second in which the test began to make things, and put back
as they lie to the second of the later test (tests/moments.py): a session that began five minutes ago is one again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone as clock
from django.utils.translation import get_language
from psycopg import sql
from wagtail.models import Page

from tests.moments import LONGEST_MAKING, MOST_STEPS, Moments, described_moment, is_lasting

# Anywhere in a query: some of ours write in a WITH. Rows are read FOR UPDATE, and conflicts lead to DO UPDATE.
WRITTEN_TABLE = re.compile(r'\b(?:INSERT INTO|(?<!FOR )(?<!KEY )(?<!DO )UPDATE|DELETE FROM)\s+"?(\w+)')
READING = ("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT", "SET CONSTRAINTS", "EXPLAIN", "DECLARE", "FETCH", "CLOSE")
# What no page depends on when it is made: people, and rows of the rooms above the page tree.
INDEPENDENT = (
    "accounts_", "otp_totp_", "django_session",
    "notifications_", "payments_", "ticketing_", "gallery_", "live_control_",
)  # fmt: skip
# Filled by migrations, and never by a making.
CONSTANT = {"django_migrations", "django_content_type", "auth_permission"}
DELETE = "DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM jsonb_populate_recordset(NULL::{table}, {rows}))"
UPDATE = """
    UPDATE {table} SET {columns} FROM jsonb_populate_recordset(NULL::{table}, {rows}) wanted
    WHERE {table}.{key} = wanted.{key}
"""
INSERT = "INSERT INTO {table} SELECT * FROM jsonb_populate_recordset(NULL::{table}, {rows})"
Row = tuple[str, str]
Steps = tuple[str, ...]


class Memory:
    """What was made in this process, and what the running test has made so far."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.remembered: dict[Steps, tuple[Moments, int]] = {}
        self.migrated_pages = -1
        self.steps: Steps = ()
        self.epoch = clock.now()
        self.is_known_state = self.is_making = self.is_repeating = False

    def watch_writes(self) -> None:
        """Once per process, when its database is as the migrations left it."""
        self.migrated_pages = Page.objects.count()
        connection.execute_wrappers.append(self.note_query)

    def begin(self) -> None:
        """A test begins. Inside of a wider transaction than its own it finds what is not known here."""
        self.steps, self.is_making, self.is_repeating = (), False, True
        self.is_known_state = not connection.in_atomic_block or is_own_transaction()

    def note_query(self, execute: Callable[..., Any], query: Any, *more: Any) -> Any:
        """Django's execute wrapper: whatever is written beside the makings leaves the known states."""
        if self.is_known_state and not self.is_making:
            self.is_known_state = isinstance(query, str) and changes_no_page(query)
        return execute(query, *more)

    def make(self, kind: type[Model], wanted: dict[str, Any], really: Callable[[], Model]) -> Any:
        """What `really` makes of the wanted values, as the database has it; it is called where it has to be."""
        if self.is_making or not self.is_state_of_steps():
            return kind._default_manager.get(pk=really().pk)
        steps = self.steps_to(kind, wanted)
        self.is_making = True
        try:
            key = self.made(steps, really, is_asked_again=self.is_asked_again(kind, wanted))
            self.steps = steps
        except BaseException:
            self.is_known_state = False
            raise
        finally:
            self.is_making = False
        return kind._default_manager.get(pk=key)

    def made(self, steps: Steps, really: Callable[[], Model], *, is_asked_again: bool) -> int:
        """The key of what is there now. After the first thing that is really made, all others are: they are later."""
        if self.is_repeating and steps in self.remembered:
            return self.repeat(steps)
        if self.is_repeating and is_asked_again and len(steps) <= MOST_STEPS and is_lasting(steps[-1]):
            return self.learn(steps, really)
        self.is_repeating = False
        return int(really().pk)

    def steps_to(self, kind: type[Model], wanted: dict[str, Any]) -> Steps:
        if not self.steps:
            self.epoch = clock.now().replace(microsecond=0)
        text = described(wanted, epoch=self.epoch, row=lambda instance: fields_of(instance, self.epoch))
        return (*self.steps, f"{kind.__name__} {get_language()} {described_moment(self.epoch, self.epoch)} {text}")

    def is_state_of_steps(self) -> bool:
        """Only within a test's own transaction: transactional tests are seen by others."""
        if not (self.is_known_state and is_own_transaction()):
            return False
        return bool(self.steps) or Page.objects.count() == self.migrated_pages

    def is_asked_again(self, kind: type[Model], wanted: dict[str, Any]) -> bool:
        """Much is asked for by one test only, and learning costs something. Keys change until a row is remembered."""
        outline = f"{len(self.steps)} {kind.__name__} {described(wanted, epoch=self.epoch, row=str)}"
        was_seen = outline in self.seen
        self.seen.add(outline)
        return was_seen

    def learn(self, steps: Steps, really: Callable[[], Model]) -> int:
        """Really made, undone and put back: the rest of this test finds what later ones find."""
        before, begin = all_rows(), clock.now()
        with transaction.atomic():
            key, after, end = int(really().pk), all_rows(), clock.now()
            is_remembered = end - begin < LONGEST_MAKING
            transaction.set_rollback(is_remembered)
        if not is_remembered:
            self.is_repeating = False
            return key
        statement = Moments.of(difference(before, after), epoch=self.epoch, begin=begin, end=end, number=len(steps))
        self.remembered[steps] = (statement, key)
        return self.repeat(steps)

    def repeat(self, steps: Steps) -> int:
        statement, key = self.remembered[steps]
        with connection.cursor() as cursor:
            cursor.execute(statement.at(self.epoch))
        return key


def described(value: Any, *, epoch: datetime, row: Callable[[Model], str]) -> str:
    """The same text for the same wish."""
    if isinstance(value, Model):
        return row(value)
    if isinstance(value, datetime):
        return described_moment(value, epoch)
    if isinstance(value, dict):
        parts = (f"{name}: {described(value[name], epoch=epoch, row=row)}" for name in sorted(value))
        return f"{{{', '.join(parts)}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(described(one, epoch=epoch, row=row) for one in value)}]"
    return repr(value)


def fields_of(instance: Model, epoch: datetime) -> str:
    """All that a row holds in memory, saved or not."""
    fields = {field.attname: getattr(instance, field.attname) for field in instance._meta.concrete_fields}
    return f"{instance._meta.label} {described(fields, epoch=epoch, row=repr)}"


def is_own_transaction() -> bool:
    """Whether the outermost transaction is the one that is rolled back at the end of this very test."""
    return connection.in_atomic_block and connection.atomic_blocks[0]._from_testcase


def changes_no_page(query: str) -> bool:
    tables = WRITTEN_TABLE.findall(query)
    if tables:
        return all(table.startswith(INDEPENDENT) for table in tables)
    return query.startswith(READING)


def all_rows() -> set[Row]:
    """Every row of the database, with the name of its table."""
    tables = sorted(set(connection.introspection.table_names()) - CONSTANT)
    queries = [
        sql.SQL("SELECT {}, to_jsonb(t)::text FROM {} t").format(sql.Literal(table), sql.Identifier(table))
        for table in tables
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ALL ").join(queries).as_string(connection.connection))
        return set(cursor.fetchall())


def difference(before: set[Row], after: set[Row]) -> str:
    """The statements that lead from these rows to those. Django's foreign keys are checked at the end.

    Of a row that was changed they set what changed alone: its other columns may have been made a moment ago. Rows that
    changed their places in a tree are put there anew, as two of them must not hold one place even for a moment.
    """
    gone, new = by_key(before - after), by_key(after - before)
    changed = {key: changes(gone[key], new[key]) for key in gone.keys() & new.keys()}
    moved = {key for key, columns in changed.items() if "path" in columns}
    deleted = by_table((key[0], gone[key]) for key in (gone.keys() - new.keys()) | moved)
    inserted = by_table((key[0], new[key]) for key in (new.keys() - gone.keys()) | moved)
    set_anew = by_table(((key[0], columns), new[key]) for key, columns in changed.items() if key not in moved)
    statements = [composed(DELETE, table, rows) for table, rows in deleted.items()]
    statements += [composed(UPDATE, table, rows, columns) for (table, columns), rows in set_anew.items()]
    statements += [composed(INSERT, table, rows) for table, rows in inserted.items()]
    return ";\n".join(statements)


def by_key(rows: set[Row]) -> dict[tuple[str, str], str]:
    """Each row by its table and its primary key."""
    names = {table: key_of(table) for table, _row in rows}
    return {(table, str(json.loads(row)[names[table]])): row for table, row in rows}


def by_table(rows: Iterable[tuple[Any, str]]) -> dict[Any, list[str]]:
    found: dict[Any, list[str]] = {}
    for table, row in sorted(rows):
        found.setdefault(table, []).append(row)
    return found


def changes(before: str, after: str) -> tuple[str, ...]:
    """The columns in which two rows differ."""
    old, new = json.loads(before), json.loads(after)
    return tuple(name for name in sorted(new) if new[name] != old[name])


@cache
def key_of(table: str) -> str:
    with connection.cursor() as cursor:
        return connection.introspection.get_primary_key_column(cursor, table) or "id"


def composed(text: str, table: str, rows: list[str], columns: tuple[str, ...] = ()) -> str:
    names = {"table": sql.Identifier(table), "key": sql.Identifier(key_of(table))}
    sets = sql.SQL(", ").join(sql.SQL("{0} = wanted.{0}").format(sql.Identifier(column)) for column in columns)
    found = sql.SQL(text).format(**names, columns=sets, rows=sql.Literal(f"[{','.join(rows)}]"))
    return found.as_string(connection.connection)


memory = Memory()
