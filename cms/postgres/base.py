"""Connections that give up on a server which has gone silent, while a request waits for it.

The server's own timeouts do not help where the line is dead, and TCP's only where nothing acknowledges what was sent. A
web process has few threads; each that waits for ever is lost until a restart. Tasks and commands may take their
time: Celery ends them, and a migration may build an index for an hour.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

# How long one answer may take; None: as long as it takes.
PATIENCE: ContextVar[float | None] = ContextVar("database_patience", default=None)


class BoundedConnection(psycopg.Connection[Any]):
    """A connection that is closed when an answer takes too long: what comes later would answer another question."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        try:
            return super().wait(gen, interval, PATIENCE.get() if timeout is None else timeout)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.close()
            raise


class Driver:
    """psycopg as Django's backend uses it."""

    connect = BoundedConnection.connect

    def __getattr__(self, name: str) -> Any:
        return getattr(psycopg, name)


class DatabaseWrapper(base.DatabaseWrapper):
    """Named in DATABASES by cms/environment.py."""

    Database = Driver()  # type: ignore[assignment]  # a module by name only
