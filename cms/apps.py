"""App configuration."""

from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class CmsConfig(AppConfig):
    default = True
    name = "cms"
    verbose_name = "Foyer"

    def ready(self) -> None:
        from cms import webhook_events  # noqa: F401 - connects the receivers once models are loaded


class FoyerUsersConfig(WagtailUsersAppConfig):
    """Wagtail's user management with Foyer's forms."""

    user_viewset = "site_pages.admin.users.UserViewSet"
