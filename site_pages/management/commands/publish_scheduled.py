"""`manage.py publish_scheduled`: Wagtail's, after holding back sessions that no longer lie within their event's dates.

One that cannot be published would stop Wagtail's command before all that come after it.
"""

from __future__ import annotations

from typing import Any

from wagtail.management.commands.publish_scheduled import Command as WagtailCommand

from site_pages.event_dates import hold_back_scheduled


class Command(WagtailCommand):
    help = "Publish and unpublish what is timed; sessions outside their event's dates are held back."

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["dryrun"]:
            hold_back_scheduled()
        super().handle(*args, **options)
