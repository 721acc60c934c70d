"""`POST /api/events/{slug}/contact`: the contact form for other front ends."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Status

from accounts.client_ip import client_key
from notifications.errors import NotFound
from site_pages.api.events import REFUSALS
from site_pages.api.schemas import ContactIn, ContactReceived
from site_pages.contact import receive_contact_message
from site_pages.models import ContactPage, EventPage

router = Router(tags=["Contact"])


@router.post("/events/{slug}/contact", response={201: ContactReceived, **REFUSALS})
def send_message(request: HttpRequest, slug: str, message: ContactIn) -> Status:
    """Send the event's organizers a message. 404 where the event has no contact page."""
    event = EventPage.objects.published().filter(slug=slug).first()
    if event is None or not ContactPage.objects.child_of(event).live().public().exists():
        raise NotFound("This event takes no messages.")
    received = receive_contact_message(event, **message.dict(), client=client_key(request))
    return Status(201, {"id": received.public_id})
