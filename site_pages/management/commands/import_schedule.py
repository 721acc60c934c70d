"""`manage.py import_schedule FILE [--event SLUG] [--publish]`: an event from a conference's schedule."""

from argparse import ArgumentParser
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from notifications.errors import DomainError
from site_pages.exchange.apply import import_schedule
from site_pages.exchange.errors import ScheduleRefused
from site_pages.exchange.read import read_schedule
from site_pages.exchange.report import ImportReport

SHOWN_NOTES = 20


class Command(BaseCommand):
    help = (
        "Build or update an event's mini-site from a conference's schedule.json or schedule.xml. "
        "Running it again updates and never duplicates; a file that cannot be understood changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="schedule.json or schedule.xml of any tool")
        parser.add_argument(
            "--event",
            default="",
            metavar="SLUG",
            help="address of the event to import into or to make; default: made from the conference's acronym",
        )
        parser.add_argument("--publish", action="store_true", help="publish what is imported; default: drafts only")
        parser.add_argument("--owner", default="", metavar="EMAIL", help="who is named as having made the changes")

    def handle(self, *args: Any, **options: Any) -> None:
        started = monotonic()
        try:
            document = read_schedule(read_file(options["file"]))
            self.show(f"{document.title}: {len(document.sessions)} sessions in {document.time_zone_name}")
            report = import_schedule(
                document,
                event_slug=options["event"],
                publish=options["publish"],
                owner=find_owner(options["owner"]),
                progress=lambda what, done, total: self.show(f"{what}: {done} of {total}"),
            )
        except ScheduleRefused as refused:
            raise CommandError("\n".join(refusal_lines(refused))) from refused
        except DomainError as error:
            raise CommandError(error.message) from error
        self.tell(report, seconds=monotonic() - started)

    def show(self, text: str) -> None:
        """Progress goes to stderr: the summary alone is the command's output."""
        self.stderr.write(text, self.style.HTTP_INFO)

    def tell(self, report: ImportReport, *, seconds: float) -> None:
        for note in report.notes[:SHOWN_NOTES]:
            self.show(f"note: {note.place}: {note.text}")
        if len(report.notes) > SHOWN_NOTES:
            self.show(f"and {len(report.notes) - SHOWN_NOTES} more notes")
        for name, tally in report.tallies().items():
            self.stdout.write(f"{name}: {tally}")
        state = "published" if report.event.live else "a draft"
        change = "changed" if report.changed else "unchanged"
        self.stdout.write(
            f"{report.event.title} is {state} at /events/{report.event.slug}/ ({change}, {seconds:.1f} s)"
        )


def read_file(name: str) -> bytes:
    """The file's bytes; CommandError when there is none."""
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror or error}") from error


def find_owner(email: str) -> User | None:
    """The named person, or nobody; CommandError when there is no such person."""
    if not email:
        return None
    owner = User.objects.filter(email__iexact=email).first()
    if owner is None:
        raise CommandError(f"Nobody here has the address {email}.")
    return owner


def refusal_lines(refused: ScheduleRefused) -> list[str]:
    """Every problem on a line of its own."""
    lines = ["The schedule was refused; nothing was changed."]
    lines += [f"  {problem}" for problem in refused.problems]
    if refused.more:
        lines.append(f"  and {refused.more} more")
    return lines
