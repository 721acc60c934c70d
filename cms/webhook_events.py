"""Turns what happens on the site into outgoing webhooks. Every message says only what any visitor may see."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished

from notifications.actions import queue_webhooks
from notifications.models import WebhookType
from site_pages.addresses import address_of
from site_pages.models import EventPage, SessionPage
from site_pages.models.base import SitePage
from site_pages.selectors import event_of
from site_pages.versions import event_changed


@receiver(page_published)
def on_page_published(instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, SitePage):
        tell_about_page(instance, WebhookType.PAGE_PUBLISHED)


@receiver(page_unpublished)
def on_page_unpublished(instance: Any, **kwargs: Any) -> None:
    """Also sent by Wagtail before a published page is deleted."""
    if isinstance(instance, SitePage):
        tell_about_page(instance, WebhookType.PAGE_UNPUBLISHED)


@receiver(event_changed)
def on_event_changed(event: EventPage | None, version: int, **kwargs: Any) -> None:
    """An import raises one version many times in a transaction; each version is told once."""
    if event is not None and event.live:
        queue_webhooks(
            WebhookType.EVENT_UPDATED,
            event_id=event.pk,
            data={"event": event_facts(event), "version": version},
            dedupe_key=f"event:{event.pk}:{version}",
        )


def tell_about_page(page: SitePage, webhook_type: str) -> None:
    """The page's own message, and one more where it is a session."""
    event = event_of(page)
    event_id = event.pk if event else None
    data = {"page": page_facts(page), "event": event_facts(event) if event else None}
    queue_webhooks(webhook_type, event_id=event_id, data=data)
    if isinstance(page, SessionPage):
        is_live = webhook_type == WebhookType.PAGE_PUBLISHED
        session = {**data, "session": {"id": str(page.public_id), "is_published": is_live}}
        queue_webhooks(WebhookType.SESSION_CHANGED, event_id=event_id, data=session)


def page_facts(page: SitePage) -> dict[str, str]:
    return {"id": str(page.public_id), "type": page._meta.label, "title": page.title, "url": address_of(page)}


def event_facts(event: EventPage) -> dict[str, str]:
    return {"id": str(event.public_id), "slug": event.slug, "title": event.title, "url": address_of(event)}
