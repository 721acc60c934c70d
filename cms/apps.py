"""App configuration."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = "Foyer"

    def ready(self) -> None:
        from cms import webhook_events  # noqa: F401 - connects the receivers once models are loaded
