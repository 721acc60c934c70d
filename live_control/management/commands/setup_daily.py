"""`manage.py setup_daily`: have Daily tell this site what happens in its rooms. Running it again changes nothing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from live_control.errors import ProviderFailed
from live_control.media.daily_client import DailyClient
from live_control.media.daily_events import KINDS


class Command(BaseCommand):
    help = "Register this site's webhook at Daily, and wake it up where Daily has given it up."

    def handle(self, *args: Any, **options: Any) -> None:
        config = settings.DAILY
        if config is None or not config.webhook_hmac:
            raise CommandError("DAILY_API_KEY and DAILY_WEBHOOK_HMAC must be set (docs/daily.md).")
        url = settings.BASE_URL + reverse("daily_event")
        # With exponential retries Daily never gives the webhook up for good (facts/daily.md, 1.6).
        content = {
            "url": url,
            "eventTypes": sorted(KINDS),
            "hmac": config.webhook_hmac,
            "retryType": "exponential",
        }
        client = DailyClient(config)
        try:
            client.domain()
            own = [webhook for webhook in client.webhooks() if webhook.get("url") == url]
            webhook = client.update_webhook(str(own[0]["uuid"]), content) if own else client.create_webhook(content)
        except ProviderFailed as error:
            raise CommandError(
                f"{error} Daily calls {url} while this runs, so the site must be reachable there; "
                "and webhooks need a card on the account."
            ) from error
        self.stdout.write(f"Daily tells {url} what happens; the webhook is {str(webhook.get('state', '')).lower()}.")
