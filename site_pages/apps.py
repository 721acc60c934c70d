"""App configuration."""

from django.apps import AppConfig


class SitePagesConfig(AppConfig):
    name = "site_pages"
    verbose_name = "Event sites"

    def ready(self) -> None:
        from site_pages import signals  # noqa: F401 - connects the receivers once models are loaded
