"""What the project adds to Wagtail's admin, by subject."""

from cms import webhook_hooks

__all__ = ["webhook_hooks"]
