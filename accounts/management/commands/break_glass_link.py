"""`manage.py break_glass_link EMAIL`: a way in for somebody who lost their authenticator and recovery codes."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from accounts.actions.challenges import make_break_glass_link
from accounts.addresses import read_email
from accounts.selectors import person_at
from notifications.errors import InvalidInput


class Command(BaseCommand):
    help = "Print a link that signs a person in once, within 15 minutes, and takes their authenticator away."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        try:
            person = person_at(read_email(email))
        except InvalidInput as error:
            raise CommandError(error.message) from None
        if person is None:
            raise CommandError("Nobody has this address.")
        token = make_break_glass_link(person)
        self.stdout.write(settings.BASE_URL + reverse("auth_link", args=[token]))
