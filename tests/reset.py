"""A transactional test ends: its rows go, and those that the migrations made come back, in one round trip.

Django's own way empties every table by TRUNCATE, and the next test reads the migrated rows in one at a time: together
more than a second. Here the rows are kept in a schema of their own beside the tables. A table is emptied by DELETE,
which costs next to nothing where it is empty; of a table with kept rows only what differs is touched. Sequences go on,
as after Django's. So every test starts from the migrated rows, whichever ran before it in the process.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.test import TransactionTestCase
from psycopg import sql

KEPT = "kept_rows"
# A thread that still writes is waited for; one that never ends its transaction is told of instead.
LONGEST_WAIT = "60s"
WITH_TRIGGER = """
    SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal
"""
DELETE = "DELETE FROM {table}"
# Rows of such a table may refuse to be deleted; TRUNCATE asks none of them, and is slow where there is nothing to do.
TRUNCATE = "DO $$ BEGIN IF EXISTS (SELECT FROM {table}) THEN TRUNCATE {table}; END IF; END $$"
PUT_BACK = """
    DELETE FROM {table} found WHERE NOT EXISTS (SELECT FROM {kept} known WHERE known::text = found::text);
    INSERT INTO {table} SELECT * FROM {kept} known
    WHERE NOT EXISTS (SELECT FROM {table} found WHERE found::text = known::text)
"""


class Reset:
    """How the database of this process gets back to its migrated rows."""

    def __init__(self) -> None:
        self.statement = ""

    def keep_rows(self) -> None:
        """Once per process, when its database is as the migrations left it."""
        tables = sorted(connection.introspection.table_names())
        with connection.cursor() as cursor:
            cursor.execute(WITH_TRIGGER)
            with_trigger = {row[0] for row in cursor.fetchall()}
            filled = [table for table in tables if has_rows(cursor, table)]
            cursor.execute(composed("CREATE SCHEMA {kept}", kept=sql.Identifier(KEPT)))
            for table in filled:
                names = {"table": sql.Identifier(table), "kept": sql.Identifier(KEPT, table)}
                cursor.execute(composed("CREATE TABLE {kept} AS TABLE {table}", **names))
        assert with_trigger.isdisjoint(filled)
        statements = [f"SET LOCAL lock_timeout = '{LONGEST_WAIT}'", lock_of(tables)]
        for table in tables:
            text = PUT_BACK if table in filled else TRUNCATE if table in with_trigger else DELETE
            names = {"table": sql.Identifier(table), "kept": sql.Identifier(KEPT, table)}
            statements.append(composed(text, **names))
        self.statement = ";\n".join(statements)
        TransactionTestCase._fixture_teardown = put_rows_back

    def put_rows_back(self) -> None:
        """Foreign keys are checked when all is done, as Django makes them; whoever still writes is waited for."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(self.statement)


def has_rows(cursor: Any, table: str) -> bool:
    cursor.execute(composed("SELECT EXISTS (SELECT FROM {table})", table=sql.Identifier(table)))
    return bool(cursor.fetchone()[0])


def lock_of(tables: list[str]) -> str:
    names = sql.SQL(", ").join(map(sql.Identifier, tables))
    return composed("LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE", names=names)


def composed(text: str, **names: sql.Composable) -> str:
    return sql.SQL(text).format(**names).as_string(connection.connection)


def put_rows_back(_case: TransactionTestCase) -> None:
    reset.put_rows_back()


reset = Reset()
