"""What the room puts on the list of a person's events: how their galleries do, and what was not paid yet."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone as clock
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.views.pages import person
from gallery.choices import GalleryStatus
from gallery.lifecycle import status_of
from gallery.models import Gallery
from gallery.own_galleries import upload_counts
from gallery.own_orders import unpaid_wishes
from gallery.rules import MODERATING_ROLES
from site_pages.organizer.list_parts import ListAction, register_action, register_facts, register_notice


def gallery_facts(request: HttpRequest, roles: Mapping[int, str]) -> dict[int, SafeString]:
    """Status, photos and guests, by event, for those who may see the photos. Two queries for any number."""
    events = [event for event, role in roles.items() if role in MODERATING_ROLES]
    galleries = list(Gallery.objects.filter(event__in=events)) if events else []
    if not galleries:
        return {}
    uploads, now = upload_counts(gallery.pk for gallery in galleries), clock.now()
    facts = {}
    for gallery in galleries:
        status = status_of(gallery, now=now)
        context = {
            "gallery": gallery,
            "status": status,
            "label": GalleryStatus(status).label,
            "uploads": uploads.get(gallery.pk, 0),
        }
        facts[gallery.event_id] = render_to_string("gallery/organize/parts/event_facts.html", context)
    return facts


def unpaid_notice(request: HttpRequest) -> SafeString | None:
    """Events that wait for their money. Two queries at most."""
    wishes = unpaid_wishes(person(request).pk)
    return render_to_string("gallery/organize/parts/unpaid.html", {"wishes": wishes}, request) if wishes else None


def register() -> None:
    """Called by AppConfig.ready."""
    register_action(ListAction("gallery", _("Create event"), "add", "gallery_start:new"))
    register_facts("gallery", gallery_facts)
    register_notice("gallery", unpaid_notice)
