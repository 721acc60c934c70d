"""Wagtail's and Django's signals, turned into actions. Fan-out only; no rule lives here."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from accounts.signals import event_role_changed
from site_pages import actions, event_groups, event_removal
from site_pages.models import (
    EventGroup,
    EventPage,
    EventVersion,
    Organization,
    PlatformSettings,
    Room,
    SessionPage,
    SiteImage,
    Speaker,
    Sponsor,
    Track,
    Venue,
)


@receiver(page_published)
def on_page_published(instance: Page, **kwargs: Any) -> None:
    if isinstance(instance, EventPage):
        actions.publish_section_pages(instance)
        event_groups.sync_event_group(instance)
    actions.record_page_shown(instance)


@receiver(page_unpublished)
def on_page_unpublished(instance: Page, **kwargs: Any) -> None:
    actions.record_page_hidden(instance)


@receiver(pre_delete, sender=EventPage)
def on_event_to_be_deleted(instance: EventPage, **kwargs: Any) -> None:
    event_removal.refuse_kept_event(instance)


@receiver(pre_delete, sender=EventPage)
@receiver(pre_delete, sender=SessionPage)
def on_page_deleted(instance: EventPage | SessionPage, **kwargs: Any) -> None:
    if instance.live:
        actions.record_page_hidden(instance)


@receiver(post_delete, sender=EventPage)
@receiver(post_delete, sender=SessionPage)
def after_page_deleted(instance: EventPage | SessionPage, **kwargs: Any) -> None:
    if isinstance(instance, EventPage):
        # Its sessions, deleted with it, have raised the version again after Django deleted that row.
        EventVersion.objects.filter(event_id=instance.pk).delete()
    actions.touch_page(instance)


@receiver(post_page_move)
def on_page_moved(instance: Page, **kwargs: Any) -> None:
    actions.touch_page(instance)


@receiver(page_slug_changed)
def on_slug_changed(instance: Page, **kwargs: Any) -> None:
    actions.touch_page(instance)


@receiver(post_save, sender=PageViewRestriction)
@receiver(post_delete, sender=PageViewRestriction)
def on_restriction_changed(instance: PageViewRestriction, **kwargs: Any) -> None:
    actions.touch_page(instance.page)


@receiver(post_save, sender=Speaker)
@receiver(post_save, sender=Sponsor)
@receiver(post_save, sender=Organization)
@receiver(post_save, sender=Venue)
@receiver(post_save, sender=Track)
@receiver(post_save, sender=SiteImage)
@receiver(pre_delete, sender=Speaker)
@receiver(pre_delete, sender=Sponsor)
@receiver(pre_delete, sender=Organization)
@receiver(pre_delete, sender=Venue)
@receiver(pre_delete, sender=Track)
@receiver(pre_delete, sender=SiteImage)
def on_record_changed(instance: Any, **kwargs: Any) -> None:
    if not kwargs.get("created"):
        actions.touch_record(instance)


@receiver(post_save, sender=Room)
@receiver(pre_delete, sender=Room)
def on_room_changed(instance: Room, **kwargs: Any) -> None:
    actions.touch_record(instance.venue)


@receiver(post_save, sender=PlatformSettings)
def on_platform_settings_changed(*, created: bool, **kwargs: Any) -> None:
    # Wagtail makes the row, with the defaults that were shown anyway, when the first page asks for it.
    if not created:
        actions.touch_all_events()


@receiver(post_save, sender=Site)
def on_site_changed(*, created: bool, **kwargs: Any) -> None:
    if not created:
        actions.touch_all_events()


@receiver(post_save, sender=EventPage)
def on_event_saved(instance: EventPage, **kwargs: Any) -> None:
    if kwargs.get("created") and not kwargs.get("raw"):
        event_groups.sync_event_group(instance)


@receiver(event_role_changed)
def on_event_role_changed(event_id: int, **kwargs: Any) -> None:
    event_groups.sync_event_members(event_id)


@receiver(post_delete, sender=EventGroup)
def on_event_group_deleted(instance: EventGroup, **kwargs: Any) -> None:
    event_groups.drop_event_group(instance)
