"""`manage.py load_demo`: the demo's events, once, and in development people to sign in as."""

from __future__ import annotations

import logging
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone as clock

from cms.demo.accounts import DEMO_SIGN_INS, create_editor, create_organizers
from cms.demo.load import is_demo_loaded, load_demo


class Command(BaseCommand):
    help = "Load the demo's events once; a second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--force",
            action="store_true",
            help="Make the demo's sign-ins, whose passwords are public, although DEBUG is off.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if is_demo_loaded():
            self.stdout.write("The demo is loaded already; nothing was changed.")
            return
        started = monotonic()
        with_people = settings.DEBUG or options["force"]
        with quiet_log("wagtail"):
            call_command("setup_site", verbosity=0, stdout=StringIO())
            editor = create_editor() if with_people else None
            summary = load_demo(now=clock.now(), editor=editor, report=self.stdout.write)
            if with_people:
                create_organizers()
        self.stdout.write(
            f"Loaded {summary.events} events, {summary.sessions} sessions, {summary.speakers} speakers and "
            f"{summary.images} pictures in {monotonic() - started:.0f} s."
        )
        self._tell_people(with_people=with_people)

    def _tell_people(self, *, with_people: bool) -> None:
        if not with_people:
            self.stdout.write(
                "No sign-ins were made: their passwords are public and DEBUG is off. Use createsuperuser, or --force."
            )
            return
        for person in DEMO_SIGN_INS:
            self.stdout.write(f"  {person.description}: {person.email} / {person.password}")


@contextmanager
def quiet_log(name: str) -> Iterator[None]:
    """Wagtail reports each of the hundreds of page changes; here only warnings matter."""
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)
