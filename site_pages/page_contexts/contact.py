"""What surrounds the contact form; the form itself comes from its view."""

from django.http import HttpRequest

from site_pages.contexts import Context, fills
from site_pages.models import ContactPage
from site_pages.page_contexts.reading import event_around


@fills(ContactPage)
def fill_contact(page: ContactPage, request: HttpRequest) -> Context:
    """The event. One query."""
    return {"event": event_around(page, request)}
