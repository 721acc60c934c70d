"""Why an event with a gallery is archived and never deleted: its guests' photos and what was paid stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from gallery.models import Gallery
from site_pages.event_removal import keeps_events

if TYPE_CHECKING:
    from site_pages.models import EventPage


@keeps_events
def gallery_is_kept(event: EventPage) -> str | None:
    """Photos are deleted by the purge alone (spec 5). One query."""
    return _("It has a photo gallery.") if Gallery.objects.filter(event_id=event.pk).exists() else None
