"""`manage.py setup_site`: the home page and event list of a fresh database."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand

from site_pages.actions import ensure_site_root


class Command(BaseCommand):
    help = "Create the home page and the event list if the database has none."

    def handle(self, *args: Any, **options: Any) -> None:
        parts = urlsplit(settings.BASE_URL)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        index = ensure_site_root(hostname=parts.hostname or "localhost", port=port)
        self.stdout.write(f"Events live at {index.url_path}")
