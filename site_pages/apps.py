"""App configuration."""

from django.apps import AppConfig


class SitePagesConfig(AppConfig):
    name = "site_pages"
    verbose_name = "Event sites"

    def ready(self) -> None:
        # All read models: receivers connect, and page contexts register, once these are loaded.
        from site_pages import cors, page_contexts, purge, signals  # noqa: F401
        from site_pages.organizer import account_panel

        account_panel.register()
