"""The test database: migrated once per set of migrations, then copied in half a second.

All migrations (ours and Wagtail's) take some twenty-five seconds. They run into a template database named
after their fingerprint; each test process copies that template. Old templates are dropped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql

TEMPLATE_PREFIX = "foyer_tests_"
# Any number that nobody else locks: two test processes must not build the same template.
LOCK = 72_046_811


def fingerprint() -> str:
    """Changes with every migration of ours and with Wagtail's and Django's versions."""
    digest = hashlib.sha256(f"{version('wagtail')} {version('django')}".encode())
    root = Path(__file__).resolve().parent.parent
    for config in sorted(apps.get_app_configs(), key=lambda config: config.name):
        if Path(config.path).resolve().is_relative_to(root):
            for file in sorted(Path(config.path, "migrations").glob("*.py")):
                digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def server() -> Iterator[psycopg.Connection]:
    """A connection to the server itself, outside any transaction."""
    params = connection.get_connection_params() | {"dbname": "postgres"}
    known = {"dbname", "user", "password", "host", "port"}
    with psycopg.connect(**{key: params[key] for key in known & params.keys()}, autocommit=True) as opened:
        yield opened


def url_of(name: str) -> str:
    """How another process reaches the database `name` on this server: by address, or by socket folder."""
    params = connection.get_connection_params()
    person = quote(params.get("user") or "", safe="")
    secret = f":{quote(params['password'], safe='')}" if params.get("password") else ""
    host, port = params.get("host") or "127.0.0.1", params.get("port") or 5432
    if host.startswith("/"):
        return f"postgres://{person}{secret}@/{name}?host={quote(host, safe='')}"
    return f"postgres://{person}{secret}@{host}:{port}/{name}"


def make_database(name: str) -> None:
    """(Re)make the database `name` as a copy of the migrated template, making that first if need be."""
    template = TEMPLATE_PREFIX + fingerprint()
    with server() as opened:
        opened.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        present = {row[0] for row in opened.execute("SELECT datname FROM pg_database")}
        if template not in present:
            for old in (entry for entry in present if entry.startswith(TEMPLATE_PREFIX)):
                opened.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(old)))
            building = f"building_{template}"
            drop(opened, building)
            opened.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(building)))
            migrate(building)
            opened.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(building), sql.Identifier(template))
            )
        drop(opened, name)
        opened.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
        # Nothing here outlives the machine, so no commit waits for the disk. Visibility and locks stay as they are.
        opened.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(name)))


def drop(opened: psycopg.Connection, name: str) -> None:
    opened.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def use_database(name: str) -> None:
    """Point Django's connections of this process at `name`."""
    connections["default"].close()
    connections["default"].settings_dict["NAME"] = name


def migrate(name: str) -> None:
    before = connection.settings_dict["NAME"]
    use_database(name)
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        use_database(before)


def drop_database(name: str) -> None:
    """Forget a test process's own copy."""
    connections["default"].close()
    with server() as opened:
        drop(opened, name)
