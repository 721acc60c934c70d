"""Registers the outbox in Wagtail's admin."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from cms.outbox_admin import OutboxPolicy, OutboxViewSet
from notifications.models import OutboxMessage

register_permission_policy(OutboxMessage, OutboxPolicy(OutboxMessage))


@hooks.register("register_admin_viewset")
def outbox() -> OutboxViewSet:
    return OutboxViewSet()
