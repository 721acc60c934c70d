"""App configuration."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = "Notifications"

    def ready(self) -> None:
        # Both read models: receivers and checks connect once these are loaded.
        from notifications import checks, mail_events  # noqa: F401
