"""What the project adds to Wagtail's admin, by subject."""

from cms import outbox_hooks, webhook_hooks

__all__ = ["outbox_hooks", "webhook_hooks"]
