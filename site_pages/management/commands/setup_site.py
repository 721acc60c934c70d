"""`manage.py setup_site`: the home page, event list, editors' groups and workflow of a fresh database."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand

from site_pages.actions import ensure_site_root
from site_pages.editor_groups import ensure_editor_groups


class Command(BaseCommand):
    help = "Create the home page, the event list, the editors' groups and their workflow where they are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        parts = urlsplit(settings.BASE_URL)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        index = ensure_site_root(hostname=parts.hostname or "localhost", port=port)
        ensure_editor_groups()
        self.stdout.write(f"Events live at {index.url_path}")
