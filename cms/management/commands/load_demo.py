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
from cms.demo.photo_gallery import open_gallery
from cms.demo.shops import open_shops
from cms.demo.stages import fill_stages
from site_pages.models import EventPage
from site_pages.picture_actions import make_plain_pictures


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
                people = create_organizers()
                open_shops(
                    now=clock.now(), organizer=people["organizer@foyer.example"], door=people["door@foyer.example"]
                )
                open_gallery(now=clock.now(), owner=people["family@foyer.example"])
            fill_stages(now=clock.now(), organizer=editor)
        # The first visitor must not meet placeholders; the modern formats are left to the worker.
        make_plain_pictures(EventPage.objects.live())
        self.stdout.write(
            f"Loaded {summary.events} events, {summary.sessions} sessions, {summary.speakers} speakers and "
            f"{summary.images} pictures in {monotonic() - started:.0f} s."
        )
        self._tell_people(with_people=with_people)

    def _tell_people(self, *, with_people: bool) -> None:
        if not with_people:
            self.stdout.write(
                "No sign-ins were made: the way in is public and DEBUG is off. Use createsuperuser, or --force."
            )
            return
        for person in DEMO_SIGN_INS:
            self.stdout.write(f"  {person.description}: {person.email}")


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
