"""The mail services that can be used beside plain SMTP, through django-anymail, and the settings of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.utils.module_loading import import_string

SECONDS = 15


@dataclass(frozen=True, slots=True)
class MailService:
    """What anymail calls the service's modules (by its name) and its settings."""

    name: str
    key: str = "API_KEY"
    signing_key: str = ""

    @property
    def backend(self) -> str:
        return f"anymail.backends.{self.name.lower()}.EmailBackend"

    @property
    def view(self) -> str:
        return f"anymail.webhooks.{self.name.lower()}.{self.name}TrackingWebhookView"

    def anymail_settings(self, *, key: str, url: str, secret: str, signing_key: str) -> dict[str, object]:
        """What goes into Django's ANYMAIL setting; what is empty is left to anymail's defaults."""
        prefix = self.name.upper()
        given = {
            f"{prefix}_{self.key}": key,
            f"{prefix}_API_URL": url,
            f"{prefix}_{self.signing_key}": signing_key if self.signing_key else "",
            "WEBHOOK_SECRET": secret,
        }
        return {"REQUESTS_TIMEOUT": SECONDS} | {name: value for name, value in given.items() if value}


# SendGrid is used over SMTP: anymail no longer supports its API (docs/mail.md).
SERVICES = {
    "brevo": MailService("Brevo"),
    "mailgun": MailService("Mailgun", signing_key="WEBHOOK_SIGNING_KEY"),
    "postmark": MailService("Postmark", key="SERVER_TOKEN"),
    "resend": MailService("Resend"),
}


def events_view() -> Callable[..., HttpResponse] | None:
    """Anymail's view of the service in use. None without a service, or without a secret to know it by."""
    service = SERVICES.get(settings.MAIL_SERVICE)
    if service is None or not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        return None
    view: Callable[..., HttpResponse] = import_string(service.view).as_view()
    return view
