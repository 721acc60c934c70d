"""Registers webhooks and API keys in Wagtail's admin."""

from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from accounts.models import APIKey
from cms.api_keys_admin import ApiKeyPolicy, ApiKeyViewSet
from cms.webhooks_admin import WebhookViewSet
from notifications.models import WebhookEndpoint
from site_pages.admin.policies import EDITING, EventRecordPolicy

register_permission_policy(
    WebhookEndpoint, EventRecordPolicy(WebhookEndpoint, event_field="event", organizer_actions=EDITING)
)
register_permission_policy(APIKey, ApiKeyPolicy(APIKey))


@hooks.register("register_admin_viewset")
def webhooks() -> WebhookViewSet:
    return WebhookViewSet()


@hooks.register("register_admin_viewset")
def api_keys() -> ApiKeyViewSet:
    return ApiKeyViewSet()


@hooks.register("construct_settings_menu")
def hide_wagtails_tokens(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Wagtail lists its own API tokens wherever its API v3 is installed; ours takes API keys instead."""
    address = reverse("wagtailusers_api_tokens:index")
    menu_items[:] = [item for item in menu_items if item.url != address]
