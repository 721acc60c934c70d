"""A visitor's message to an event's organizers (spec 1, ContactPage). The page and the API call the same action."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.budgets import Budget, spend
from accounts.selectors import organizers_of
from notifications.actions import queue_mails
from notifications.errors import InvalidInput
from notifications.mails import Mail, named_address, one_line
from notifications.theme import MailTheme
from site_pages.addresses import absolute, address_of
from site_pages.models import ContactMessage, EventPage, PlatformSettings

LONGEST_TEXT = 5000  # as in ContactMessage
# A venue's visitors share one address, so the first is generous; the second keeps organizers' inboxes usable.
PER_CLIENT = Budget("contact", limit=10, seconds=3600)
PER_EVENT = Budget("contact-event", limit=120, seconds=3600)


def receive_contact_message(
    event: EventPage, *, name: str, email: str, subject: str, text: str, client: str
) -> ContactMessage:
    """Store the message and queue a mail to each organizer.

    `client` is accounts.client_ip.client_key. Raises InvalidInput with the fields at fault, TooManyRequests.
    """
    message = ContactMessage(
        event=event,
        name=one_line(name),
        email=email.strip(),
        subject=one_line(subject),
        text=text.replace("\x00", "").strip(),
    )
    check_message(message)
    with transaction.atomic():
        message.save()
        queue_mails(mails_about(message))
        spend([(PER_CLIENT, client), (PER_EVENT, str(event.pk))])
    return message


def check_message(message: ContactMessage) -> None:
    """Raise InvalidInput naming each field that is missing, too long or no address."""
    fields: dict[str, str] = {}
    try:
        message.clean_fields(exclude=["event"])
    except ValidationError as error:
        fields = {field: " ".join(messages) for field, messages in error.message_dict.items()}
    # Django holds a text field's length in forms only.
    if len(message.text) > LONGEST_TEXT:
        fields["text"] = _("Ensure this value has at most %(limit)d characters.") % {"limit": LONGEST_TEXT}
    if fields:
        raise InvalidInput(_("Some fields need another look."), fields=fields)


def mails_about(message: ContactMessage) -> list[Mail]:
    """One mail to each organizer; they answer the visitor directly."""
    theme = MailTheme(name=message.event.title, url=address_of(message.event), accent=message.event.accent_color)
    context = {"message": message, "inbox_url": absolute(reverse("wagtailadmin_home"))}
    return [
        Mail(
            to=address,
            subject=f"{message.subject} ({message.event.title})",
            template="site_pages/mail/contact_message",
            theme=theme,
            context=context,
            reply_to=named_address(message.name, message.email),
            dedupe_key=f"contact:{message.public_id}:{address}",
        )
        for address in addresses_for(message.event)
    ]


def addresses_for(event: EventPage) -> list[str]:
    """The event's organizers; without any, the platform's contact address where one is set."""
    organizers = [person.email for person in organizers_of(event.pk) if person.email]
    if organizers:
        return organizers
    platform = PlatformSettings.objects.filter(site__is_default_site=True).exclude(contact_email="")
    return list(platform.values_list("contact_email", flat=True))
