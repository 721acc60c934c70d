"""`manage.py sync_event_groups`: make every event's Wagtail group what its roles say."""

from typing import Any

from django.core.management.base import BaseCommand

from site_pages.event_groups import sync_event_group
from site_pages.models import EventPage


class Command(BaseCommand):
    help = "Repair the Wagtail groups and collections of all events from the organizers' roles."

    def handle(self, *args: Any, **options: Any) -> None:
        repaired = [event for event in EventPage.objects.order_by("pk") if sync_event_group(event)]
        for event in repaired:
            self.stdout.write(f"Repaired the group of {event.title} ({event.slug})")
        self.stdout.write(f"{EventPage.objects.count()} events checked, {len(repaired)} repaired")
